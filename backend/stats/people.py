"""The classification report in which people weigh equally: each person's counts in, means over people out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import fmean
from typing import Final

from backend.stats.report import ENOUGH, Json, weighted_means, wilson

ENOUGH_PEOPLE: Final = 5


@dataclass
class Person:
    """One person's samples per gesture: those that were right, missed (another was predicted) and wrongly predicted."""

    right: Counter[str] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    wrongly: Counter[str] = field(default_factory=Counter)

    def add(self, gesture: str, outcome: str, n: int) -> None:
        """Count `n` samples with the outcome right, missed or wrongly."""
        {"right": self.right, "missed": self.missed, "wrongly": self.wrongly}[outcome][gesture] += n


def rate_over_people(shares: Sequence[tuple[int, int]]) -> Json:
    """Return the mean of each person's share (correct, n), over those who have any; null below ENOUGH_PEOPLE.

    Its interval is Wilson's of as many yes or no as there are people: the mean of shares never varies more than that,
    so the interval may be wider than it must be, and is never too narrow.
    """
    some = [(correct, n) for correct, n in shares if n]
    told: Json = {"correct": sum(correct for correct, _ in some), "n": sum(n for _, n in some), "people": len(some)}
    if len(some) < ENOUGH_PEOPLE:
        return {**told, "rate": None, "low": None, "high": None}
    mean = fmean(correct / n for correct, n in some)
    low, high = wilson(mean * len(some), len(some))
    return {**told, "rate": mean, "low": low, "high": high}


def report_over_people(people: Sequence[Person], labels: Sequence[str]) -> Json:
    """Return the report (report.py) with each rate as a mean over people, and their number beside it."""
    shares = [(sum(each.right.values()), sum((each.right + each.missed).values())) for each in people]
    per_gesture: list[Json] = [
        {
            "gesture": label,
            "precision": rate_over_people([(p.right[label], p.right[label] + p.wrongly[label]) for p in people]),
            "recall": rate_over_people([(p.right[label], p.right[label] + p.missed[label]) for p in people]),
            "f1": _f1(people, label),
        }
        for label in labels
    ]
    shown = [sum(p.right[label] + p.missed[label] for p in people) for label in labels]
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
        2 * p.right[label] / (2 * p.right[label] + p.missed[label] + p.wrongly[label])
        for p in people
        if p.right[label] + p.missed[label]
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


def _rate_of(told: object) -> float:
    return _number(told["rate"]) if isinstance(told, dict) else 0.0


def _number(value: object) -> float:
    return value if isinstance(value, float) else 0.0
