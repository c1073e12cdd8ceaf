"""The classification report: against the definitions over single samples, and where there is too little data."""

from __future__ import annotations

from itertools import chain
from statistics import fmean
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.stats.figures.report import ENOUGH, Z_95, rate, report, wilson

LABELS = ["fist", "l", "none"]
MATRICES = st.lists(st.lists(st.integers(0, 40), min_size=3, max_size=3), min_size=3, max_size=3)


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_every_share_that_is_not_too_unlikely(sample: tuple[int, int]) -> None:
    correct, n = sample
    low, high = wilson(correct, n)
    assert 0 <= low <= correct / n <= high <= 1
    for end in {low, high} - {0.0, 1.0}:  # an end is where the share seen is 1.96 standard deviations away
        assert (correct / n - end) ** 2 == pytest.approx(Z_95**2 * end * (1 - end) / n, rel=1e-6)


def test_known_intervals() -> None:
    assert wilson(9, 10) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=1e-4)
    assert wilson(10, 10) == pytest.approx((0.7225, 1.0), abs=1e-4)


@pytest.mark.parametrize(("correct", "n"), [(0, 0), (2, 1), (-1, 3)])
def test_what_is_no_share_is_refused(correct: int, n: int) -> None:
    with pytest.raises(ValueError, match="no share"):
        wilson(correct, n)


def test_three_of_three_are_not_enough_for_a_rate() -> None:
    assert rate(3, 3) == {"correct": 3, "n": 3, "rate": None, "low": None, "high": None, "people": None}
    assert rate(ENOUGH, ENOUGH)["rate"] == 1.0


def test_without_samples_there_is_no_rate() -> None:
    nothing: dict[str, Any] = report([[0] * 3] * 3, LABELS)
    assert nothing["accuracy"]["rate"] is None
    assert (nothing["macro"], nothing["weighted"]) == (None, None)
    assert [of["f1"] for of in nothing["per_gesture"]] == [None] * 3


def test_a_gesture_that_was_hardly_shown_leaves_the_averages_open() -> None:
    told: dict[str, Any] = report([[50, 0, 0], [0, 50, 0], [0, 0, ENOUGH - 1]], LABELS)
    assert (told["macro"], told["weighted"]) == (None, None)
    assert told["accuracy"]["rate"] == 1.0
    assert [of["f1"] for of in told["per_gesture"]] == [1.0, 1.0, None]


def test_a_gesture_that_was_never_answered_counts_as_nothing() -> None:
    told: dict[str, Any] = report([[20, 0, 0], [0, 20, 0], [20, 0, 0]], LABELS)
    assert told["per_gesture"][2]["precision"]["rate"] is None
    assert told["macro"] == pytest.approx({"precision": 0.5, "recall": 2 / 3, "f1": (2 / 3 + 1) / 3})


@given(MATRICES)
def test_figures_equal_those_counted_sample_by_sample(counts: list[list[int]]) -> None:
    cells = [(true, predicted) for true in LABELS for predicted in LABELS]
    pairs = [cell for cell, n in zip(cells, chain.from_iterable(counts), strict=True) for _ in range(n)]
    told: dict[str, Any] = report(counts, LABELS)
    right = [true == predicted for true, predicted in pairs]
    assert told["accuracy"] == rate(sum(right), len(right))
    for label, of in zip(LABELS, told["per_gesture"], strict=True):
        assert of["gesture"] == label
        assert of["recall"] == rate(*_share([p == label for t, p in pairs if t == label]))
        assert of["precision"] == rate(*_share([t == label for t, p in pairs if p == label]))
    if all(sum(row) >= ENOUGH for row in counts):
        f1 = [of["f1"] for of in told["per_gesture"]]
        assert told["macro"]["f1"] == pytest.approx(fmean(f1))
        assert told["weighted"]["f1"] == pytest.approx(fmean(f1, weights=[sum(row) for row in counts]))
        assert told["weighted"]["recall"] == pytest.approx(fmean(right))


def _share(hits: list[bool]) -> tuple[int, int]:
    return sum(hits), len(hits)
