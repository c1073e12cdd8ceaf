"""Images of frames as the page sends them."""

from __future__ import annotations

import struct
import zlib

import cv2
import numpy as np


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


def markers_without_lengths(width: int = 20_000, height: int = 20_000) -> bytes:
    """A JPEG that claims to be huge behind a marker that has no length; who takes it for one reads 64 × 48 first."""
    small = jpeg()
    frame = small.index(b"\xff\xc0")
    segment = small[frame : frame + 19]
    huge = segment[:5] + struct.pack(">HH", height, width) + segment[9:]
    decoy = b"\xff\x01" + b"\x00\x04"  # TEM stands alone; read as a segment, it ends before the decoy
    return (
        small[:frame] + decoy + b"\xff\xfe" + struct.pack(">H", 2 + len(segment)) + segment + huge + small[frame + 19 :]
    )


def scans(count: int, width: int = 512, height: int = 512) -> bytes:
    """A progressive JPEG of one colour whose last scan comes again and again."""
    flat = np.full((height, width, 3), 127, np.uint8)
    photo = cv2.imencode(".jpg", flat, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    last = photo.rindex(b"\xff\xda")
    return photo[:-2] + photo[last:-2] * count + photo[-2:]


def texts(count: int, mebibytes: int = 7) -> bytes:
    """A small PNG with texts that are large once they are unpacked."""
    text = zlib.compress(bytes([65]) * (mebibytes * 1024 * 1024), 9)
    data = b"Comment\0\0" + text
    chunk = struct.pack(">I", len(data)) + b"zTXt" + data + struct.pack(">I", zlib.crc32(b"zTXt" + data))
    photo = png()
    return photo[:33] + chunk * count + photo[33:]


def described(frame_image: bytes) -> dict[str, object]:
    """The field `frame_image` of a sample."""
    kind = "image/png" if frame_image.startswith(b"\x89PNG") else "image/jpeg"
    decoded = cv2.imdecode(np.frombuffer(frame_image, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    height, width = decoded.shape[:2]
    return {"type": kind, "width": width, "height": height, "bytes": len(frame_image)}
