"""Photos: real ones pass and are encoded anew; what is none, too large or a bomb is refused before it is decoded."""

from __future__ import annotations

import time

import cv2
import numpy as np
import pytest

from backend.samples.frame_image import IMAGE_BYTES, BadImageError, check_image, encode_anew
from tests.backend.frame_images import bomb, jpeg, pixels, png

PROGRESSIVE = (cv2.IMWRITE_JPEG_PROGRESSIVE, 1)


@pytest.mark.parametrize("frame_image", [jpeg(300, 200), jpeg(300, 200, *PROGRESSIVE), png(300, 200)])
def test_a_photo_looks_the_same_afterwards(frame_image: bytes) -> None:
    kind = "image/png" if frame_image.startswith(b"\x89PNG") else "image/jpeg"
    assert check_image(memoryview(frame_image), kind) == (300, 200)
    stored = cv2.imdecode(np.frombuffer(encode_anew(frame_image), np.uint8), cv2.IMREAD_COLOR)
    assert stored is not None
    assert np.abs(stored.astype(int) - pixels(300, 200)).mean() < 3


def test_where_it_was_taken_does_not_survive() -> None:
    place = b"\xff\xe1\x00\x11Exif\0\0N 52 E 13"
    frame_image = jpeg()
    frame_image = frame_image[:2] + place + frame_image[2:]
    assert check_image(memoryview(frame_image), "image/jpeg") == (64, 48)
    assert b"N 52" not in encode_anew(frame_image)


def test_a_bomb_is_refused_before_it_is_decoded() -> None:
    frame_image = bomb()
    assert len(frame_image) <= IMAGE_BYTES
    start = time.monotonic()
    with pytest.raises(BadImageError, match="larger"):
        check_image(memoryview(frame_image), "image/png")
    assert time.monotonic() - start < 0.05


@pytest.mark.parametrize(
    ("frame_image", "kind"),
    [
        (b"", "image/png"),
        (b"", "image/jpeg"),
        (png()[:-1], "image/png"),
        (png() + b"PK", "image/png"),
        (jpeg()[:-1], "image/jpeg"),
        (jpeg() + b"PK", "image/jpeg"),
        (jpeg(), "image/png"),
        (png(), "image/jpeg"),
        (b"\xff\xd8\xff\xd9", "image/jpeg"),
        (b"\xff\xd8\xff\xe0\x00\x00" * 9 + b"\xff\xd9", "image/jpeg"),
        (jpeg(513, 2), "image/jpeg"),
        (png(2, 513), "image/png"),
        (png()[:16] + bytes(8) + png()[24:], "image/png"),
        (jpeg()[:-2] + b"\xff\xda" * 30 + b"\xff\xd9", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(IMAGE_BYTES), "image/png"),
    ],
)
def test_what_is_no_photo(frame_image: bytes, kind: str) -> None:
    with pytest.raises(BadImageError):
        check_image(memoryview(frame_image), kind)


@pytest.mark.parametrize("frame_image", [png()[:40] + bytes(60) + png()[-12:], jpeg()[:30] + jpeg()[-2:]])
def test_what_cannot_be_decoded(frame_image: bytes) -> None:
    with pytest.raises(BadImageError, match="decoded"):
        encode_anew(frame_image)
