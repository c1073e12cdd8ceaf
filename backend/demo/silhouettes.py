"""Draws the hands of the demo data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

WHITE: Final = 255
# Fingers as (degrees from upright, length); lengths and radii are pixels of a hand 64 pixels high.
_FINGERS: Final[dict[str, tuple[tuple[float, float], ...]]] = {
    "open_palm": ((-62, 19), (-24, 24), (-6, 26), (12, 25), (32, 21)),
    "closed_palm": ((-16, 23), (-5, 26), (6, 26), (16, 22)),
    "fist": (),
    "l": ((-80, 20), (-4, 26)),
    "thumbs_up": ((-8, 22),),
    "okay": ((-40, 12), (-24, 12), (-6, 26), (12, 25), (32, 21)),
    "peace": ((-16, 24), (10, 26)),
}


@dataclass(frozen=True)
class Hand:
    """How somebody's hand looks: 1 is the usual size, degrees lean to the right."""

    size: float
    width: float
    tilt: float


def draw(gesture: str, hand: Hand, nearer: float, noise: float, rng: np.random.Generator, side: int = 64) -> bytes:
    """Return `side`² bytes, one a pixel; `nearer` scales the hand, `noise` is the share of pixels that flicker."""
    picture: NDArray[np.uint8] = np.zeros((side, side), np.uint8)
    unit = 0.9 * side / 64 * hand.size * nearer
    wrist = np.array([side / 2, side * 0.95]) + rng.normal(0, 1.5, 2)
    angle = np.radians(hand.tilt + rng.normal(0, 5))
    upwards = np.array([np.sin(angle), -np.cos(angle)])
    palm = wrist + upwards * 22 * unit
    _line(picture, wrist - upwards * side, palm, 15 * unit * hand.width)
    if gesture != "none":
        _palm(picture, palm, np.degrees(angle), unit * hand.width)
    for degrees, length in _FINGERS.get(gesture, ()):
        turned = angle + np.radians(degrees + rng.normal(0, 3))
        towards = np.array([np.sin(turned), -np.cos(turned)])
        _line(picture, palm + towards * 6 * unit, palm + towards * (8 + length) * unit, 6.5 * unit * hand.width)
    picture[rng.random((side, side)) < noise] ^= WHITE
    return picture.tobytes()


def _palm(picture: NDArray[np.uint8], at: NDArray[np.float64], degrees: float, unit: float) -> None:
    axes = (max(1, round(12 * unit)), max(1, round(13 * unit)))
    cv2.ellipse(picture, _point(at), axes, float(degrees), 0.0, 360.0, WHITE, -1, cv2.LINE_AA)


def _line(picture: NDArray[np.uint8], begin: NDArray[np.float64], end: NDArray[np.float64], thickness: float) -> None:
    cv2.line(picture, _point(begin), _point(end), WHITE, max(1, round(thickness)), cv2.LINE_AA)


def _point(at: NDArray[np.float64]) -> tuple[int, int]:
    return round(at[0]), round(at[1])
