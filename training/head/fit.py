"""Fits the last layers, a small network from features of hands to gestures, in seconds."""

from dataclasses import dataclass
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt
from keras import ops

Floats = npt.NDArray[np.float32]
Allowed = npt.NDArray[np.float32]  # [n, labels], 1 where that label would be right: two palms where either is

LONGEST_MEMORY: Final = 0.99  # of the weights' moving average
STEPS_AT_ONCE: Final = 32  # of such a small network most of the time is between steps: half of it is saved
_SMALLEST: Final = 1e-6


@dataclass(frozen=True)
class HeadConfig:
    """One fit, with each default's reason."""

    seed: int = 1
    hidden: int = 24  # 64 and 128 were no better on people held out, and the file is a third of theirs
    epochs: int = 30
    batch: int = 256
    learning_rate: float = 1e-3
    weight_decay: float = 2e-2  # the embedding is worth more than the people are many
    dropout: float = 0.3
    label_smoothing: float = 0.05


@dataclass(frozen=True)
class Head:
    """Dense layers: kernels [in, out] and biases [out]; ReLU between them, softmax at the end."""

    kernels: tuple[Floats, ...]
    biases: tuple[Floats, ...]

    def logits(self, features: Floats) -> Floats:
        """[n, labels] of features [n, in]."""
        values = features
        last = len(self.kernels) - 1
        for i, (kernel, bias) in enumerate(zip(self.kernels, self.biases, strict=True)):
            values = values @ kernel + bias
            values = values if i == last else np.maximum(values, 0)
        return values

    def probabilities(self, features: Floats) -> Floats:
        """[n, labels]."""
        logits = self.logits(features).astype(np.float64)
        powers = np.exp(logits - logits.max(1, keepdims=True))
        return np.asarray(powers / powers.sum(1, keepdims=True), np.float32)

    def sharpened(self, temperature: float) -> "Head":
        """The head whose logits are divided by `temperature`."""
        kernels, biases = list(self.kernels), list(self.biases)
        kernels[-1], biases[-1] = kernels[-1] / temperature, biases[-1] / temperature
        return Head(tuple(map(_single, kernels)), tuple(map(_single, biases)))


def fit_head(features: Floats, allowed: Allowed, weights: Floats, config: HeadConfig) -> Head:
    """A head for features [n, F]; `weights` [n] say how much each row counts."""
    keras.utils.set_random_seed(config.seed)
    mean, deviation = features.mean(0), features.std(0) + _SMALLEST
    network = keras.Sequential(
        [
            keras.Input((features.shape[1],)),
            keras.layers.Dense(config.hidden, activation="relu"),
            keras.layers.Dropout(config.dropout, seed=config.seed),
            keras.layers.Dense(allowed.shape[1]),
        ]
    )
    steps = config.epochs * -(-len(features) // config.batch)
    network.compile(
        keras.optimizers.AdamW(
            keras.optimizers.schedules.CosineDecay(config.learning_rate, steps),
            weight_decay=config.weight_decay,
            use_ema=True,
            ema_momentum=_momentum(steps),
        ),
        loss=lambda true, logits: _loss(true, logits, config.label_smoothing),
        steps_per_execution=STEPS_AT_ONCE,
    )
    network.optimizer.build(network.trainable_variables)  # else the first step would make it, and be traced twice
    network.fit(
        (features - mean) / deviation,
        allowed,
        sample_weight=weights / weights.mean(),
        epochs=config.epochs,
        batch_size=config.batch,
        verbose=0,
    )
    kernel, bias, last, last_bias = network.get_weights()
    return Head(
        (_single(kernel / deviation[:, None]), _single(last)),
        (_single(bias - (mean / deviation) @ kernel), _single(last_bias)),
    )


def _momentum(steps: int) -> float:
    """Of the weights' moving average: with few steps a short memory, or the first weights would stay in it."""
    return max(0.0, min(LONGEST_MEMORY, 1 - 5 / steps))


def _loss(allowed: Any, logits: Any, smoothing: float) -> Any:
    """Cross-entropy with whichever allowed label is nearest, smoothed over all labels."""
    log = ops.log_softmax(logits, -1)
    right = -ops.logsumexp(ops.where(allowed > 0, log, -30.0), -1)
    return (1 - smoothing) * right - smoothing * ops.mean(log, -1)


def _single(values: npt.NDArray[Any]) -> Floats:
    return np.asarray(values, np.float32)
