"""Reads pictures as the page does: turned as their camera says, without what is transparent."""

from pathlib import Path
from typing import Final

import cv2
import numpy as np

from backend.gestures.errors import PictureError
from backend.gestures.kernel import Picture

NAMES: Final = (".jpg", ".jpeg", ".png", ".webp")


def read_picture(path: Path) -> Picture:
    """RGB (height, width, 3) of a file. Raises PictureError."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"it cannot be read: {error.strerror}") from error
    return decode(data)


def decode(data: bytes) -> Picture:
    """RGB (height, width, 3) of an encoded picture. Raises PictureError."""
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as error:
        said = "it is larger than is taken here: send a smaller one" if "Size" in error.func else "it cannot be decoded"
        raise PictureError(said) from error
    if pixels is None:
        raise PictureError("it cannot be decoded: send a JPEG, PNG or WebP")
    return np.asarray(pixels, np.uint8)
