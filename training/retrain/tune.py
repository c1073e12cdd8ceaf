"""Trains the champion's network further on people's samples, without forgetting what it knows.

On base data the challenger is held to what the champion answers there, picture by picture as moved: so it keeps what is
known while it learns what is new (learning without forgetting). On people's samples it learns what they labelled.
"""

import sys
from dataclasses import dataclass

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training.data.batches import Batches
from training.errors import DataError, DivergedError
from training.labels import LABELS
from training.synthetic.silhouettes import Silhouettes


@dataclass(frozen=True)
class Tuning:
    """How far the challenger may go from the champion; measured in docs/decisions/0018-learning-loop.md."""

    seed: int = 1
    epochs: int = 4
    batch: int = 64
    learning_rate: float = 1e-3  # a third of a first training's peak: the champion knows most already
    weight_decay: float = 1e-4
    ema: float = 0.2  # of all steps, over which weights are averaged
    label_smoothing: float = 0.05
    augmentation: float = 0.5  # share of inputs that are moved a little, anew in each epoch


def tune(champion: keras.Model, base: Silhouettes, labelled: Silhouettes, tuning: Tuning) -> keras.Model:
    """A network that goes on from the champion, which stays as it is. Raises DataError, DivergedError."""
    marked = Silhouettes(
        np.concatenate([base.pictures, labelled.pictures]), np.concatenate([base.labels, labelled.labels + len(LABELS)])
    )
    steps = len(marked.labels) // tuning.batch
    if not steps:
        raise DataError(f"{len(marked.labels)} silhouettes are less than one batch of {tuning.batch}: collect more.")
    network = _begin(champion, tuning, steps)
    teach = tf.function(lambda pictures: champion(pictures, training=False))
    batches = Batches(marked, tuning.batch, tuning.seed, tuning.augmentation)
    for epoch in range(tuning.epochs):
        batches.epoch = epoch
        losses = [
            float(network.train_on_batch(inputs := pictures.astype(np.float32), _targets(teach(inputs), marks, tuning)))
            for pictures, marks in map(batches.__getitem__, range(steps))
        ]
        if not np.isfinite(losses[-1]):
            raise DivergedError("The loss is no number: run again with a lower --learning-rate.")
        print(f"Epoch {epoch + 1}/{tuning.epochs}: loss {losses[-1]:.3f}", file=sys.stderr, flush=True)  # noqa: T201
    network.optimizer.finalize_variable_values(network.trainable_variables)
    return network


def _begin(champion: keras.Model, tuning: Tuning, steps: int) -> keras.Model:
    network = keras.models.clone_model(champion)
    network.set_weights(champion.get_weights())
    total = steps * tuning.epochs
    rate = keras.optimizers.schedules.CosineDecay(
        tuning.learning_rate / 10,
        decay_steps=total,
        alpha=0.01,
        warmup_target=tuning.learning_rate,
        warmup_steps=max(steps // 2, 1),
    )
    momentum = max(1 - 1 / max(tuning.ema * total, 1), 0.0)
    network.compile(
        keras.optimizers.AdamW(rate, weight_decay=tuning.weight_decay, use_ema=True, ema_momentum=momentum),
        loss=keras.losses.CategoricalCrossentropy(),
    )
    return network


def _targets(known: tf.Tensor, marks: npt.NDArray[np.int64], tuning: Tuning) -> tf.Tensor:
    """What is to be answered [n, labels]: people's labels where the mark is above the labels, else what is known."""
    labelled = tf.one_hot(marks % len(LABELS), len(LABELS)) * (1 - tuning.label_smoothing)
    labelled += tuning.label_smoothing / len(LABELS)
    return tf.where((marks >= len(LABELS))[:, None], labelled, known)
