"""Made-up hands: 21 points that show a gesture, as samples hold them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

# Fingers from the thumb on as degrees from upright, and which of them each gesture stretches; the others are bent.
_DEGREES: Final = (-58.0, -18.0, -3.0, 12.0, 28.0)
_STRETCHED: Final[dict[str, tuple[int, ...]]] = {
    "thumbs_up": (0,),
    "l": (0, 1),
    "fist": (),
    "open_palm": (0, 1, 2, 3, 4),
    "closed_palm": (1, 2, 3, 4),
    "okay": (2, 3, 4),
    "peace": (1, 2),
}
_WRIST: Final = (0.5, 0.9)
_PALM: Final = 0.32  # from the wrist to the base of a finger, in shares of the side of the square
_BONE: Final = {True: 0.12, False: 0.03}  # of a finger that is stretched, or bent
_PRESENCE: Final = 0.98


@dataclass(frozen=True)
class Hand:
    """How somebody's hand looks: degrees lean to the right, `left` is how often it is the left one."""

    tilt: float
    left: float


def draw(gesture: str, hand: Hand, embedding: int, rng: np.random.Generator) -> tuple[bytes, str]:
    """Return the hand's numbers (docs/architecture.md), with `embedding` of those that only networks read; its side."""
    is_left = rng.random() < hand.left
    across = -1 if is_left else 1
    points: NDArray[np.float32] = np.zeros((21, 3), np.float32)
    points[0, :2] = _WRIST
    for finger, degrees in enumerate(_DEGREES):
        angle = np.radians((degrees + rng.normal(0, 3)) * across + hand.tilt)
        towards = np.array([np.sin(angle), -np.cos(angle)])
        bone = _BONE[finger in _STRETCHED.get(gesture, ())]
        for joint in range(4):
            points[1 + 4 * finger + joint, :2] = np.array(_WRIST) + towards * (_PALM + bone * joint)
    left = np.clip(rng.normal(0.93 if is_left else 0.07, 0.05), 0.0, 0.49) + (0.5 if is_left else 0.0)
    before = np.array([_PRESENCE, min(left, 1.0)])
    numbers = np.concatenate([before, points.ravel(), np.array([0.0, -1.0]), rng.normal(0, 1, embedding)])
    return numbers.astype("<f4").tobytes(), "left" if is_left else "right"
