"""Accuracy, F1 per label, false alarms, calibration error and the choice of a threshold."""

from collections.abc import Sequence
from typing import TypedDict

import numpy as np
import numpy.typing as npt

from training.labels import ANY_PALM, LABELS

NONE = LABELS.index("none")
PALMS = (LABELS.index("open_palm"), LABELS.index("closed_palm"))
Indices = npt.NDArray[np.int64]
Probabilities = npt.NDArray[np.float32]


class LabelMetrics(TypedDict):
    """One label's metrics, 0..1."""

    precision: float
    recall: float
    f1: float
    n: int


def true_indices(labels: Sequence[str], predicted: Indices, known: Sequence[str] = LABELS) -> Indices:
    """Indices in `known` of the true labels; any_palm is the palm that was predicted, an open one where none was."""
    true = np.array([known.index(label) if label != ANY_PALM else PALMS[0] for label in labels], np.int64)
    either = np.array([label == ANY_PALM for label in labels]) & np.isin(predicted, PALMS)
    return np.where(either, predicted, true)


def metrics_per_label(true: Indices, predicted: Indices, known: Sequence[str] = LABELS) -> dict[str, LabelMetrics]:
    """Precision, recall and F1 of every label; 0 where nothing was predicted or there."""
    per_label: dict[str, LabelMetrics] = {}
    for index, label in enumerate(known):
        right = int(np.count_nonzero((true == index) & (predicted == index)))
        there, said = int(np.count_nonzero(true == index)), int(np.count_nonzero(predicted == index))
        per_label[label] = {
            "precision": right / said if said else 0.0,
            "recall": right / there if there else 0.0,
            "f1": 2 * right / (there + said) if there + said else 0.0,
            "n": there,
        }
    return per_label


def macro_f1(true: Indices, predicted: Indices, known: Sequence[str] = LABELS) -> float:
    """Mean F1 over the labels that are in the set."""
    per_label = metrics_per_label(true, predicted, known)
    present = [label["f1"] for label in per_label.values() if label["n"]]
    return float(np.mean(present)) if present else 0.0


def false_alarm_rate(true: Indices, probabilities: Probabilities, threshold: float) -> float:
    """Share of `none` that is named a gesture with at least the threshold's probability; 0 where there is no none.

    `none` is the last label, whatever the others are.
    """
    none = probabilities.shape[1] - 1
    nothing = probabilities[true == none]
    if not len(nothing):
        return 0.0
    return float(np.mean((nothing.argmax(axis=1) != none) & (nothing.max(axis=1) >= threshold)))


def gestures_right(true: Indices, probabilities: Probabilities, threshold: float) -> float:
    """Share of the gestures that are named rightly with at least the threshold's probability; 0 without any."""
    shown = true != probabilities.shape[1] - 1
    if not shown.any():
        return 0.0
    right = (probabilities.argmax(axis=1) == true) & (probabilities.max(axis=1) >= threshold)
    return float(np.mean(right[shown]))


def choose_threshold(true: Indices, probabilities: Probabilities, target: float) -> float:
    """The lowest threshold (in hundredths, 0.50..0.99) whose false alarms are at most `target`."""
    for hundredths in range(50, 100):
        if false_alarm_rate(true, probabilities, hundredths / 100) <= target:
            return hundredths / 100
    return 0.99


def expected_calibration_error(true: Indices, probabilities: Probabilities, bins: int = 15) -> float:
    """Mean gap between confidence and accuracy over `bins` equal bins of confidence, weighted by how many are in each.

    0 is perfect. Source: Guo et al., On Calibration of Modern Neural Networks, 2017.
    """
    confidence = probabilities.max(axis=1).astype(np.float64)
    right = probabilities.argmax(axis=1) == true
    numbers = np.clip(np.ceil(confidence * bins).astype(np.int64) - 1, 0, bins - 1)
    gaps = [abs(float(np.sum(right[numbers == b]) - np.sum(confidence[numbers == b]))) for b in range(bins)]
    return sum(gaps) / max(len(true), 1)


def confusion_counts(true: Indices, predicted: Indices) -> Indices:
    """Counts [true, predicted]."""
    counts = np.zeros((len(LABELS), len(LABELS)), np.int64)
    np.add.at(counts, (true, predicted), 1)
    return counts
