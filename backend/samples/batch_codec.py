"""The batch's bytes, cut into each sample's header, network input and frame image, neither of them copied."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

import msgspec

from backend.http.errors import BadRequestError, ContentTooLargeError
from backend.http.messages import NotJsonError, WrongFieldError, decode
from backend.samples.schemas import Envelope, SampleHeader

CONTENT_TYPE: Final = "application/vnd.gesture-samples"
MAGIC: Final = b"GSB1"
BATCH_BYTES: Final = 4 * 1024 * 1024
BATCH_SAMPLES: Final = 200
HEADER_BYTES: Final = 512 * 1024  # a sample's fields take about 600
_START: Final = struct.Struct("<4sI")


class RefusedError(Exception):
    """A sample is not stored; the message is the reason that its sender is told."""


class RawSample(NamedTuple):
    """One sample as it came: what its header says, or why that cannot be stored, and the bytes that belong to it."""

    sample_id: str
    header: SampleHeader | RefusedError
    network_input: memoryview
    frame_image: memoryview | None = None


class _Header(msgspec.Struct):
    samples: list[msgspec.Raw]


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
    return _with_bytes(_headers(view[:header_bytes]), view[header_bytes:])


def _headers(data: memoryview) -> list[msgspec.Raw]:
    try:
        samples = decode(data, _Header).samples
    except NotJsonError as error:
        raise BadRequestError(f"The batch's header {error}. Send a JSON object.") from error
    except WrongFieldError as error:
        raise BadRequestError('The batch\'s header has no list "samples". Correct it and send again.') from error
    if len(samples) > BATCH_SAMPLES:
        raise ContentTooLargeError(f"A batch may hold {BATCH_SAMPLES} samples. Send fewer at once.")
    return samples


def _with_bytes(headers: list[msgspec.Raw], data: memoryview) -> list[RawSample]:
    samples: list[RawSample] = []
    start = 0
    for raw in headers:
        header = read_header(raw)
        envelope = _envelope(raw) if isinstance(header, RefusedError) else header
        middle = start + envelope.network_input.bytes
        image = envelope.frame_image
        end = middle if image is None else middle + image.bytes
        if end > len(data):
            raise BadRequestError("The batch ends within its pictures. Send it again, whole.")
        frame_image = None if image is None else data[middle:end]
        samples.append(RawSample(envelope.sample_id, header, data[start:middle], frame_image))
        start = end
    if start != len(data):
        raise BadRequestError("Bytes follow the last sample's. Send as many as the samples announce.")
    return samples


def read_header(raw: bytes | msgspec.Raw) -> SampleHeader | RefusedError:
    """Read one sample's header, or return why it cannot be stored."""
    try:
        return decode(raw, SampleHeader)
    except WrongFieldError as error:
        return RefusedError(str(error))
    except NotJsonError as error:
        return RefusedError(f"the sample: {error}")


def _envelope(raw: msgspec.Raw) -> Envelope:
    """Read what is needed of a header that is refused, so that the samples behind it are not."""
    try:
        return decode(raw, Envelope)
    except (WrongFieldError, NotJsonError) as error:
        raise BadRequestError(f"A sample's header cannot be read: {error}. Correct it and send again.") from error
