"""The classification report of a confusion matrix: rates with Wilson intervals, null where data is too little."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot, sqrt
from typing import Final

# Below this many samples a rate says more about chance than about the model: it is null, beside its n.
ENOUGH: Final = 10
Z_95: Final = 1.959963984540054  # the normal distribution's 97.5 % quantile

Json = dict[str, object]


def wilson(correct: float, n: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of `correct` of `n`, within 0 … 1. Needs 0 ≤ correct ≤ n and n > 0."""
    if not 0 <= correct <= n or n == 0:
        raise ValueError(f"{correct} of {n} is no share")
    share, square = correct / n, Z_95**2
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = Z_95 / (1 + square / n) * sqrt(share * (1 - share) / n + square / (4 * n * n))
    # The interval touches 0 and 1 exactly there, which rounding would miss.
    return (0.0 if correct == 0 else middle - half, 1.0 if correct == n else middle + half)


def rate(correct: int, n: int) -> Json:
    """Return `correct` of `n` as a rate with its interval, all three null where `n` is not enough.

    `people` is null: samples weigh equally (person_report.py has rates in which people do).
    """
    if n < ENOUGH:
        return {"correct": correct, "n": n, "rate": None, "low": None, "high": None, "people": None}
    low, high = wilson(correct, n)
    return {"correct": correct, "n": n, "rate": correct / n, "low": low, "high": high, "people": None}


def report(counts: Sequence[Sequence[int]], labels: Sequence[str]) -> Json:
    """Return precision, recall, F1 and support per gesture, and their averages.

    `counts` is [labels, labels], row true, column predicted. Averages are null until each gesture was shown often
    enough: one that is missing would be left out of the mean, or pull it to 0.
    """
    right = [counts[i][i] for i in range(len(labels))]
    shown = [sum(row) for row in counts]
    answered = [sum(column) for column in zip(*counts, strict=True)]
    per_gesture = [
        {
            "gesture": label,
            "precision": rate(right[i], answered[i]),
            "recall": rate(right[i], shown[i]),
            "f1": _f1(right[i], shown[i], answered[i]) if shown[i] >= ENOUGH else None,
        }
        for i, label in enumerate(labels)
    ]
    enough = min(shown, default=0) >= ENOUGH
    return {
        "enough": ENOUGH,
        "enough_people": None,
        "accuracy": rate(sum(right), sum(shown)),
        "per_gesture": per_gesture,
        "macro": _averages(right, shown, answered, [1] * len(labels)) if enough else None,
        "weighted": _averages(right, shown, answered, shown) if enough else None,
    }


def _f1(right: int, shown: int, answered: int) -> float:
    return 2 * right / (shown + answered)


def _averages(right: Sequence[int], shown: Sequence[int], answered: Sequence[int], weights: Sequence[int]) -> Json:
    """Weigh each gesture's figures; the precision of one that was never answered counts as 0."""
    of_gestures = list(zip(right, shown, answered, strict=True))
    figures = {
        "precision": [r / a if a else 0.0 for r, _, a in of_gestures],
        "recall": [r / s for r, s, _ in of_gestures],
        "f1": [_f1(r, s, a) for r, s, a in of_gestures],
    }
    return weighted_means(figures, weights)


def weighted_means(figures: Mapping[str, Sequence[float]], weights: Sequence[int]) -> Json:
    """Return the mean of each figure over the gestures, by these weights, not all of which may be 0."""
    return {
        name: sum(value * weight for value, weight in zip(values, weights, strict=True)) / sum(weights)
        for name, values in figures.items()
    }


def change(now: Json, before: object) -> Json | None:
    """Return by how much the accuracy of two overviews differs, with its interval; null where either is not known.

    Newcombe's hybrid of both rates' own intervals (his method 10), which is right also near 0 and 1.
    """
    rates = [_accuracy_of(each) for each in (now, before)]
    if any(rate["rate"] is None for rate in rates):
        return None
    (p, low, high), (q, lower, higher) = (
        [float(str(rate[name])) for name in ("rate", "low", "high")] for rate in rates
    )
    return {
        "difference": p - q,
        "low": max(-1.0, p - q - hypot(p - low, higher - q)),
        "high": min(1.0, p - q + hypot(high - p, q - lower)),
    }


def _accuracy_of(overview: object) -> Json:
    """Return the accuracy in an overview's report; of no overview one that is not known."""
    told = overview.get("report") if isinstance(overview, dict) else None
    return told["accuracy"] if isinstance(told, dict) else {"rate": None}
