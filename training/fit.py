"""Fitting: a run and its data in, a trained network out; each finished epoch is kept in the run's folder."""

import sys
import time

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training.charts import draw_curves
from training.config import TrainingConfig
from training.errors import DivergedError
from training.labels import LABELS
from training.model import build_network
from training.prepare import Prepared
from training.runs import Run
from training.synthesise import Silhouettes


def fit(run: Run, data: Prepared) -> keras.Model:
    """Trains from the run's newest epoch, or from nothing. Raises DivergedError; the epochs before it stay kept."""
    config = run.config
    batches = _batches(data.training, config)
    steps = len(data.training.labels) // config.batch
    kept = run.load_epoch()
    if kept is None:
        network, done = build_network(config.side, config.widths, dropout=config.dropout), 0
        _compile(network, steps, config)
    else:
        network, done = kept
    if done < config.epochs:
        _skip(network, batches, done, steps)
        network.fit(
            batches,
            initial_epoch=done,
            epochs=config.epochs,
            validation_data=(data.validation.pictures.astype(np.float32), _one_hot(data.validation.labels)),
            callbacks=[_StopAtNan(), _Keep(run)],
            shuffle=False,  # the data set shuffles itself
            verbose=1 if sys.stdout.isatty() else 2,
        )
    return network


def _compile(network: keras.Model, steps: int, config: TrainingConfig) -> None:
    rate = keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 10,
        decay_steps=max(steps * (config.epochs - 1), 1),
        alpha=0.01,
        warmup_target=config.learning_rate,
        warmup_steps=steps,
    )
    network.compile(
        keras.optimizers.AdamW(rate, weight_decay=config.weight_decay),
        keras.losses.CategoricalCrossentropy(label_smoothing=config.label_smoothing),
        metrics=["accuracy"],
    )


class _StopAtNan(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends the run where the loss is no number; nothing is published then."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Called by Keras after each step."""
        if not np.isfinite((logs or {}).get("loss", 0.0)):
            raise DivergedError(f"The loss is no number at step {batch}: run again with a lower --learning-rate.")


class _Keep(keras.callbacks.Callback):  # type: ignore[misc]
    """Keeps each finished epoch in the run's folder, and draws the curves so far."""

    def __init__(self, run: Run) -> None:
        super().__init__()
        self._run = run
        self._start = 0.0

    def on_epoch_begin(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Called by Keras."""
        self._start = time.monotonic()

    def on_epoch_end(self, epoch: int, logs: dict[str, float] | None = None) -> None:
        """Called by Keras; `epoch` counts from 0."""
        figures = {name: float(value) for name, value in (logs or {}).items()}
        figures["seconds"] = round(time.monotonic() - self._start, 1)
        self._run.save_epoch(self.model, epoch + 1, figures)
        draw_curves(self._run.log(), self._run.folder / "curves.png")


def _batches(training: Silhouettes, config: TrainingConfig) -> tf.data.Dataset:
    """Shuffled batches, half of them flipped: left hands and right hands are alike to us."""
    data = tf.data.Dataset.from_tensor_slices((training.pictures, _one_hot(training.labels)))
    data = data.shuffle(len(training.labels), seed=config.seed).batch(config.batch, drop_remainder=True)

    def prepare(pictures: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        flip = tf.random.uniform((config.batch, 1, 1, 1), seed=config.seed) < 0.5
        pictures = tf.cast(pictures, tf.float32)
        return tf.where(flip, tf.reverse(pictures, [2]), pictures), labels

    return data.map(prepare, num_parallel_calls=1, deterministic=True).prefetch(2)


def _skip(network: keras.Model, batches: tf.data.Dataset, epochs: int, steps: int) -> None:
    """Brings everything random to where the finished epochs left it, so that what comes next is what would have come.

    The order of a data set depends on how often it was begun, and Keras begins it twice an epoch. Dropout, whose place
    Keras does not keep, counts its steps.
    """
    for _ in range(2 * epochs):
        iter(batches)
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dropout):
            state = layer.seed_generator.state
            state.assign([int(state.value[0]), epochs * steps])


def _one_hot(labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    return np.eye(len(LABELS), dtype=np.float32)[labels]
