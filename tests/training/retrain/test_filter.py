"""Filtering: what has no hand numbers, is repeated or too much is left out, each with its reason."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from backend.learning.samples import LabelledSample
from training.head.features import Floats
from training.head.hand_numbers import TURN
from training.retrain import filter as filtering
from training.retrain.filter import filter_samples
from training.retrain.hands import NOTHING_SEEN

AT = datetime(2026, 11, 23, tzinfo=UTC)


def told(label: str = "fist") -> LabelledSample:
    return LabelledSample("ada", AT, "a-model", label, "prompted", "Firefox", 1, b"")


def hand(seed: int) -> Floats:
    numbers = np.random.default_rng(seed).uniform(0, 1, 67 + 4).astype(np.float32)
    numbers[TURN] = 0, -1
    return numbers


def test_what_has_no_hand_numbers_is_counted_by_its_reason() -> None:
    kept, left_out = filter_samples([(told(), NOTHING_SEEN), (told("none"), NOTHING_SEEN), (told(), hand(1))])
    assert [one.hand.tolist() for one in kept] == [hand(1).tolist()]
    assert dict(left_out) == {NOTHING_SEEN: 2}


def test_the_same_moment_counts_once_but_not_as_two_gestures() -> None:
    nearly, embedded = hand(1), hand(1)
    nearly[2:65] += 0.004
    embedded[67:] = 0  # another light: what the network makes of it does not make it another moment
    samples = [(told(), hand(1)), (told(), nearly), (told(), embedded), (told("l"), hand(1))]
    kept, left_out = filter_samples(samples)
    assert sorted(one.label for one in kept) == ["fist", "l"]
    assert dict(left_out) == {"nearly the same as another": 2}


def test_a_hand_that_was_turned_is_another_moment() -> None:
    turned = hand(1)
    turned[TURN] = 0.5, -np.sqrt(0.75)
    kept, _ = filter_samples([(told(), hand(1)), (told(), turned)])
    assert len(kept) == 2


def test_nobody_gives_more_than_enough_of_one_gesture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "MOST", 2)
    fists = [(told(), hand(seed)) for seed in range(5)]
    kept, left_out = filter_samples(fists)
    assert [one.sample for one in kept] == [sample for sample, _ in fists[:2]]
    assert dict(left_out) == {"more than enough of one person and gesture": 3}
