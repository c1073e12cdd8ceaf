"""Chooses those of a person's samples that are worth learning from, and counts why others are not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from backend.learning.samples import LabelledSample
from training.head.features import Floats
from training.head.hand_numbers import TURN, points_of
from training.labels import HAND_LABELS

ALIKE: Final = 0.01  # mean distance of points, in shares of the square's side, below which two are the same moment
MOST: Final = 60  # of one person and gesture: more would make the model theirs


@dataclass(frozen=True)
class Kept:
    """A sample that is learned from or judged on; `hand` are hand numbers [67 + E]."""

    hand: Floats
    label: str
    sample: LabelledSample


def filter_samples(samples: Iterable[tuple[LabelledSample, Floats | str]]) -> tuple[list[Kept], Counter[str]]:
    """One person's samples, the oldest first, each with its hand numbers or why it has none (hands.py).

    The reasons for leaving out are words for the manifest.
    """
    kept: dict[str, list[Kept]] = {label: [] for label in HAND_LABELS}
    shapes: dict[str, list[Floats]] = {label: [] for label in HAND_LABELS}
    left_out: Counter[str] = Counter()
    for sample, hand in samples:
        if isinstance(hand, str):
            left_out[hand] += 1
        elif len(kept[sample.label]) >= MOST:
            left_out["more than enough of one person and gesture"] += 1
        elif _is_among(shape := _turned(hand), shapes[sample.label]):
            left_out["nearly the same as another"] += 1
        else:
            kept[sample.label].append(Kept(hand, sample.label, sample))
            shapes[sample.label].append(shape)
    return [one for label in HAND_LABELS for one in kept[label]], left_out


def _is_among(shape: Floats, others: list[Floats]) -> bool:
    if not others:
        return False
    return bool((np.linalg.norm(np.stack(others) - shape, axis=2).mean(1) < ALIKE).any())


def _turned(hand: Floats) -> Floats:
    """The points [21, 2] from the square's middle along the frame's axes, as the page compares hands (points.ts)."""
    x, y = points_of(hand[None])[0, :, :2].T
    right, up = x - 0.5, 0.5 - y
    ux, uy = hand[TURN]
    return np.stack([right * -uy + up * ux, right * ux + up * uy], 1)
