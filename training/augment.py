"""Real silhouettes of any size in; a balanced number of them, each moved a little, at the working size out."""

import cv2
import numpy as np
import numpy.typing as npt

from training.datasets import Example
from training.labels import LABELS
from training.silhouette import Picture

Random = np.random.Generator

REPEATS = 12  # of one picture at most: beyond, its noise is learned and nothing else


def fit(picture: Picture, side: int) -> Picture:
    """A silhouette (height, width) of 0 and 255 in the middle of a square, as (side, side) of 0 and 255."""
    height, width = picture.shape
    longer = max(height, width)
    square = np.zeros((longer, longer), np.uint8)
    top, left = (longer - height) // 2, (longer - width) // 2
    square[top : top + height, left : left + width] = picture
    way = cv2.INTER_AREA if longer > side else cv2.INTER_LINEAR
    return np.where(cv2.resize(square, (side, side), interpolation=way) > 127, 255, 0).astype(np.uint8)


def vary(mask: Picture, random: Random) -> Picture:
    """Another place, size and turn of a square silhouette; flips are training's own."""
    side = len(mask)
    turn = cv2.getRotationMatrix2D((side / 2, side / 2), random.normal(0, 8), random.uniform(0.8, 1.15))
    turn = turn + np.array([[0, 0, random.normal(0, side * 0.05)], [0, 0, random.normal(0, side * 0.05)]])
    moved = cv2.warpAffine(mask, turn, (side, side), flags=cv2.INTER_LINEAR)
    return np.where(moved > 127, 255, 0).astype(np.uint8)


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
