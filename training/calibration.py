"""Makes probabilities honest with one temperature, found on validation and folded into the network.

One number divides the last layer's sums: the order of the labels stays, and the browser has nothing more to compute.
Source: Guo et al., On Calibration of Modern Neural Networks, 2017.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np

from training.errors import DataError
from training.metrics import Indices, Probabilities
from training.registry.manifest import read_manifest

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


@dataclass(frozen=True)
class FrozenCalibration:
    """Temperature and threshold of a model that held people out, for one that learns from these people too.

    What is measured then is measured on others: `just evaluate DIR --unseen`.
    """

    model_id: str
    temperature: float
    threshold: float
    macro_f1: float  # of its validation
    real_macro_f1: float  # of the people in it
    sources: tuple[str, ...]

    def require(self, names: Iterable[str]) -> None:
        """Demands that the real sources at hand are those of that model. Raises DataError."""
        differing = sorted(set(names) ^ set(self.sources))
        if differing:
            raise DataError(
                f"{self.model_id} was made with other real data, which differs by {', '.join(differing)}: give the "
                "same --data, --only-sources and --without-sources as for that model."
            )


def frozen_calibration(folder: Path) -> FrozenCalibration:
    """Reads it from a model's folder. Raises RegistryError, and DataError where no people were held out."""
    manifest = read_manifest(folder)
    trained = manifest.raw["trained"]
    metrics = trained["metrics"]
    real = (source["name"] for source in trained["sources"] if source["name"] != "synthetic")
    if "real" not in metrics or "temperature" not in metrics:
        raise DataError(f"{manifest.id} was validated on nobody's pictures: refit a model made with --data.")
    return FrozenCalibration(
        manifest.id,
        metrics["temperature"],
        manifest.threshold,
        metrics["macro_f1"],
        metrics["real"]["macro_f1"],
        tuple(sorted(real)),
    )
