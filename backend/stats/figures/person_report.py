"""The classification report in which people weigh equally: its rates are means over people."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from operator import itemgetter
from statistics import fmean
from typing import Final

import numpy as np
from numpy.typing import NDArray

from backend.database import Row
from backend.stats.figures.report import ENOUGH, Json, weighted_means, wilson

ENOUGH_PEOPLE: Final = 5
_COUNTED: Final = ("correct", "missed", "mistaken")
_NUMBERS: Final = itemgetter("account_id", *_COUNTED)

Numbers = NDArray[np.int64]


def count_each(rows: Sequence[Row], labels: Sequence[str]) -> Numbers:
    """Return each person's labelled samples [people, labels, 3] of rows that add up: correct, missed and mistaken.

    One is missed where another gesture was answered, and mistaken where it was answered and another one was shown.
    """
    places = {label: place for place, label in enumerate(labels)}
    known = [row for row in rows if row["gesture"] in places]  # another one may have come since labels were read
    place = np.array([places[row["gesture"]] for row in known], np.int64)
    numbers = np.fromiter(chain.from_iterable(map(_NUMBERS, known)), np.int64).reshape(-1, 1 + len(_COUNTED))
    people, who = np.unique(numbers[:, 0], return_inverse=True)
    counts = np.zeros((len(people) * len(labels), len(_COUNTED)), np.int64)
    np.add.at(counts, who * len(labels) + place, numbers[:, 1:])
    return counts.reshape(len(people), len(labels), len(_COUNTED))


def rate_over_people(correct: Numbers, n: Numbers) -> Json:
    """Return the mean of each person's share (correct of n), over those who have any; null below ENOUGH_PEOPLE.

    Its interval is Wilson's of as many yes or no as there are people: the mean of shares never varies more than that,
    so the interval may be wider than it must be, and is never too narrow.
    """
    some = n > 0
    mean = fmean((correct[some] / n[some]).tolist()) if some.any() else 0.0
    return mean_over_people(int(correct.sum()), int(n.sum()), int(some.sum()), mean)


def mean_over_people(correct: int, n: int, people: int, mean: float) -> Json:
    """Return the same of the mean itself; `correct` of `n` are those of all `people` together."""
    counted: Json = {"correct": correct, "n": n, "people": people}
    if people < ENOUGH_PEOPLE:
        return {**counted, "rate": None, "low": None, "high": None}
    low, high = wilson(mean * people, people)
    return {**counted, "rate": mean, "low": low, "high": high}


def report_over_people(counts: Numbers, labels: Sequence[str]) -> Json:
    """Return the report (report.py) of what `count_each` gives: rates are means over people, with how many they are."""
    correct, missed, mistaken = np.moveaxis(counts, 2, 0)
    shown, answered = correct + missed, correct + mistaken
    per_gesture: list[Json] = [
        {
            "gesture": label,
            "precision": rate_over_people(correct[:, place], answered[:, place]),
            "recall": rate_over_people(correct[:, place], shown[:, place]),
            "f1": _f1(correct[:, place], shown[:, place], answered[:, place]),
        }
        for place, label in enumerate(labels)
    ]
    return {
        "enough": ENOUGH,
        "enough_people": ENOUGH_PEOPLE,
        "accuracy": rate_over_people(correct.sum(axis=1), shown.sum(axis=1)),
        "per_gesture": per_gesture,
        "macro": _means(per_gesture, [1] * len(labels)),
        "weighted": _means(per_gesture, shown.sum(axis=0).tolist()),
    }


def _f1(correct: Numbers, shown: Numbers, answered: Numbers) -> float | None:
    """Return the mean F1 over the people who showed the gesture."""
    some = shown > 0
    of_each = (2 * correct[some] / (shown + answered)[some]).tolist()
    return fmean(of_each) if len(of_each) >= ENOUGH_PEOPLE else None


def _means(per_gesture: Sequence[Json], weights: Sequence[int]) -> Json | None:
    """Weigh the gestures; a gesture that was shown but never answered has no precision, which counts as 0."""
    if any(of["f1"] is None for of in per_gesture) or not sum(weights):
        return None
    return weighted_means(
        {
            "precision": [_rate_of(of["precision"]) for of in per_gesture],
            "recall": [_rate_of(of["recall"]) for of in per_gesture],
            "f1": [_number(of["f1"]) for of in per_gesture],
        },
        weights,
    )


def _rate_of(share: object) -> float:
    return _number(share["rate"]) if isinstance(share, dict) else 0.0


def _number(value: object) -> float:
    return value if isinstance(value, float) else 0.0
