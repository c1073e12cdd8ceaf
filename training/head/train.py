"""The head and its honesty: views of hands in; a calibrated head with its threshold and its figures out."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.calibrate import find_temperature
from training.head.features import Floats, Views
from training.head.fit import Head, HeadConfig, fit_head
from training.head.turned import turn_frames
from training.labels import HAND_LABELS
from training.metrics import (
    choose_threshold,
    expected_calibration_error,
    false_alarm_rate,
    figures_per_label,
    gestures_right,
    macro_f1,
)

FOLDS: Final = 4  # of people, each held out once
RENDERED_WEIGHT: Final = 0.3  # of rendered hands beside those of people
RENDERED: Final = "rendered"


@dataclass(frozen=True)
class Fitted:
    """A head, and what is known of it from people that were held out while it was fitted."""

    head: Head
    temperature: float
    threshold: float
    metrics: dict[str, Any]


def train_head(views: Views, config: HeadConfig, false_alarms: float) -> Fitted:
    """Fits on everybody; temperature, threshold and figures are of people held out in turns.

    The threshold is the lowest with at most `false_alarms` on `none`. Where there are only rendered hands, some of
    those are held out.
    """
    fold = _folds(views.source, config.seed)
    judged = views.exact & (views.hand > 0) & (views.allowed.sum(1) == 1)
    if (views.source != RENDERED).any():
        judged &= views.source != RENDERED
    probabilities = np.zeros((len(judged), len(HAND_LABELS)), np.float32)
    for number in range(FOLDS):
        head = _fit(views.rows(np.flatnonzero(fold != number)), config)
        mine = np.flatnonzero(judged & (fold == number))
        if len(mine):
            probabilities[mine] = head.probabilities(views.rows(mine).features())
    said, true = probabilities[judged], views.allowed[judged].argmax(1).astype(np.int64)
    temperature = find_temperature(true, said)
    honest = _sharpened(said, temperature)
    threshold = choose_threshold(true, honest, false_alarms)
    head = _fit(views, config).sharpened(temperature)
    return Fitted(head, temperature, threshold, _measure(true, honest, threshold))


def _fit(views: Views, config: HeadConfig) -> Head:
    turned = turn_frames(views, config.seed)
    return fit_head(turned.features(), turned.allowed, _weights(turned), config)


def _weights(views: Views) -> Floats:
    """Sources and labels that have few rows count for more than their share, rendered hands for less."""
    label = np.where(views.hand > 0, views.allowed.argmax(1), len(HAND_LABELS))
    groups = np.array([f"{source} {name}" for source, name in zip(views.source, label, strict=True)])
    _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[inverse])
    people = views.source != RENDERED
    for rows, share in ((people, 1.0), (~people, RENDERED_WEIGHT if people.any() else 1.0)):
        for one in np.unique(label[rows]):
            mine = rows & (label == one)
            weights[mine] /= np.sqrt(weights[mine].sum())
        if rows.any():
            weights[rows] *= share / weights[rows].sum()
    return np.asarray(weights / weights.mean(), np.float32)


def _folds(sources: npt.NDArray[np.str_], seed: int) -> npt.NDArray[np.int64]:
    """A fold for each row: all of a source in one, but rendered hands one by one."""
    random = np.random.default_rng([seed, 0xF01D])
    names = np.unique(sources)
    of = dict(zip(names.tolist(), random.permutation(len(names)) % FOLDS, strict=True))
    folds = np.array([of[source] for source in sources], np.int64)
    return np.where(sources == RENDERED, random.integers(0, FOLDS, len(sources)), folds)


def _sharpened(probabilities: Floats, temperature: float) -> Floats:
    powers = np.maximum(probabilities.astype(np.float64), 1e-12) ** (1 / temperature)
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def _measure(true: npt.NDArray[np.int64], probabilities: Floats, threshold: float) -> dict[str, Any]:
    predicted = probabilities.argmax(1).astype(np.int64)
    return {
        "n": len(true),
        "macro_f1": round(macro_f1(true, predicted, HAND_LABELS), 4),
        "accuracy": round(float(np.mean(true == predicted)), 4),
        "false_alarm_rate": round(false_alarm_rate(true, probabilities, threshold), 4),
        "gestures_right_at_threshold": round(gestures_right(true, probabilities, threshold), 4),
        "ece": round(expected_calibration_error(true, probabilities), 4),
        "f1": {
            label: round(row["f1"], 4)
            for label, row in figures_per_label(true, predicted, HAND_LABELS).items()
            if row["n"]
        },
    }
