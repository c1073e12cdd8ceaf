"""The batch's bytes: a body in, each sample's header, network_input and frame_image out, neither of them copied."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from backend.http.body import parse_object
from backend.http.errors import BadRequestError, ContentTooLargeError

CONTENT_TYPE: Final = "application/vnd.gesture-samples"
MAGIC: Final = b"GSB1"
BATCH_BYTES: Final = 4 * 1024 * 1024
BATCH_SAMPLES: Final = 200
HEADER_BYTES: Final = 512 * 1024  # a sample's fields take about 600
_START: Final = struct.Struct("<4sI")


class RawSample(NamedTuple):
    """One sample as it came: what its header says, not yet checked, and the bytes of its input and its image."""

    header: dict[str, object]
    network_input: memoryview
    frame_image: memoryview | None = None


def parse(body: bytes) -> list[RawSample]:
    """Cut a batch (docs/architecture.md) into its samples. Raises BadRequestError, ContentTooLargeError."""
    if len(body) < _START.size:
        raise BadRequestError("The batch is shorter than its start. Send the format of docs/architecture.md.")
    magic, header_bytes = _START.unpack_from(body)
    if magic != MAGIC:
        raise BadRequestError(
            f"The batch does not start with {MAGIC.decode()}. Send the format of docs/architecture.md."
        )
    if header_bytes > HEADER_BYTES:
        raise ContentTooLargeError(f"A batch's header may have {HEADER_BYTES} bytes. Send fewer samples at once.")
    view = memoryview(body)[_START.size :]
    if header_bytes > len(view):
        raise BadRequestError("The batch ends within its header. Send it again, whole.")
    headers = _headers(view[:header_bytes])
    return _with_pictures(headers, view[header_bytes:])


def _headers(data: memoryview) -> list[dict[str, object]]:
    samples = parse_object(data).get("samples")
    if not isinstance(samples, list) or not all(isinstance(sample, dict) for sample in samples):
        raise BadRequestError('The batch\'s header has no list "samples" of objects. Correct it and send again.')
    if len(samples) > BATCH_SAMPLES:
        raise ContentTooLargeError(f"A batch may hold {BATCH_SAMPLES} samples. Send fewer at once.")
    return samples


def _with_pictures(headers: list[dict[str, object]], pictures: memoryview) -> list[RawSample]:
    samples: list[RawSample] = []
    start = 0
    for header in headers:
        middle = start + _announced(header.get("network_input"), "network_input")
        frame_image = header.get("frame_image")
        end = middle if frame_image is None else middle + _announced(frame_image, "frame_image")
        if end > len(pictures):
            raise BadRequestError("The batch ends within its pictures. Send it again, whole.")
        samples.append(RawSample(header, pictures[start:middle], None if frame_image is None else pictures[middle:end]))
        start = end
    if start != len(pictures):
        raise BadRequestError("Bytes follow the last network_input. Send as many as the samples announce.")
    return samples


def _announced(described: object, name: str) -> int:
    size = described.get("bytes") if isinstance(described, dict) else None
    if type(size) is not int or size < 0:
        raise BadRequestError(f"A sample does not say how many bytes its {name} has. Correct it and send again.")
    return size
