"""Chooses those of a person's samples that are worth learning from, and counts why others are not."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from backend.learning.samples import LabelledSample
from backend.models.manifest import POINTS
from training.labels import LABELS
from training.silhouette import NetworkInput, Picture

EMPTY, FULL = 0.02, 0.9  # shares of white: no hand that is shown on purpose is smaller, none fills the guide box
SPECKS = 12  # parts of which the largest is less than half: noise and no hand
LEAST_PART = 4  # pixels of a part that counts
ALIKE = 0.015  # share of pixels that differ, below which two silhouettes are the same moment
MOST = 60  # of one person and gesture: more would make the model theirs


@dataclass(frozen=True)
class Kept:
    """A sample that is learned from or judged on; `picture` is [side, side] of 0..255."""

    picture: Picture
    label: str
    sample: LabelledSample


def filter_samples(samples: Iterable[LabelledSample], shown: NetworkInput) -> tuple[list[Kept], Counter[str]]:
    """One person's samples, the oldest first. The reasons for leaving out are words for the manifest."""
    kept: dict[str, list[Kept]] = {label: [] for label in LABELS}
    bits: dict[str, list[npt.NDArray[np.bool_]]] = {label: [] for label in LABELS}
    left_out: Counter[str] = Counter()
    for sample in samples:
        reason = _unfit(sample, shown)
        if reason is None:
            picture = np.frombuffer(sample.network_input, np.uint8).reshape(shown.side, shown.side)
            reason = _absurd(picture, sample.label)
        if reason is None and len(kept[sample.label]) >= MOST:
            reason = "more than enough of one person and gesture"
        if reason is None:
            shape = picture > 127
            if any(np.mean(shape != other) < ALIKE for other in bits[sample.label]):
                reason = "nearly the same as another"
        if reason is not None:
            left_out[reason] += 1
            continue
        kept[sample.label].append(Kept(picture, sample.label, sample))
        bits[sample.label].append(shape)
    return [one for label in LABELS for one in kept[label]], left_out


def _unfit(sample: LabelledSample, shown: NetworkInput) -> str | None:
    if sample.kind == POINTS:
        return "points of a hand and no silhouette"
    if sample.label not in LABELS:
        return "a gesture that the network does not know"
    if (sample.kind, sample.width, sample.height) != (shown.kind, shown.side, shown.side):
        return "a picture of another kind or size than the network takes"
    return None


def _absurd(picture: Picture, label: str) -> str | None:
    """Why it is no hand; an empty picture is a good example of none."""
    white = float(np.mean(picture > 127))
    if white > FULL:
        return "full"
    if white < EMPTY:
        return None if label == "none" else "empty"
    _, _, stats, _ = cv2.connectedComponentsWithStats((picture > 127).astype(np.uint8), connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    if np.count_nonzero(areas >= LEAST_PART) >= SPECKS and areas.max() < 0.5 * areas.sum():
        return "speckled"
    return None
