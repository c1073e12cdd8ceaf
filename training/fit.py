"""Fitting: a configuration and its data in, a trained network out; each finished epoch is kept in the run's folder.

One loop serves one machine and several: each worker takes its share of every batch, and gradients and BatchNorm's
moments are summed over all, so that the number of machines changes no more than rounding and dropout's draws.
"""

import hashlib
import sys
import time
from collections.abc import Callable

import keras
import numpy as np
import tensorflow as tf
from tqdm import tqdm

from training.charts import draw_curves
from training.config import TrainingConfig
from training.data.batches import Batch, batches, share
from training.data.prepare import Prepared
from training.distribute import ALONE, Team
from training.errors import DataError, DivergedError
from training.labels import LABELS
from training.model import build_network
from training.runs import Run
from training.synthetic.silhouettes import Silhouettes

Figures = dict[str, float]
Step = Callable[[Batch], tuple[float, float]]


def fit(config: TrainingConfig, data: Prepared, run: Run | None = None, team: Team = ALONE) -> keras.Model:
    """Trains from the run's newest epoch, or from nothing; without a run nothing is kept.

    Raises DataError where there is not one batch of data, TeamError where another worker is lost, and DivergedError;
    the epochs before it stay kept.
    """
    steps = len(data.training.labels) // config.batch
    if not steps:
        raise DataError(f"{len(data.training.labels)} silhouettes are less than one batch: --count {config.batch}.")
    with team.strategy.scope():
        network = _build(config, steps, synchronised=team.workers > 1)
    done = _restore(network, run, team)
    step = _step(network, config, team)
    shown = build_network(config.side, config.widths, dropout=config.dropout, separable=config.separable)
    for epoch in range(done, config.epochs):
        start = time.monotonic()
        _place_dropout(network, [config.seed, team.index], epoch * steps)
        with team.watched():
            figures = _train(step, config, data.training, epoch, show=team.leads)
        if run is not None:
            figures |= _validate(_copy(network, shown), data.validation, config)
            figures["seconds"] = round(time.monotonic() - start, 1)
            run.save_epoch(network, epoch + 1, figures)
            draw_curves(run.log(), run.folder / "curves.png")
            _say(f"Epoch {epoch + 1}/{config.epochs}: " + ", ".join(f"{k} {v:.4g}" for k, v in figures.items()))
    return _copy(network, shown)


def digest_weights(network: keras.Model) -> str:
    """SHA-256 of all weights, as hex."""
    return hashlib.sha256(b"".join(np.ascontiguousarray(w).tobytes() for w in network.get_weights())).hexdigest()


def _build(config: TrainingConfig, steps: int, *, synchronised: bool) -> keras.Model:
    """The network with its optimiser, all variables made."""
    network = build_network(
        config.side,
        config.widths,
        dropout=config.dropout,
        synchronised=synchronised,
        separable=config.separable,
    )
    rate = keras.optimizers.schedules.CosineDecay(
        config.learning_rate / 10,
        decay_steps=max(steps * (config.epochs - 1), 1),
        alpha=0.01,
        warmup_target=config.learning_rate,
        warmup_steps=steps,
    )
    network.compile(
        keras.optimizers.AdamW(
            rate,
            weight_decay=config.weight_decay,
            use_ema=True,
            ema_momentum=_momentum(config.averaging, steps * config.epochs),
        )
    )
    network.optimizer.build(network.trainable_variables)
    return network


def _momentum(share: float, steps: int) -> float:
    """Of a moving average over this share of all steps: a fixed one would hold the first weights of short runs."""
    return max(1 - 1 / max(share * steps, 1), 0.0)


def _restore(network: keras.Model, run: Run | None, team: Team) -> int:
    """Puts the run's newest epoch in place, on worker 0's word on every worker; says how many epochs are done."""
    kept = run.load_epoch() if run is not None else None
    done = int(team.from_leader(np.array([kept[1] if kept else 0]))[0])
    source = kept[0] if kept else network
    values = [np.asarray(variable.numpy()) for variable in (*source.weights, *source.optimizer.variables)]
    for variable, value in zip((*network.weights, *network.optimizer.variables), values, strict=True):
        variable.assign(team.from_leader(value))
    return done


