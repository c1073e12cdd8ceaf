"""The form that is shipped: a trained network and validation in, a folded, calibrated and rounded network out."""

from typing import Any, NamedTuple

import keras
import numpy as np
import numpy.typing as npt

from training.calibration import find_temperature, fold_temperature
from training.config import TrainingConfig
from training.metrics import Probabilities
from training.model import fold_batch_normalisation, round_to_float16
from training.synthetic.silhouettes import Silhouettes


class Shipped(NamedTuple):
    """What the page runs, and what it was before calibration and rounding: its answers on validation [n, labels]."""

    network: keras.Model
    temperature: float
    before: Probabilities


def make_shippable(network: keras.Model, config: TrainingConfig, validation: Silhouettes) -> Shipped:
    """Folds BatchNorm, makes the probabilities honest on `validation` or as settled, and rounds to float16."""
    folded = fold_batch_normalisation(network, config.side, config.widths, separable=config.separable)
    before = predict(folded, validation.pictures)
    settled = config.settled
    temperature = settled.temperature if settled else find_temperature(validation.labels, before)
    return Shipped(round_to_float16(fold_temperature(folded, temperature)), temperature, before)


def predict(network: keras.Model, pictures: npt.NDArray[Any]) -> Probabilities:
    """Probabilities [n, labels] of inputs [n, side, side, 1] with values 0..255."""
    return np.asarray(network.predict(pictures.astype(np.float32), batch_size=256, verbose=0))
