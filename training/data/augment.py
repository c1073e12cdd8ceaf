"""Augments silhouettes, fits them to the working size, and balances those of people."""

import cv2
import numpy as np
import numpy.typing as npt

from training.data.datasets import Example
from training.labels import LABELS
from training.silhouette import Picture

Random = np.random.Generator

REPEATS = 12  # of one picture at most: beyond, its noise is learned and nothing else
# How far an input is moved: standard deviations in degrees, of the side, and of the slant; logarithms of the sizes.
# The square around the hand takes most of place and size away.
TURN, PLACE, SLANT, SIZE, STRETCH = 10.0, 0.03, 0.08, 0.08, 0.06


def fit(picture: Picture, side: int) -> Picture:
    """A silhouette (height, width) of 0 and 255 in the middle of a square, as (side, side) of 0 and 255."""
    height, width = picture.shape
    longer = max(height, width)
    square = np.zeros((longer, longer), np.uint8)
    top, left = (longer - height) // 2, (longer - width) // 2
    square[top : top + height, left : left + width] = picture
    way = cv2.INTER_AREA if longer > side else cv2.INTER_LINEAR
    return np.where(cv2.resize(square, (side, side), interpolation=way) > 127, 255, 0).astype(np.uint8)


def move(picture: Picture, random: Random) -> Picture:
    """Another place, size, turn and slant of a network input [side, side] of 0..255; flips are training's own.

    Each epoch draws anew, so that few silhouettes go as far as many: see docs/decisions/0004-synthetic-hand.md.
    """
    side = len(picture)
    turn, size, stretch = random.normal(0, TURN), np.exp(random.uniform(-SIZE, SIZE)), np.exp(random.normal(0, STRETCH))
    cosine, sine = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    slant = np.array([[1.0, random.normal(0, SLANT)], [0.0, 1.0]])
    linear = np.diag([stretch, 1 / stretch]) @ np.array([[cosine, -sine], [sine, cosine]]) @ slant * size
    middle = np.full(2, (side - 1) / 2)
    offset = middle - linear @ middle + random.normal(0, PLACE * side, 2)
    return np.asarray(cv2.warpAffine(picture, np.column_stack([linear, offset]), (side, side)), np.uint8)


def draw_balanced(
    examples: list[Example], count: int, shares: npt.NDArray[np.float64], random: Random
) -> npt.NDArray[np.int64]:
    """Indices into `examples`, at most `count`: labels in their `shares` [labels], a label's sources in equal parts.

    A source with few pictures of a label gives each of them up to REPEATS times, and the rest goes to nobody: so no
    source dominates a label, and none is learned by heart.
    """
    drawn: list[int] = []
    for label, share in zip(LABELS, shares, strict=True):
        by_source: dict[str, list[int]] = {}
        for index, example in enumerate(examples):
            if example.label == label:
                by_source.setdefault(example.source, []).append(index)
        for source in sorted(by_source):
            own = by_source[source]
            wanted = min(round(count * share / len(by_source)), REPEATS * len(own))
            # Whole rounds before anything is repeated, so that each picture is seen.
            rounds = [random.permutation(own) for _ in range(-(-wanted // len(own)))]
            drawn += np.concatenate(rounds)[:wanted].tolist() if rounds else []
    return np.array(drawn, np.int64)
