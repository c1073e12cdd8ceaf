"""The process that decodes frame images, `python -m backend.samples.decoder`: backend.samples.frame_image runs it."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from backend.pictures.child import run
from backend.pictures.protocol import BadImageError
from backend.samples.frame_image import IMAGE_SIDE, SIZE

MEMORY: Final = 64 * 1024 * 1024
PROCESSOR_S: Final = 0.1  # twenty times what noise takes, the worst photo
SMALLEST: Final = cv2.imencode(".jpg", np.zeros((1, 1, 3), np.uint8))[1].tobytes()
QUALITIES: Final = (92, 80, 60, 40)  # JPEG's; what is stored has been encoded twice
SMALL: Final = 4096  # bytes that a picture may have afterwards even if it came with fewer


def encode_anew(data: bytes) -> bytes:
    """Decode a picture and encode it as JPEG, in no more bytes than it had (or SMALL), behind its size.

    Raises BadImageError.
    """
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        words = f"it is larger than {IMAGE_SIDE} × {IMAGE_SIDE}" if "Size" in error.func else "it cannot be decoded"
        raise BadImageError(words) from error
    if pixels is None or max(pixels.shape[:2]) > IMAGE_SIDE:
        raise BadImageError("it cannot be decoded")
    height, width = pixels.shape[:2]
    for quality in QUALITIES:
        encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(encoded) <= max(len(data), SMALL):
            return SIZE.pack(width, height) + encoded
    raise BadImageError("it would grow when it is encoded anew")


if __name__ == "__main__":
    run(encode_anew, SMALLEST, MEMORY, PROCESSOR_S)
