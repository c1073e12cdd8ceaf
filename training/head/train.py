"""Fits the head and measures it on people held out: temperature, threshold and metrics."""

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.backbone.crops import RENDERED
from training.backbone.store import Calibration
from training.calibration import find_temperature
from training.errors import DataError
from training.head.features import NONE, Floats, Views
from training.head.fit import Head, HeadConfig, fit_head
from training.head.turned import turn_frames
from training.labels import HAND_LABELS
from training.metrics import (
    choose_threshold,
    expected_calibration_error,
    false_alarm_rate,
    gestures_right,
    macro_f1,
    metrics_per_label,
)

FOLDS: Final = 4  # of people, each held out once
RENDERED_WEIGHT: Final = 0.3  # of rendered hands beside those of people: .6 points of macro F1 on people held out
NONE_WEIGHT: Final = 2.0  # `none` is everything else: people held out were named .6 points better with it


@dataclass(frozen=True)
class Fitted:
    """A head, and what is known of it from people that were held out while it was fitted."""

    head: Head
    temperature: float
    threshold: float
    metrics: dict[str, Any]


def train_head(views: Views, config: HeadConfig, false_alarms: float, calibration: Calibration | None = None) -> Fitted:
    """Fits on everybody; temperature, threshold and metrics are of people held out in turns, or those of `calibration`.

    The threshold is the lowest with at most `false_alarms` on `none`. Where there are only rendered hands, some of
    those are held out. Raises DataError where nobody can be held out.
    """
    if calibration is not None:
        head = fit(views, config).sharpened(calibration.temperature)
        return Fitted(head, calibration.temperature, calibration.threshold, calibration.metrics)
    names = np.unique(views.source)
    if len(names) == 1 and names[0] != RENDERED:
        raise DataError(
            f"The pictures are of {names[0]} alone: nobody is left to hold out. Add somebody with another --data."
        )
    fold = _folds(views.source, config.seed)
    heads = [fit(views.rows(np.flatnonzero(fold != number)), config) for number in range(FOLDS)]
    judged = judged_rows(views)
    said = np.zeros((len(judged), len(HAND_LABELS)), np.float32)
    for number, head in enumerate(heads):
        mine = judged & (fold == number)
        if mine.any():
            said[mine] = head.probabilities(views.rows(mine).features())
    found = _calibrate(views.allowed[judged].argmax(1), said[judged], false_alarms)
    head = fit(views, config).sharpened(found.temperature)
    return Fitted(head, found.temperature, found.threshold, found.metrics)


def calibrate(views: Views, held_out: npt.NDArray[np.bool_], config: HeadConfig, false_alarms: float) -> Calibration:
    """Temperature and threshold by the rows `held_out` [n], which neither head nor backbone has learned from."""
    head = fit(views.rows(~held_out), config)
    mine = views.rows(held_out & judged_rows(views))
    return _calibrate(mine.allowed.argmax(1), head.probabilities(mine.features()), false_alarms)


def judged_rows(views: Views) -> npt.NDArray[np.bool_]:
    """Hands with one true label, seen as they are; of people, where there are any."""
    judged = views.exact & (views.hand > 0) & (views.allowed.sum(1) == 1)
    people = views.source != RENDERED
    return np.asarray(judged & people if people.any() else judged)


def _calibrate(true: npt.NDArray[np.int64], said: Floats, false_alarms: float) -> Calibration:
    temperature = find_temperature(true, said)
    honest = sharpened(said, temperature)
    threshold = choose_threshold(true, honest, false_alarms)
    return Calibration(temperature, threshold, measure(true, honest, threshold))


def fit(views: Views, config: HeadConfig) -> Head:
    """A head for all rows, in frames that are turned."""
    turned = turn_frames(views, config.seed)
    return fit_head(turned.features(), turned.allowed, _weights(turned), config)


def _weights(views: Views) -> Floats:
    """Sources and poses that have few rows count for more than their share, rendered hands for less."""
    label = np.where(views.hand > 0, views.allowed.argmax(1), len(HAND_LABELS))
    named = zip(views.source, views.pose, label, strict=True)
    groups = np.array([f"{source} {pose} {one}" for source, pose, one in named])
    _, inverse, counts = np.unique(groups, return_inverse=True, return_counts=True)
    weights = 1 / np.sqrt(counts[inverse])
    people = views.source != RENDERED
    for rows, share in ((people, 1.0), (~people, RENDERED_WEIGHT if people.any() else 1.0)):
        for one in np.unique(label[rows]):
            mine = rows & (label == one)
            weights[mine] *= (NONE_WEIGHT if one == NONE else 1) / np.sqrt(weights[mine].sum())
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


def sharpened(probabilities: Floats, temperature: float) -> Floats:
    """Probabilities [n, labels] as if their logits were divided by `temperature`."""
    powers = np.maximum(probabilities.astype(np.float64), 1e-12) ** (1 / temperature)
    return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)


def measure(true: npt.NDArray[np.int64], probabilities: Floats, threshold: float) -> dict[str, Any]:
    """Metrics for card and manifest, of true labels [n] and probabilities [n, labels]."""
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
            for label, row in metrics_per_label(true, predicted, HAND_LABELS).items()
            if row["n"]
        },
    }