def _step(network: keras.Model, config: TrainingConfig, team: Team) -> Step:
    """One step of training on every worker at once: a whole batch in, its summed loss and count of hits out."""

    def replica(pictures: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        with tf.GradientTape() as tape:
            probabilities = network(tf.cast(pictures, tf.float32), training=True)
            # Shares sum up to the mean over the whole batch, and the optimiser sums gradients over all replicas.
            loss = tf.reduce_sum(_losses(labels, probabilities, config)) / config.batch
        variables = network.trainable_variables
        network.optimizer.apply(tape.gradient(loss, variables), variables)
        return loss * config.batch, tf.math.count_nonzero(tf.argmax(probabilities, axis=1) == labels, dtype=tf.float32)

    strategy = team.strategy

    @tf.function(reduce_retracing=True)  # type: ignore[untyped-decorator]
    def everywhere(pictures: tf.Tensor, labels: tf.Tensor) -> list[tf.Tensor]:
        return [strategy.reduce("SUM", part, axis=None) for part in strategy.run(replica, args=(pictures, labels))]

    def step(batch: Batch) -> tuple[float, float]:
        pictures, labels = (
            strategy.experimental_distribute_values_from_function(
                lambda context, part=part: tf.constant(
                    share(batch, context.replica_id_in_sync_group, context.num_replicas_in_sync)[part]
                )
            )
            for part in (0, 1)
        )
        loss, hits = everywhere(pictures, labels)
        return float(loss), float(hits)

    return step


def _train(step: Step, config: TrainingConfig, data: Silhouettes, epoch: int, *, show: bool) -> Figures:
    """One epoch; mean loss and accuracy while training."""
    sums, seen = np.zeros(2), 0
    steps = len(data.labels) // config.batch
    bar = tqdm(total=steps, desc=f"Epoch {epoch + 1}/{config.epochs}", unit=" steps", disable=None if show else True)
    with bar:
        for batch in batches(data, config.batch, config.seed, epoch, config.moved):
            sums += step(batch)
            seen += config.batch
            if not np.isfinite(sums[0]):
                raise DivergedError(f"The loss is no number at step {bar.n}: run again with a lower --learning-rate.")
            bar.set_postfix(loss=f"{sums[0] / seen:.3f}", accuracy=f"{sums[1] / seen:.3f}", refresh=False)
            bar.update()
    return {"loss": float(sums[0] / seen), "accuracy": float(sums[1] / seen)}


def _validate(network: keras.Model, data: Silhouettes, config: TrainingConfig) -> Figures:
    probabilities = network.predict(data.pictures.astype(np.float32), batch_size=256, verbose=0)
    losses = _losses(tf.constant(data.labels), tf.constant(probabilities), config)
    hits = probabilities.argmax(axis=1) == data.labels
    return {"val_loss": float(tf.reduce_mean(losses)), "val_accuracy": float(hits.mean())}


def _losses(labels: tf.Tensor, probabilities: tf.Tensor, config: TrainingConfig) -> tf.Tensor:
    """The loss of each example [n]."""
    true = tf.one_hot(labels, len(LABELS))
    return keras.losses.categorical_crossentropy(true, probabilities, label_smoothing=config.label_smoothing)


def _copy(network: keras.Model, to: keras.Model) -> keras.Model:
    """What is validated and shipped: the weights' moving averages, free of optimiser and machines."""
    kept = [np.asarray(variable.numpy()) for variable in network.trainable_variables]
    network.optimizer.finalize_variable_values(network.trainable_variables)
    to.set_weights(network.get_weights())
    for variable, value in zip(network.trainable_variables, kept, strict=True):
        variable.assign(value)
    return to


def _place_dropout(network: keras.Model, seed: list[int], steps: int) -> None:
    """Puts dropout, whose place no file keeps, where the steps before left it; each worker has its own draws."""
    first = int(np.random.default_rng(seed).integers(2**31))
    for layer in network.layers:
        if isinstance(layer, keras.layers.Dropout) and layer.rate > 0:
            layer.seed_generator.state.assign(np.array([first, steps], np.int64))


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201
