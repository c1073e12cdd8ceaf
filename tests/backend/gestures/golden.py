"""The golden frames of the current model, as pictures."""

from __future__ import annotations

import base64
import json
import zlib
from dataclasses import dataclass
from functools import cache
from typing import Any

import cv2
import numpy as np

from backend.gestures.kernel import Picture
from backend.gestures.model import current_model


@dataclass(frozen=True)
class GoldenFrame:
    """A frame (RGBA), and what training says of the hands in it."""

    pixels: Picture
    hands: list[dict[str, Any]]


@cache
def golden_frames() -> tuple[GoldenFrame, ...]:
    """All of them."""
    cases = json.loads((current_model() / "golden.json").read_bytes())["cases"]
    return tuple(GoldenFrame(_pixels(case), case["hands"]) for case in cases)


def _pixels(case: dict[str, Any]) -> Picture:
    data = zlib.decompress(base64.b64decode(case["rgba"]))
    return np.frombuffer(data, np.uint8).reshape(case["height"], case["width"], 4)


def png_of(gesture: str) -> bytes:
    """The golden frame of a gesture, encoded without loss."""
    (frame,) = [one for one in golden_frames() if [hand["label"] for hand in one.hands] == [gesture]]
    return cv2.imencode(".png", cv2.cvtColor(frame.pixels, cv2.COLOR_RGBA2BGR))[1].tobytes()
