"""The rules that a sample must keep beside its shape: those of the model, the consent in force and the time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np
from asyncpg.pgproto import pgproto

from backend.accounts.schemas import Consent, Level
from backend.models.manifest import POINTS
from backend.models.registry import Model
from backend.pictures.protocol import BadImageError
from backend.samples import points
from backend.samples.batch_codec import RawSample, RefusedError
from backend.samples.frame_image import IMAGE_SIDE, check_image
from backend.samples.probabilities import check_probabilities
from backend.samples.schemas import FrameImage, NetworkInput, SampleHeader
from backend.samples.shadow import check_shadow

OLDEST: Final = timedelta(days=60)  # a page that was offline for a holiday
CLOCKS_DIFFER: Final = timedelta(hours=24)  # a clock set to the wrong zone is common, a wrong day is not
WHITE: Final = 128  # a pixel of the silhouette from here on is the hand


class Sample(NamedTuple):
    """One sample that keeps all the rules; the fields are those of docs/architecture.md.

    A tuple, because a frozen dataclass of this many fields takes four times as long to make as all checks together.

    `area` is the white part of a silhouette. Points have no area, and their `noise` may be None. `frame_image` is as it
    was sent and has not been decoded yet: its width and height are what the sample says of them.
    """

    sample_id: UUID
    session_id: UUID
    number: int
    captured_at: datetime
    model_id: str
    predicted: str
    probabilities: Sequence[float]
    label: str | None
    label_source: str
    reason: str
    sampling_probability: float
    inference_ms: float
    total_ms: float
    noise: float | None
    device: str
    consent_version: int
    input_kind: str
    input_width: int
    input_height: int
    network_input: memoryview
    area: float | None
    fps: float | None = None
    backend: str | None = None
    frame_image: bytes | None = None
    frame_image_width: int | None = None
    frame_image_height: int | None = None
    shadow_model_id: str | None = None
    shadow_compared: int | None = None
    shadow_disagreed: int | None = None
    shadow_predicted: str | None = None
    shadow_probabilities: Sequence[float] | None = None
    light: float | None = None
    hands: int | None = None
    hand_size: float | None = None
    hand_side: str | None = None
    followed_ms: int | None = None
    lost: int | None = None


def check(
    raw: RawSample, model: Model | None, consent: Consent | None, now: datetime, challenger: Model | None = None
) -> Sample:
    """Check a sample against the model, the consent in force and the time. Raises RefusedError.

    `challenger` is the model whose answers the sample holds beside those of `model`, where it holds any.
    """
    header = raw.header
    if isinstance(header, RefusedError):
        raise header
    if model is None:
        raise RefusedError("model_id: this server has no such model")
    _check_consent(header, consent, "shapes")
    _check_network_input(header.network_input, raw.network_input, model)
    if raw.frame_image is not None and header.frame_image is not None:
        _check_consent(header, consent, "photos")
        _check_frame_image(header.frame_image, raw.frame_image)
    _check_answer(header, model)
    check_shadow(header, model, challenger)
    image, shadow, scene = header.frame_image, header.shadow, header.scene
    return Sample(
        sample_id=_uuid("sample_id", header.sample_id),
        session_id=_uuid("session_id", header.session_id),
        number=header.number,
        captured_at=_captured_at(header, now),
        model_id=model.id,
        predicted=header.predicted,
        probabilities=header.probabilities,
        label=header.label,
        label_source=header.label_source,
        reason=header.reason,
        sampling_probability=header.sampling_probability,
        inference_ms=header.inference_ms,
        total_ms=header.total_ms,
        noise=header.noise,
        device=header.device,
        consent_version=header.consent_version,
        input_kind=model.input.kind,
        input_width=model.input.width,
        input_height=model.input.height,
        network_input=raw.network_input,
        area=None if model.input.kind == POINTS else area_of(raw.network_input),
        fps=header.fps,
        backend=header.backend,
        frame_image=None if raw.frame_image is None else bytes(raw.frame_image),
        frame_image_width=None if image is None else image.width,
        frame_image_height=None if image is None else image.height,
        shadow_model_id=None if shadow is None else shadow.model_id,
        shadow_compared=None if shadow is None else shadow.compared,
        shadow_disagreed=None if shadow is None else shadow.disagreed,
        shadow_predicted=None if shadow is None else shadow.predicted,
        shadow_probabilities=None if shadow is None else shadow.probabilities,
        light=None if scene is None else scene.light,
        hands=None if scene is None else scene.hands,
        hand_size=None if scene is None else scene.hand_size,
        hand_side=points.side(raw.network_input) if model.input.kind == POINTS else None,
        followed_ms=None if scene is None else scene.followed_ms,
        lost=None if scene is None else scene.lost,
    )


def _check_consent(header: SampleHeader, consent: Consent | None, level: Level) -> None:
    if consent is None or not consent.allows(level):
        raise RefusedError(f"consent: no {level} may be stored for this account")
    if header.consent_version != consent.version:
        raise RefusedError("consent_version: it was captured under another version than the one in force")


def _check_network_input(described: NetworkInput, network_input: memoryview, model: Model) -> None:
    shape = (model.input.kind, model.input.width, model.input.height)
    if (described.kind, described.width, described.height) != shape:
        raise RefusedError(f"network_input: the model's input is of the kind {shape[0]}, {shape[1]} × {shape[2]}")
    if len(network_input) != model.input.bytes:
        raise RefusedError(f"network_input: not {model.input.bytes} bytes")
    if model.input.kind == POINTS and not points.are_sound(network_input):
        raise RefusedError(f"network_input: not numbers from -{points.LARGEST:g} to {points.LARGEST:g} only")


def _check_frame_image(described: FrameImage, frame_image: memoryview) -> None:
    try:
        check_image(frame_image, described.type)
    except BadImageError as error:
        raise RefusedError(f"frame_image: {error}") from error
    if not (1 <= described.width <= IMAGE_SIDE and 1 <= described.height <= IMAGE_SIDE):
        raise RefusedError(f"frame_image: it is larger than {IMAGE_SIDE} × {IMAGE_SIDE}, or empty")


def _check_answer(header: SampleHeader, model: Model) -> None:
    if header.predicted not in model.labels:
        raise RefusedError(f"predicted: must be one of {', '.join(model.labels)}")
    check_probabilities("probabilities", header.probabilities, model)
    if header.label_source == "none" and header.label is not None:
        raise RefusedError("label: must be null where label_source is none")
    if header.label_source != "none" and header.label not in model.labels:
        raise RefusedError(f"label: must be one of {', '.join(model.labels)}")
    if header.noise is None and model.input.kind != POINTS:
        raise RefusedError("noise: must be a number from 0 to 1")


def _uuid(field: str, text: str) -> UUID:
    try:
        # The driver's own, which is read, compared and sent several times as fast as Python's.
        found: UUID = pgproto.UUID(text)
    except ValueError:
        raise RefusedError(f"{field}: must be a UUID with its hyphens") from None
    return found


def _captured_at(header: SampleHeader, now: datetime) -> datetime:
    if not now - OLDEST <= header.captured_at <= now + CLOCKS_DIFFER:
        raise RefusedError("captured_at: too old or in the future, check the device's clock")
    return header.captured_at.astimezone(UTC)


def area_of(network_input: memoryview) -> float:
    """Return the share, 0 … 1, of a silhouette's pixels, one byte each, that are the hand."""
    pixels = np.frombuffer(network_input, np.uint8)
    return float(np.count_nonzero(pixels >= WHITE) / max(1, pixels.size))
