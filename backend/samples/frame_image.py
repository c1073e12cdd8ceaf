"""Frame images as others send them: what is told without decoding, and the process in which they are decoded."""

from __future__ import annotations

import struct
from typing import Final, NamedTuple

from backend.pictures.process import PictureProcess
from backend.pictures.protocol import BadImageError

IMAGE_BYTES: Final = 256 * 1024
IMAGE_SIDE: Final = 512  # pixels; the guide box of a 640×480 camera has less
# With these, OpenCV looks at the size that a picture claims before it makes room for it.
_LIMITS: Final = {
    "OPENCV_IO_MAX_IMAGE_WIDTH": str(IMAGE_SIDE),
    "OPENCV_IO_MAX_IMAGE_HEIGHT": str(IMAGE_SIDE),
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(IMAGE_SIDE**2),
    "OPENBLAS_NUM_THREADS": "1",
}
_ENDS: Final = {
    "image/png": (b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"),
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
}
_SCAN: Final = b"\xff\xda"
_MOST_SCANS: Final = 20  # a progressive JPEG has ten; thousands take seconds to decode
ANSWERED_S: Final = 10.0  # the process itself takes a fraction of that, of its processor's time

SIZE: Final = struct.Struct("<HH")  # width and height, before the JPEG in the process's answer


class Encoded(NamedTuple):
    """A picture encoded anew, as JPEG."""

    width: int
    height: int
    jpeg: bytes


def check_image(data: memoryview, kind: str) -> None:
    """Refuse what is told by a picture's length and its ends; all else is for the decoder to say. Raises BadImageError.

    What is at both ends keeps to the two formats, and what is whole.
    """
    start, end = _ENDS[kind]
    if len(data) > IMAGE_BYTES:
        raise BadImageError(f"it has more than {IMAGE_BYTES} bytes")
    if bytes(data[: len(start)]) != start or bytes(data[-len(end) :]) != end:
        raise BadImageError(f"it is not a whole {kind.removeprefix('image/').upper()}")
    if kind == "image/jpeg" and bytes(data).count(_SCAN) > _MOST_SCANS:
        raise BadImageError(f"it has more than {_MOST_SCANS} scans")


class Decoder:
    """Decodes pictures in a process of its own (backend/samples/decoder.py), which a bad one may end: one at a time."""

    def __init__(self) -> None:
        self._process = PictureProcess("backend.samples.decoder", _LIMITS, ANSWERED_S)

    async def encode_anew(self, data: bytes, sender: int = 0) -> Encoded:
        """Decode a picture that check_image let pass, and encode it as JPEG: its metadata do not survive.

        Raises BadImageError where it cannot be decoded, HarmfulImageError where not within the limits,
        DecoderUnavailableError.
        """
        said = await self._process.ask(data, sender)
        width, height = SIZE.unpack_from(said)
        return Encoded(width, height, said[SIZE.size :])

    async def close(self) -> None:
        """End the process."""
        await self._process.close()
