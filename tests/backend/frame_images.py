"""Images of frames as the page sends them."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np

from backend.samples.frame_image import check_image


def pixels(width: int, height: int) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """A slope from dark to light in each colour, BGR."""
    y, x = np.mgrid[0:height, 0:width]
    return np.stack([x * 255 // width, y * 255 // height, (x + y) * 127 // max(width, height)], axis=-1).astype(
        np.uint8
    )


def jpeg(width: int = 64, height: int = 48, *options: int) -> bytes:
    return cv2.imencode(".jpg", pixels(width, height), list(options))[1].tobytes()


def png(width: int = 64, height: int = 48) -> bytes:
    return cv2.imencode(".png", pixels(width, height))[1].tobytes()


def bomb(width: int = 30_000, height: int = 30_000) -> bytes:
    """A PNG of one colour that takes some hundred kilobytes, and gigabytes when it is decoded."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    compressor = zlib.compressobj(9)
    row = bytes(width // 8 + 2)
    data = b"".join(compressor.compress(row) for _ in range(height)) + compressor.flush()
    start = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + start + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def described(frame_image: bytes) -> dict[str, object]:
    """The field `frame_image` of a sample."""
    kind = "image/png" if frame_image.startswith(b"\x89PNG") else "image/jpeg"
    width, height = check_image(memoryview(frame_image), kind)
    return {"type": kind, "width": width, "height": height, "bytes": len(frame_image)}
