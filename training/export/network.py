"""Makes of a trained network what is published: calibrated, rounded, with its threshold and its measured quality."""

from typing import Any, NamedTuple

import keras
import numpy as np

from training.calibration import find_temperature, fold_temperature
from training.config import TrainingConfig
from training.data.prepare import Prepared
from training.metrics import (
    Indices,
    Probabilities,
    choose_threshold,
    expected_calibration_error,
    false_alarm_rate,
    macro_f1,
    metrics_per_label,
)
from training.model import fold_batch_normalisation, predict, round_to_float16


class Exported(NamedTuple):
    """What the page runs; its probabilities [n, labels] are those of validation."""

    network: keras.Model
    probabilities: Probabilities
    threshold: float
    metrics: dict[str, Any]


def export_network(network: keras.Model, config: TrainingConfig, data: Prepared) -> Exported:
    """Folds BatchNorm, where there is any, then calibrates, rounds and measures on the validation of `data`.

    Temperature and threshold are those of the configuration's frozen calibration where it has one.
    """
    true = data.validation.labels
    if any(isinstance(layer, keras.layers.BatchNormalization) for layer in network.layers):
        network = fold_batch_normalisation(network, config.side, config.widths)
    before = predict(network, data.validation.pictures)
    frozen = config.frozen_calibration
    temperature = frozen.temperature if frozen else find_temperature(true, before)
    network = round_to_float16(fold_temperature(network, temperature))
    probabilities = predict(network, data.validation.pictures)
    threshold = frozen.threshold if frozen else choose_threshold(true, probabilities, config.false_alarm_target)
    metrics = measure(data, probabilities, threshold) | {
        "ece_before": round(expected_calibration_error(true, before), 4),
        "temperature": round(temperature, 4),
    }
    if frozen:
        metrics["calibrated_by"] = {
            "model": frozen.model_id, "macro_f1": frozen.macro_f1, "real_macro_f1": frozen.real_macro_f1
        }  # fmt: skip
    return Exported(network, probabilities, threshold, metrics)


def measure(data: Prepared, probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    """The manifest's metrics: of all validation silhouettes, and of the synthetic and the real ones apart."""
    true = data.validation.labels
    real = np.arange(len(true)) >= data.synthetic_validation
    people = sum(source["used_for"] == "validation" for source in data.sources)
    on = "synthetic silhouettes of other seeds"
    metrics: dict[str, Any] = {
        "validated_on": f"{on} and {people} real sources that were not trained on" if people else on
    }
    metrics |= _metrics(true, probabilities, threshold)
    if real.any():
        metrics["synthetic"] = _metrics(true[~real], probabilities[~real], threshold)
        metrics["real"] = _metrics(true[real], probabilities[real], threshold)
    return metrics


def _metrics(true: Indices, probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    return {
        "n": len(true),
        "macro_f1": round(macro_f1(true, predicted), 4),
        "false_alarm_rate": round(false_alarm_rate(true, probabilities, threshold), 4),
        "ece": round(expected_calibration_error(true, probabilities), 4),
        "recall": {
            label: round(row["recall"], 4) for label, row in metrics_per_label(true, predicted).items() if row["n"]
        },
    }
