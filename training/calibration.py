"""Calibration: probabilities on validation in, the temperature that makes them honest out, folded into the network.

One number divides the last layer's sums: the order of the labels stays, and the browser has nothing more to compute.
Source: Guo et al., On Calibration of Modern Neural Networks, 2017.
"""

import keras
import numpy as np

from training.metrics import Indices, Probabilities

RANGE = (0.2, 5.0)
STEPS = 400


def find_temperature(true: Indices, probabilities: Probabilities) -> float:
    """The temperature in RANGE with the least cross-entropy; below 1 sharpens, above 1 softens."""
    logits = np.log(np.maximum(probabilities.astype(np.float64), 1e-12))
    temperatures = np.geomspace(*RANGE, STEPS + 1)
    return float(min(temperatures, key=lambda temperature: _cross_entropy(true, logits / temperature)))


def _cross_entropy(true: Indices, logits: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> float:
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_sums = np.log(np.exp(shifted).sum(axis=1))
    return float(np.mean(log_sums - shifted[np.arange(len(true)), true]))


def fold_temperature(network: keras.Model, temperature: float) -> keras.Model:
    """Divides the last layer's weights by the temperature; in place."""
    layer = network.get_layer("probabilities")
    layer.set_weights([weight / temperature for weight in layer.get_weights()])
    return network
