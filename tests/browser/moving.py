"""A film of a hand that swipes and waves: movements in; frames of the synthetic hand before a room out."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from tests.browser.clip import NOISE_LEVELS, looks, shoot, textured_room, with_hand
from training.silhouette import Picture

REST, STROKE, SWING = 30, 9, 7  # frames: before and after a movement, of a swipe, of one way of a wave
FAR = 0.36  # of the frame's height: more than two palms
SWUNG = 0.14
OPEN_SHUTTER = (0.0, 0.25, 0.5)  # of a frame: moments that are in one picture
# In the unmirrored frame: right and down.
TOWARD = {"swipe-left": (1, 0), "swipe-right": (-1, 0), "swipe-up": (0, -1), "swipe-down": (0, 1)}
Places = npt.NDArray[np.float64]


def moving_frames(movements: list[str]) -> Iterator[Picture]:
    """RGB frames (480, 640, 3), thirty a second: an open hand that rests, makes the movements, and rests between."""
    random = np.random.default_rng(11)
    room, shown = textured_room(random), looks("open_palm", random)
    noise = random.normal(0, NOISE_LEVELS, room.shape).astype(np.float32)
    for number, (place, following) in enumerate(pairwise(places_of(movements))):
        moments = OPEN_SHUTTER if np.hypot(*(following - place)) > 0.01 else OPEN_SHUTTER[:1]
        drawn = [with_hand(room, shown, *(place + share * (following - place))) for share in moments]
        yield shoot(np.mean(drawn, axis=0, dtype=np.float32), np.roll(noise, 17 * number, axis=1), number)


def places_of(movements: list[str]) -> Places:
    """Where the hand is [frames, 2], in shares of the frame's height from its usual place."""
    parts = [between((0, 0), (0, 0), REST)]
    for movement in movements:
        if movement == "wave":
            parts.append(np.array([[SWUNG * np.sin(np.pi * frame / SWING), 0] for frame in range(6 * SWING)]))
            parts.append(between((0, 0), (0, 0), REST))
            continue
        right, down = TOWARD[movement]
        start, end = (-FAR / 2 * right, -FAR / 2 * down), (FAR / 2 * right, FAR / 2 * down)
        stops = ((0, 0), start, start, end, end, (0, 0), (0, 0))
        parts += [between(*way, STROKE if way == (start, end) else REST) for way in pairwise(stops)]
    return np.concatenate(parts)


def between(start: tuple[float, float], end: tuple[float, float], frames: int) -> Places:
    """The way from one place to another [frames, 2], as arms move."""
    share = np.linspace(0, 1, frames)[:, None]
    eased = 10 * share**3 - 15 * share**4 + 6 * share**5
    return np.asarray(np.array(start) + eased * (np.array(end) - np.array(start)))
