"""Trust: swapped labels agree with nobody; new hands that the champion gets wrong agree with each other."""

from __future__ import annotations

import numpy as np

from training.retrain.noisy_annotators import Agreement, agreements, outliers

PEOPLE, EACH = 6, 18
LABELS = np.tile(np.arange(6), PEOPLE * EACH // 6).astype(np.int64)
WHO = np.repeat(np.arange(PEOPLE), EACH).astype(np.int64)


def seen(random: np.random.Generator) -> np.ndarray[tuple[int, ...], np.dtype[np.float32]]:
    """A direction for each gesture, and a little noise."""
    points = np.eye(6)[LABELS] + random.normal(0, 0.1, (len(LABELS), 6))
    return np.asarray(points / np.linalg.norm(points, axis=1, keepdims=True), np.float32)


def test_one_who_swaps_labels_is_found_and_nobody_else() -> None:
    told = np.where(WHO == 2, (LABELS + 1) % 6, LABELS)
    found = agreements(seen(np.random.default_rng(1)), LABELS, told, WHO)
    assert [one.person for one in found] == list(range(PEOPLE))
    assert found[2].others < 0.1
    assert outliers(found) == [2]


def test_hands_that_the_champion_gets_wrong_stay_when_others_show_them_too() -> None:
    champion_says = (LABELS + 1) % 6
    assert outliers(agreements(seen(np.random.default_rng(1)), champion_says, LABELS, WHO)) == []


def test_with_few_people_or_samples_nobody_is_left_out() -> None:
    alone = Agreement(0, 0.0, 0.0)
    others = [Agreement(number, 0.9, 0.9) for number in range(1, 5)]
    assert outliers([alone, *others]) == [0]
    assert outliers([alone, *others[:3]]) == []
    few = np.arange(len(WHO)) % EACH < 11
    assert agreements(seen(np.random.default_rng(1))[few], LABELS[few], LABELS[few], WHO[few]) == []


def test_one_whom_the_champion_understands_stays_whatever_the_others_show() -> None:
    others = [Agreement(number, 0.9, 0.9) for number in range(1, 6)]
    assert outliers([Agreement(0, 0.8, 0.0), *others]) == []
