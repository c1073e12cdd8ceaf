"""Fits background mode's network with Keras' own `fit`; an interrupted run goes on from its last whole epoch."""

import contextlib
import sys
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import keras
import numpy as np

from training.config import TrainingConfig
from training.data.batches import Batches
from training.data.prepare import Prepared
from training.errors import DataError, DivergedError
from training.labels import LABELS
from training.model import build_network

LOG, BACKUP = "log.csv", "backup"


def fit(config: TrainingConfig, data: Prepared, folder: Path | None = None) -> keras.Model:
    """The trained network, its weights averaged; `folder` keeps the log and what is needed to go on.

    Raises DataError where there is not one batch of data, DivergedError, and OSError where the folder cannot be used.
    """
    batches = Batches(data.training, config.batch, config.seed, config.augmentation)
    if not len(batches):
        raise DataError(f"{len(data.training.labels)} silhouettes are less than one batch: --count {config.batch}.")
    keras.utils.set_random_seed(config.seed)
    network = build_network(config.side, config.widths, dropout=config.dropout)
    network.compile(
        _optimizer(config, len(batches)),
        loss=_loss(config.label_smoothing),
        metrics=["accuracy"],
    )
    network.optimizer.build(network.trainable_variables)  # else the first step would make it, and be traced twice
    callbacks = [EpochDraws(batches, config.seed), StopOnNaN(), keras.callbacks.SwapEMAWeights()]
    with contextlib.ExitStack() as stack:
        if folder is not None:
            log = keras.callbacks.CSVLogger(folder / LOG, append=True)
            stack.callback(log.on_train_end)  # an interruption would leave its file open
            backup = keras.callbacks.BackupAndRestore(folder / BACKUP, double_checkpoint=True, delete_checkpoint=False)
            callbacks += [log, backup]
        stack.enter_context(contextlib.redirect_stdout(sys.stderr))
        # Keras asks TensorFlow's variables for arrays in NumPy 1's way, as it saves.
        stack.enter_context(warnings.catch_warnings())
        warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
        network.fit(
            batches,
            epochs=config.epochs,
            shuffle=False,  # the batches are shuffled, by a seed
            validation_data=data.validation,
            validation_batch_size=256,
            callbacks=callbacks,
            verbose=1 if sys.stderr.isatty() else 2,
        )
    return network


def _optimizer(config: TrainingConfig, steps: int) -> keras.optimizers.Optimizer:
    """AdamW with one cycle of the learning rate and averaged weights; `steps` of an epoch."""
    rate = keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 10,
        decay_steps=max(steps * (config.epochs - 1), 1),
        alpha=0.01,
        warmup_target=config.learning_rate,
        warmup_steps=steps,
    )
    # Over a share of all steps: a fixed momentum would hold the first weights of short runs.
    momentum = max(1 - 1 / max(config.ema * steps * config.epochs, 1), 0.0)
    return keras.optimizers.AdamW(rate, weight_decay=config.weight_decay, use_ema=True, ema_momentum=momentum)


def _loss(label_smoothing: float) -> Callable[[Any, Any], Any]:
    """Cross-entropy of labels [n] and probabilities [n, labels]; Keras' own for such labels knows no smoothing."""

    def loss(labels: Any, probabilities: Any) -> Any:
        true = keras.ops.one_hot(keras.ops.reshape(labels, (-1,)), len(LABELS))
        return keras.losses.categorical_crossentropy(true, probabilities, label_smoothing=label_smoothing)

    return loss


class EpochDraws(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Puts everything random where it is in this epoch of a run without an interruption."""

    def __init__(self, batches: Batches, seed: int) -> None:
        """`batches` are those of the run."""
        super().__init__()
        self._batches, self._seed = batches, seed

    def on_epoch_begin(self, epoch: int, logs: dict[str, Any] | None = None) -> None:
        """Sets the epoch of the batches, and dropout's draws, whose place no file keeps."""
        self._batches.epoch = epoch
        for layer in self.model.layers:
            if isinstance(layer, keras.layers.Dropout) and layer.rate > 0:
                layer.seed_generator.state.assign(np.array([self._seed, epoch << 20]))


class StopOnNaN(keras.callbacks.Callback):  # type: ignore[misc]  # Keras has no types
    """Ends a run whose loss is no number; what was kept of the epochs before stays."""

    def on_train_batch_end(self, batch: int, logs: dict[str, Any] | None = None) -> None:
        """Raises DivergedError."""
        if not np.isfinite((logs or {})["loss"]):
            raise DivergedError(f"The loss is no number at step {batch}: run again with a lower --learning-rate.")
