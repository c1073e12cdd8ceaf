"""The points of a hand as a sample holds them: checked, named for an export, and drawn."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

import cv2
import numpy as np
from numpy.typing import NDArray

from backend.models.manifest import BEFORE_EMBEDDING

LARGEST: Final = 1e3  # of any number; a point of a hand is within a few sides of its square
POINTS: Final = 21 * 3
SIDE: Final = 256  # pixels of a drawing
EITHER: Final = 0.5  # probability of a left hand above which it is taken for one
# From the wrist along each finger, and across the palm; the points are numbered as MediaPipe numbers them.
BONES: Final = (
    (0, 1, 2, 3, 4),
    (0, 5, 6, 7, 8),
    (5, 9, 10, 11, 12),
    (9, 13, 14, 15, 16),
    (13, 17, 18, 19, 20),
    (0, 17),
)
_BONE: Final = (255, 255, 255)
_JOINT: Final = (90, 200, 255)  # blue, green, red


class HandPoints(NamedTuple):
    """One hand as the backbone saw it.

    `points` is [21, 3]: x to the right, y down and z away, in shares of the side of the square in which the hand stands
    upright; `up` is that square's upward direction in the camera's frame. All are 0 where no hand was seen.
    """

    presence: float
    left: float
    points: NDArray[np.float32]
    up: NDArray[np.float32]
    embedding: NDArray[np.float32]


def are_sound(data: memoryview) -> bool:
    """Whether all its numbers are finite and at most LARGEST, in either direction."""
    return bool(np.all(np.abs(np.frombuffer(data, "<f4")) <= LARGEST))  # NaN is not


def side(data: memoryview) -> Literal["left", "right"] | None:
    """Return which hand of the person it is; None where no hand was seen."""
    presence, left = np.frombuffer(data, "<f4", 2)
    return None if presence == 0 else "left" if left > EITHER else "right"


def read(data: bytes) -> HandPoints:
    """Name the numbers of a sample's input of the kind points."""
    numbers = np.frombuffer(data, "<f4")
    points, up, embedding = np.split(numbers[2:], (POINTS, BEFORE_EMBEDDING - 2))
    return HandPoints(float(numbers[0]), float(numbers[1]), points.reshape(21, 3), up, embedding)


def as_json(data: bytes) -> dict[str, object]:
    """Return the numbers by their names, as they are exported."""
    hand = read(data)
    named = {name: getattr(hand, name).tolist() for name in ("points", "up", "embedding")}
    return {"presence": hand.presence, "left": hand.left, **named}


def draw(data: bytes) -> bytes:
    """Return a PNG of SIDE × SIDE with the hand's bones and joints, upright on black; all black without a hand."""
    network_input: NDArray[np.uint8] = np.zeros((SIDE, SIDE, 3), np.uint8)
    points = read(data).points[:, :2]
    if points.any():
        places = np.rint(np.clip(points, -2, 3) * SIDE).astype(np.int32)
        cv2.polylines(network_input, [places[list(bone)] for bone in BONES], False, _BONE, 3, cv2.LINE_AA)
        for x, y in places.tolist():
            cv2.circle(network_input, (x, y), 4, _JOINT, -1, cv2.LINE_AA)
    return cv2.imencode(".png", network_input)[1].tobytes()
