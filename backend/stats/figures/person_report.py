"""The classification report in which people weigh equally: its rates are means over people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from backend.stats.figures.report import ENOUGH, Json, weighted_means, wilson

ENOUGH_PEOPLE: Final = 5


@dataclass
class Person:
    """One person's labelled samples per gesture.

    One is missed where another gesture was answered, and mistaken where it was answered and another one was shown.
    """

    correct: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    mistaken: Counter[str] = field(default_factory=Counter)


def rate_over_people(shares: Sequence[tuple[int, int]]) -> Json:
    """Return the mean of each person's share (correct, n), over those who have any; null below ENOUGH_PEOPLE.

    Its interval is Wilson's of as many yes or no as there are people: the mean of shares never varies more than that,
    so the interval may be wider than it must be, and is never too narrow.
    """
    some = [(correct, n) for correct, n in shares if n]
    mean = fmean([correct / n for correct, n in some]) if some else 0.0  # of a list: it counts others one by one
    return mean_over_people(sum(correct for correct, _ in some), sum(n for _, n in some), len(some), mean)


def mean_over_people(correct: int, n: int, people: int, mean: float) -> Json:
    """Return the same of the mean itself; `correct` of `n` are those of all `people` together."""
    counted: Json = {"correct": correct, "n": n, "people": people}
    if people < ENOUGH_PEOPLE:
        return {**counted, "rate": None, "low": None, "high": None}
    low, high = wilson(mean * people, people)
    return {**counted, "rate": mean, "low": low, "high": high}


def report_over_people(people: Sequence[Person], labels: Sequence[str]) -> Json:
    """Return the report (report.py) with each rate as a mean over people, and their number beside it."""
    shares = [(each.correct.total(), each.correct.total() + each.missed.total()) for each in people]
    per_gesture: list[Json] = [
        {
            "gesture": label,
            "precision": rate_over_people([(p.correct[label], p.correct[label] + p.mistaken[label]) for p in people]),
            "recall": rate_over_people([(p.correct[label], p.correct[label] + p.missed[label]) for p in people]),
            "f1": _f1(people, label),
        }
        for label in labels
    ]
    shown = [sum(p.correct[label] + p.missed[label] for p in people) for label in labels]
    return {
        "enough": ENOUGH,
        "enough_people": ENOUGH_PEOPLE,
        "accuracy": rate_over_people(shares),
        "per_gesture": per_gesture,
        "macro": _means(per_gesture, [1] * len(labels)),
        "weighted": _means(per_gesture, shown),
    }


def _f1(people: Sequence[Person], label: str) -> float | None:
    """Return the mean F1 over the people who showed the gesture."""
    of_each = [
        2 * p.correct[label] / (2 * p.correct[label] + p.missed[label] + p.mistaken[label])
        for p in people
        if p.correct[label] + p.missed[label]
    ]
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
