"""What is asked and answered about samples."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final, Literal
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from backend.http.messages import Count, Message, Share, Time, Uuid, fitting
from backend.models.schemas import Backend

DELETED_AT_ONCE: Final = 200
LARGEST_PAGE: Final = 200
PAGE: Final = 50

LabelSource = Literal["none", "prompted", "corrected"]
SampleReason = Literal["random", "uncertain", "change", "prompted", "corrected", "shadow"]
Key = Annotated[str, fitting(r"[0-9]{1,17}\.[0-9a-f]{32}", "A place in the list: the `next` of an earlier page.")]

_Number = Annotated[int, Meta(ge=0, le=2**31 - 1)]  # what a column holds
_Milliseconds = Annotated[float, Meta(ge=0, le=60_000)]
_PerSecond = Annotated[float, Meta(ge=0, le=1000)]
_Size = Annotated[int, Meta(ge=0)]
# A sample counts as 1/p frames. The page takes one in a hundred; nobody's may outweigh all others'.
_SamplingProbability = Annotated[float, Meta(ge=0.001, le=1)]
# What web/src/collect/device.ts may say and nothing else, since everybody sees these words on the stats page.
_BROWSERS: Final = "Edge|Opera|Firefox|Chromium|Safari|Unknown browser"
_SYSTEMS: Final = "Android|iOS|ChromeOS|Windows|macOS|Linux|unknown system"
_Device = Annotated[str, fitting(f"({_BROWSERS}), ({_SYSTEMS})")]


class NetworkInput(Message):
    """What the model saw, as the model's manifest describes its input, and how many bytes of the batch it takes."""

    kind: str
    width: int
    height: int
    bytes: _Size


class FrameImage(Message):
    """The part of the frame around the hand, and how many bytes of the batch it takes."""

    type: Literal["image/jpeg", "image/png"]
    width: int
    height: int
    bytes: _Size


class Shadow(Message):
    """How often a challenger differed from the model since the sample before, and what it says of this very input.

    The latter, `predicted` and `probabilities`, is sent only where it differs from the model's answer.
    """

    model_id: str
    # Frames between two samples. One in a hundred is a sample by chance, so that pages of ours come near this only
    # where a quota of samples is full, and stop counting there (web/src/collect/shadow.ts).
    compared: Annotated[int, Meta(ge=0, le=10_000)]
    disagreed: _Number
    predicted: str | None
    probabilities: list[Share] | None


class Scene(Message):
    """What the frame was like, and how well hands were followed since the sample before.

    `light` is its mean luma; `hands` are those that were seen, null where nobody looked for any; `hand_size` is the
    longer side of the box around the first one, in shorter sides of the frame. Hands were followed for `followed_ms`,
    in which `lost` of them were lost and found again at once.
    """

    light: Share
    hands: Annotated[int, Meta(ge=0, le=2)] | None
    hand_size: Annotated[float, Meta(ge=0, le=4)] | None
    followed_ms: Annotated[int, Meta(ge=0, le=600_000)]
    lost: Annotated[int, Meta(ge=0, le=1000)]


class SampleHeader(Message):
    """What a batch's header says of one sample."""

    sample_id: Uuid
    session_id: Uuid
    number: _Number
    captured_at: Annotated[datetime, Meta(tz=True)]
    model_id: str
    predicted: str
    probabilities: list[Share]
    label: str | None
    label_source: LabelSource
    reason: SampleReason
    sampling_probability: _SamplingProbability
    inference_ms: _Milliseconds
    total_ms: _Milliseconds
    noise: Share | None
    device: _Device
    consent_version: _Number
    network_input: NetworkInput
    frame_image: FrameImage | None = None
    fps: _PerSecond | None = None
    backend: Backend | None = None
    shadow: Shadow | None = None
    scene: Scene | None = None


class BatchHeader(Message):
    """The header of a batch: its samples, in the order in which their bytes follow."""

    samples: list[SampleHeader]


class SampleResult(Message):
    """What became of one sample; `reason` says why it was refused, and is else left out."""

    sample_id: str
    status: Literal["stored", "duplicate", "refused"]
    reason: str | UnsetType = UNSET


class SampleResults(Message):
    """What became of each sample of a batch, in its order."""

    results: list[SampleResult]


class SampleQuery(Message):
    """Which page of the list."""

    after: Key | None = None
    limit: Annotated[int, Meta(ge=1, le=LARGEST_PAGE)] = PAGE


class ExportQuery(Message):
    """Where the export begins."""

    after: Key | None = None


class SampleDeletion(Message):
    """Which samples to delete: those of these ids, or all of them."""

    sample_ids: Annotated[list[UUID], Meta(min_length=1, max_length=DELETED_AT_ONCE)] | UnsetType = UNSET
    all: Annotated[bool, Meta(extra_json_schema={"const": True})] | UnsetType = UNSET


class Deleted(Message):
    """How many samples there were."""

    deleted: Count


class InputShape(Message):
    """What the model saw."""

    kind: str
    width: Count
    height: Count


class ImageSize(Message):
    """Width and height in pixels."""

    width: Count
    height: Count


class OwnShadow(Message):
    """What a challenger said beside the model."""

    model_id: str
    compared: Count
    disagreed: Count
    predicted: str | None
    probabilities: list[Share] | None


class OwnSample(Message):
    """A sample as its owner gets it; `origin` is the other site that it came from, if any."""

    sample_id: Uuid
    session_id: Uuid
    number: Count
    captured_at: Time
    received_at: Time
    model_id: str
    predicted: str
    probabilities: list[Share]
    label: str | None
    label_source: LabelSource
    reason: SampleReason
    sampling_probability: Share
    inference_ms: float
    total_ms: float
    noise: Share | None
    fps: float | None
    device: str
    origin: str | None
    backend: str | None
    consent_version: Count
    network_input: InputShape
    frame_image: ImageSize | None
    shadow: OwnShadow | None
    scene: Scene | None


class OwnSamples(Message):
    """A page of one's samples, the newest first, and where the next page begins: null on the last."""

    samples: list[OwnSample]
    next: Key | None


class Envelope(msgspec.Struct):
    """What must be right in a sample's header so that the rest of its batch can be read."""

    sample_id: Annotated[str, Meta(max_length=100)]
    network_input: Extent
    frame_image: Extent | None = None


class Extent(msgspec.Struct):
    """How many bytes of the batch something takes."""

    bytes: _Size
