"""The gate's rules on made-up answers: each passes where it should, and fails with its reason where it should not."""

from __future__ import annotations

import numpy as np
import pytest

from training.head.features import NONE
from training.labels import HAND_LABELS as LABELS
from training.metrics import Indices, macro_f1
from training.retrain import gate_rules as rules
from training.retrain.gate_rules import Answers, Trial

PEOPLE, EACH = 8, 12


def answers(true: Indices, wrong: float, seed: int, threshold: float = 0.7) -> Answers:
    """Right ones but for the share `wrong`, with a probability of 0.9."""
    random = np.random.default_rng(seed)
    said = np.where(random.random(len(true)) < wrong, (true + 1) % len(LABELS), true)
    probabilities = np.full((len(true), len(LABELS)), 0.1 / (len(LABELS) - 1), np.float32)
    probabilities[np.arange(len(true)), said] = 0.9
    return Answers(probabilities, threshold)


TRUE: Indices = np.tile(np.arange(len(LABELS)), PEOPLE * EACH // len(LABELS) * len(LABELS)).astype(np.int64)
WHO: Indices = np.arange(len(TRUE), dtype=np.int64) // (len(TRUE) // PEOPLE)


def trial(old: float, new: float, *, same: bool = False) -> Trial:
    return Trial("people", TRUE, answers(TRUE, old, 1), answers(TRUE, new, 1 if same else 2))


def test_a_clear_gain_passes_and_a_loss_or_nothing_at_all_does_not() -> None:
    assert rules.better_on_people(trial(0.4, 0.1), WHO).passed
    lost = rules.better_on_people(trial(0.1, 0.4), WHO)
    assert not lost.passed
    assert "must be above 0" in lost.words
    assert not rules.better_on_people(trial(0.2, 0.2, same=True), WHO).passed


def test_a_gain_that_one_person_makes_alone_is_not_sure() -> None:
    """Thirty samples more are right, but all of one of eight people."""
    old = answers(TRUE, 0.0, 1).probabilities.copy()
    rows = np.flatnonzero(WHO == 0)[:30]
    old[rows] = np.roll(old[rows], 1, axis=1)
    one = Trial("people", TRUE, Answers(old, 0.7), answers(TRUE, 0.0, 1))
    reason = rules.better_on_people(one, WHO)
    assert reason.challenger is not None
    assert reason.champion is not None
    assert reason.challenger > reason.champion
    assert not reason.passed


def test_the_interval_is_that_of_resampling_one_by_one() -> None:
    one = trial(0.4, 0.2)
    low, high = rules.interval(one, WHO)
    random, gains = np.random.default_rng(3), []
    for _ in range(600):
        rows = np.concatenate([np.flatnonzero(name == WHO) for name in random.integers(0, PEOPLE, PEOPLE)])
        old, new = (macro_f1(TRUE[rows], each.said()[rows], LABELS) for each in (one.champion, one.challenger))
        gains.append(new - old)
    assert (low, high) == pytest.approx(tuple(np.percentile(gains, [2.5, 97.5])), abs=0.01)


def test_two_points_of_a_gestures_recall_may_go_and_no_more() -> None:
    true = np.repeat(np.arange(len(LABELS)), 100).astype(np.int64)
    for lost, passes in ((2, True), (3, False)):
        new = answers(true, 0.0, 1).probabilities.copy()
        new[:lost] = np.roll(new[:lost], 1, axis=1)
        one = Trial("base", true, answers(true, 0.0, 1), Answers(new, 0.7))
        reasons = {reason.check: reason for reason in rules.no_gesture_worse(one)}
        assert len(reasons) == len(LABELS)
        assert reasons[f"recall of {LABELS[0]}"].passed == passes
        assert all(reason.passed for check, reason in reasons.items() if check != f"recall of {LABELS[0]}")


def test_a_gesture_that_nobody_showed_is_not_compared() -> None:
    true = np.zeros(10, np.int64)
    one = Trial("base", true, answers(true, 0.0, 1), answers(true, 0.0, 1))
    assert [reason.check for reason in rules.no_gesture_worse(one)] == ["recall of thumbs_up"]
    assert rules.false_alarms_not_worse(one).passed
    assert "nobody showed none" in rules.false_alarms_not_worse(one).words


def test_false_alarms_are_counted_at_each_models_own_threshold() -> None:
    true = np.full(20, NONE, np.int64)
    loud = answers(true, 0.5, 1)
    assert not rules.false_alarms_not_worse(Trial("x", true, answers(true, 0.0, 1), loud)).passed
    careful = Answers(loud.probabilities, 0.95)
    assert rules.false_alarms_not_worse(Trial("x", true, answers(true, 0.0, 1), careful)).passed


def test_what_was_known_before_may_fall_by_a_point() -> None:
    assert rules.base_kept(trial(0.1, 0.1, same=True)).passed
    assert not rules.base_kept(trial(0.1, 0.2)).passed


@pytest.mark.parametrize(("trained", "held_out", "passed"), [(5, 5, [1, 1]), (4, 9, [0, 1]), (9, 4, [1, 0])])
def test_too_few_people_on_either_side_are_named(trained: int, held_out: int, passed: list[int]) -> None:
    reasons = rules.people_enough(trained, held_out)
    assert [reason.passed for reason in reasons] == [bool(one) for one in passed]
    assert "at least 5" in reasons[0].words


def test_a_model_that_pages_would_fetch_for_long_is_refused() -> None:
    assert rules.small_enough(50_000, 50_000).passed
    refused = rules.small_enough(50_001, 50_000)
    assert not refused.passed
    assert "50,001 bytes" in refused.words
