"""Checks images of frames before anything is decoded, and encodes them anew without their metadata.

The size is read from the first bytes, before anything is decoded: a few kilobytes of PNG may claim 30,000 × 30,000.
"""

from __future__ import annotations

import struct
from typing import Final

import cv2
import numpy as np

IMAGE_BYTES: Final = 256 * 1024
IMAGE_SIDE: Final = 512  # pixels; the guide box of a 640×480 camera has less
QUALITY: Final = 92  # JPEG's; what is stored has been encoded twice
TYPES: Final = ("image/jpeg", "image/png")

_PNG_START: Final = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END: Final = b"\x00\x00\x00\x00IEND\xaeB`\x82"
_JPEG_START: Final = b"\xff\xd8\xff"
_JPEG_END: Final = b"\xff\xd9"
_SCAN: Final = b"\xff\xda"
_FRAMES: Final = (0xC0, 0xC1, 0xC2)  # baseline, extended, progressive: all that decoders read
_MOST_SCANS: Final = 20  # a progressive JPEG has ten; thousands take seconds to decode


class BadImageError(Exception):
    """The bytes are no picture that may be stored; the message says why."""


def check_image(data: memoryview, kind: str) -> tuple[int, int]:
    """Return width and height as the frame_image's own first bytes tell them. Raises BadImageError over the limits."""
    if len(data) > IMAGE_BYTES:
        raise BadImageError(f"it has more than {IMAGE_BYTES} bytes")
    width, height = _png_size(data) if kind == "image/png" else _jpeg_size(bytes(data))
    if not (1 <= width <= IMAGE_SIDE and 1 <= height <= IMAGE_SIDE):
        raise BadImageError(f"it is larger than {IMAGE_SIDE} × {IMAGE_SIDE}, or empty")
    return width, height


def encode_anew(data: bytes) -> bytes:
    """Decode a frame image that check_image let pass, and encode it as JPEG: metadata such as places do not survive.

    Raises BadImageError where it cannot be decoded. Takes some milliseconds and holds no lock meanwhile.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        raise BadImageError("it cannot be decoded") from error
    if pixels is None or max(pixels.shape[:2]) > IMAGE_SIDE:
        raise BadImageError("it cannot be decoded")
    done, encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise BadImageError("it cannot be encoded")
    return encoded.tobytes()


def _png_size(data: memoryview) -> tuple[int, int]:
    if bytes(data[:16]) != _PNG_START or bytes(data[-12:]) != _PNG_END or len(data) < 24 + len(_PNG_END):
        raise BadImageError("it is not a whole PNG")
    width, height = struct.unpack_from(">II", data, 16)
    return width, height


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Walk from segment to segment until the one that holds the size."""
    if not data.startswith(_JPEG_START) or not data.endswith(_JPEG_END) or data.count(_SCAN) > _MOST_SCANS:
        raise BadImageError("it is not a whole JPEG")
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker, length = struct.unpack_from(">xBH", data, at)
        if marker in _FRAMES:
            height, width = struct.unpack_from(">HH", data, at + 5)
            return width, height
        at += 2 + length
    raise BadImageError("it is not a whole JPEG")
