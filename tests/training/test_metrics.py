"""Figures, against values worked out by hand."""

import numpy as np
import pytest

from training.labels import LABELS
from training.metrics import (
    choose_threshold,
    confusion_counts,
    expected_calibration_error,
    false_alarm_rate,
    macro_f1,
    metrics_per_label,
    true_indices,
)

FIST, OPEN, CLOSED, NONE = 2, 3, 4, 5


def test_figures_of_a_small_set() -> None:
    true, predicted = np.array([FIST, FIST, NONE, NONE]), np.array([FIST, NONE, NONE, FIST])
    figures = metrics_per_label(true, predicted)["fist"]
    assert figures == {"precision": 0.5, "recall": 0.5, "f1": 0.5, "n": 2}
    assert macro_f1(true, predicted) == 0.5


def test_swapped_labels_change_the_figures() -> None:
    true = np.array([FIST, OPEN, CLOSED, NONE])
    assert macro_f1(true, true) == 1
    assert macro_f1(true, np.array([OPEN, FIST, CLOSED, NONE])) == 0.5


def test_any_palm_is_right_for_either_palm() -> None:
    predicted = np.array([OPEN, CLOSED, FIST])
    assert true_indices(["any_palm"] * 3, predicted).tolist() == [OPEN, CLOSED, OPEN]


def test_false_alarms_are_gestures_at_the_threshold() -> None:
    probabilities = np.zeros((4, len(LABELS)), np.float32)
    for row, (label, p) in enumerate([(FIST, 0.9), (FIST, 0.6), (NONE, 0.9), (OPEN, 0.95)]):
        probabilities[row, label] = p
    true = np.array([NONE, NONE, NONE, OPEN])
    assert false_alarm_rate(true, probabilities, 0.5) == pytest.approx(2 / 3)
    assert false_alarm_rate(true, probabilities, 0.7) == pytest.approx(1 / 3)
    assert choose_threshold(true, probabilities, 0.34) == 0.61
    assert false_alarm_rate(np.array([OPEN]), probabilities[3:], 0.5) == 0


def test_the_calibration_error_is_the_gap_between_confidence_and_accuracy() -> None:
    probabilities = np.zeros((10, len(LABELS)), np.float32)
    probabilities[:, FIST] = 0.9
    right = np.full(10, FIST)
    assert expected_calibration_error(right, probabilities) == pytest.approx(0.1, abs=1e-6)
    half = np.where(np.arange(10) < 5, FIST, NONE)
    assert expected_calibration_error(half, probabilities) == pytest.approx(0.4, abs=1e-6)
    probabilities[5:, FIST] = 0.3
    # Two bins of five: gaps 0.1 and 0.3.
    mixed = np.array([FIST] * 5 + [NONE] * 5)
    assert expected_calibration_error(mixed, probabilities) == pytest.approx(0.2, abs=1e-6)


def test_confusions_are_counted_by_true_row_and_predicted_column() -> None:
    counts = confusion_counts(np.array([FIST, FIST, NONE]), np.array([FIST, NONE, NONE]))
    assert counts.sum() == 3
    assert counts[FIST].tolist() == [0, 0, 1, 0, 0, 1]
    assert counts[NONE, NONE] == 1
