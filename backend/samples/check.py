"""The rules for a sample: what a page sent in, a sample that is fit to store out, or the reason why it is not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final, NamedTuple
from uuid import UUID

import numpy as np
from asyncpg.pgproto import pgproto

from backend.accounts.store import Consent
from backend.http.fields import RefusedError, exactly, integer, number, one_of, probabilities
from backend.models.manifest import POINTS
from backend.models.registry import Model
from backend.samples import points
from backend.samples.batch_codec import RawSample
from backend.samples.frame_image import TYPES, NoPhotoError, check_photo
from backend.samples.shadow import check_shadow

LABEL_SOURCES: Final = ("none", "prompted", "corrected")
REASONS: Final = ("random", "uncertain", "change", "prompted", "corrected", "shadow")
OLDEST: Final = timedelta(days=60)  # a page that was offline for a holiday
CLOCKS_DIFFER: Final = timedelta(hours=24)  # a clock set to the wrong zone is common, a wrong day is not
SLOWEST_MS: Final = 60_000.0
DEVICE_LENGTH: Final = 200
BACKEND_LENGTH: Final = 50
FASTEST_FPS: Final = 1000.0
WHITE: Final = 128  # a pixel of the silhouette from here on is the hand

FIELDS: Final = frozenset(
    (
        *("sample_id", "session_id", "number", "captured_at", "model_id", "predicted", "probabilities"),
        *("label", "label_source", "reason", "sampling_probability", "inference_ms", "total_ms", "noise"),
        *("device", "consent_version", "network_input"),
    )
)
OPTIONAL: Final = frozenset(("frame_image", "fps", "backend", "shadow"))  # absent is null: old outboxes send no more
PICTURE_FIELDS: Final = frozenset(("kind", "width", "height", "bytes"))
PHOTO_FIELDS: Final = frozenset(("type", "width", "height", "bytes"))


class Sample(NamedTuple):
    """One sample that keeps all the rules; the fields are those of docs/architecture.md.

    A tuple, because a frozen dataclass of this many fields takes four times as long to make as all checks together.

    `area` is the white part of a silhouette. Points have no area, and their `noise` may be None. `frame_image`
    is as it was
    sent: it has the right header, but has not been decoded yet.
    """

    sample_id: UUID
    session_id: UUID
    number: int
    captured_at: datetime
    model_id: str
    predicted: str
    probabilities: tuple[float, ...]
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
    shadow_probabilities: tuple[float, ...] | None = None


def check(
    raw: RawSample, model: Model | None, consent: Consent | None, now: datetime, challenger: Model | None = None
) -> Sample:
    """Check every field against its range, the model and the consent in force. Raises RefusedError.

    `challenger` is the model whose answers the sample holds beside those of `model`, where it holds any.
    """
    header = raw.header
    exactly(header, FIELDS, "the sample", OPTIONAL)
    if model is None:
        raise RefusedError("model_id: this server has no such model")
    _check_consent(header, consent, "shapes")
    _check_picture(header["network_input"], raw.network_input, model)
    photo_size = None
    if raw.frame_image is not None:
        _check_consent(header, consent, "photos")
        photo_size = _check_photo(header["frame_image"], raw.frame_image)
    label_source = one_of(header, "label_source", LABEL_SOURCES)
    shadow = check_shadow(header, model, challenger)
    return Sample(
        sample_id=_uuid(header, "sample_id"),
        session_id=_uuid(header, "session_id"),
        number=integer(header, "number"),
        captured_at=_captured_at(header, now),
        model_id=model.id,
        predicted=one_of(header, "predicted", model.labels),
        probabilities=probabilities(header, len(model.labels)),
        label=_label(header, label_source, model.labels),
        label_source=label_source,
        reason=one_of(header, "reason", REASONS),
        sampling_probability=_sampling_probability(header),
        inference_ms=number(header, "inference_ms", SLOWEST_MS),
        total_ms=number(header, "total_ms", SLOWEST_MS),
        noise=_noise(header, model),
        device=_device(header),
        consent_version=integer(header, "consent_version"),
        input_kind=model.input.kind,
        input_width=model.input.width,
        input_height=model.input.height,
        network_input=raw.network_input,
        area=None if model.input.kind == POINTS else area_of(raw.network_input),
        fps=_fps(header),
        backend=_backend(header),
        frame_image=None if raw.frame_image is None else bytes(raw.frame_image),
        frame_image_width=None if photo_size is None else photo_size[0],
        frame_image_height=None if photo_size is None else photo_size[1],
        **({} if shadow is None else {f"shadow_{name}": value for name, value in shadow._asdict().items()}),
    )


def _check_consent(header: Mapping[str, object], consent: Consent | None, level: str) -> None:
    if consent is None or not consent.allows(level):
        raise RefusedError(f"consent: no {level} may be stored for this account")
    if header["consent_version"] != consent.version:
        raise RefusedError("consent_version: it was captured under another version than the one in force")


def _check_picture(described: object, network_input: memoryview, model: Model) -> None:
    if not isinstance(described, dict):
        raise RefusedError("network_input: not an object")
    exactly(described, PICTURE_FIELDS, "network_input")
    shape = (model.input.kind, model.input.width, model.input.height)
    if (described["kind"], described["width"], described["height"]) != shape:
        raise RefusedError(f"network_input: the model's input is of the kind {shape[0]}, {shape[1]} × {shape[2]}")
    if len(network_input) != model.input.bytes:
        raise RefusedError(f"network_input: not {model.input.bytes} bytes")
    if model.input.kind == POINTS and not points.are_sound(network_input):
        raise RefusedError(f"network_input: not numbers from -{points.LARGEST:g} to {points.LARGEST:g} only")


def _noise(header: Mapping[str, object], model: Model) -> float | None:
    if model.input.kind == POINTS and header["noise"] is None:
        return None
    return number(header, "noise", 1.0)


def _check_photo(described: object, frame_image: memoryview) -> tuple[int, int]:
    if not isinstance(described, dict):
        raise RefusedError("frame_image: not an object")
    exactly(described, PHOTO_FIELDS, "frame_image")
    kind = described["type"]
    if kind not in TYPES:
        raise RefusedError(f"frame_image: its type is not one of {', '.join(TYPES)}")
    try:
        size = check_photo(frame_image, kind)
    except NoPhotoError as error:
        raise RefusedError(f"frame_image: {error}") from error
    if (described["width"], described["height"]) != size:
        raise RefusedError(f"frame_image: its width and height are {size[0]} and {size[1]}")
    return size


def _uuid(header: Mapping[str, object], name: str) -> UUID:
    value = header[name]
    try:
        # The driver's own, which is read, compared and sent several times as fast as Python's.
        found: UUID = pgproto.UUID(value if isinstance(value, str) and len(value) == 36 else "")
    except ValueError:
        raise RefusedError(f"{name}: not a UUID") from None
    return found


def _sampling_probability(header: Mapping[str, object]) -> float:
    probability = number(header, "sampling_probability", 1.0)
    if probability == 0:
        raise RefusedError("sampling_probability: what was never to be sampled cannot have been")
    return probability


def _label(header: Mapping[str, object], label_source: str, labels: tuple[str, ...]) -> str | None:
    if label_source != "none":
        return one_of(header, "label", labels)
    if header["label"] is not None:
        raise RefusedError("label: must be null where label_source is none")
    return None


def _captured_at(header: Mapping[str, object], now: datetime) -> datetime:
    value = header["captured_at"]
    try:
        captured_at = datetime.fromisoformat(value if isinstance(value, str) else "")
    except ValueError:
        raise RefusedError("captured_at: not a time such as 2026-11-22T17:05:32.123Z") from None
    if captured_at.tzinfo is None:
        raise RefusedError("captured_at: without a time zone, add Z for UTC")
    if not now - OLDEST <= captured_at <= now + CLOCKS_DIFFER:
        raise RefusedError("captured_at: too old or in the future, check the device's clock")
    return captured_at.astimezone(UTC)


def _device(header: Mapping[str, object]) -> str:
    value = header["device"]
    if not isinstance(value, str) or len(value) > DEVICE_LENGTH or not value.isprintable():
        raise RefusedError(f"device: not a text of at most {DEVICE_LENGTH} printable characters")
    return value


def _fps(header: Mapping[str, object]) -> float | None:
    return None if header.get("fps") is None else number(header, "fps", FASTEST_FPS)


def _backend(header: Mapping[str, object]) -> str | None:
    value = header.get("backend")
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= BACKEND_LENGTH or not value.isprintable():
        raise RefusedError(f"backend: not null and not a text of 1 to {BACKEND_LENGTH} printable characters")
    return value


def area_of(network_input: memoryview) -> float:
    """Return the share, 0 … 1, of a silhouette's pixels, one byte each, that are the hand."""
    pixels = np.frombuffer(network_input, np.uint8)
    return float(np.count_nonzero(pixels >= WHITE) / max(1, pixels.size))
