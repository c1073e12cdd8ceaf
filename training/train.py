"""`just train-and-convert`: nothing in, a trained, converted, published model out. Reads from top to bottom."""

import os

# Before TensorFlow is imported: its messages are not for our users, and its threads must not spin on shared machines.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import argparse
import dataclasses
import hashlib
import json
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import tensorflow as tf

from training.area_mean import area_mean
from training.config import TINY, TrainingConfig
from training.convert import convert
from training.errors import DivergedError, TrainingError
from training.golden import check_converted, make_golden
from training.labels import LABELS
from training.manifest import NAME, SCHEMA, list_files
from training.metrics import choose_threshold, false_alarm_rate, figures_per_label, macro_f1
from training.model import build_network, count_flops, fold_batch_normalisation, round_to_float16
from training.publish import publish
from training.synthesise import Silhouettes, Synthesis, synthesise

ROOT = Path(__file__).parent.parent


def train_and_convert(config: TrainingConfig, models: Path) -> str:
    """Runs everything; returns the id of the model that is now the current one of the registry in `models`."""
    keras.utils.set_random_seed(config.seed)
    training = _shrink(synthesise(Synthesis(config.seed, config.count, config.silhouette), config.processes), config)
    validation = _shrink(
        synthesise(Synthesis(config.seed + 1_000_000, config.validation_count, config.silhouette), config.processes),
        config,
    )
    network = build_network(config.side, config.widths, dropout=config.dropout)
    _fit(network, training, validation, config)
    shipped = round_to_float16(fold_batch_normalisation(network, config.side, config.widths))
    probabilities = _predict(shipped, validation.pictures)
    threshold = choose_threshold(validation.labels, probabilities, config.false_alarm_target)
    metrics = _measure(validation.labels, probabilities, threshold)
    _say(f"Validation on other synthetic hands: macro F1 {metrics['macro_f1']:.3f}, threshold {threshold:.2f}.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        convert(shipped, folder)
        golden = make_golden(config.seed, config.silhouette, config.side, lambda x: _predict(shipped, x))
        (folder / "golden.json").write_text(json.dumps(golden))
        manifest = _describe(config, shipped, folder, threshold, {"digest": _digest(training), "metrics": metrics})
        (folder / NAME).write_text(json.dumps(manifest, indent=2) + "\n")
        check_converted(folder, golden)
        return publish(folder, models)


def _shrink(silhouettes: Silhouettes, config: TrainingConfig) -> Silhouettes:
    """To the network's input [n, side, side, 1], by the same area mean as on the page."""
    small = [area_mean(picture, config.side, config.side) for picture in silhouettes.pictures]
    return Silhouettes(np.stack(small)[..., None], silhouettes.labels)


def _fit(network: keras.Model, training: Silhouettes, validation: Silhouettes, config: TrainingConfig) -> None:
    steps = len(training.labels) // config.batch
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
    network.fit(
        _batches(training, config),
        epochs=config.epochs,
        validation_data=(validation.pictures.astype(np.float32), _one_hot(validation.labels)),
        callbacks=[_StopAtNan()],
        shuffle=False,  # the data set shuffles itself
        verbose=1 if sys.stdout.isatty() else 2,
    )


class _StopAtNan(keras.callbacks.Callback):  # type: ignore[misc]
    """Ends the run where the loss is no number; nothing is published then."""

    def on_train_batch_end(self, batch: int, logs: dict[str, float] | None = None) -> None:
        """Called by Keras after each step."""
        if not np.isfinite((logs or {}).get("loss", 0.0)):
            raise DivergedError(f"The loss is no number at step {batch}: run again with a lower --learning-rate.")


def _batches(training: Silhouettes, config: TrainingConfig) -> tf.data.Dataset:
    """Shuffled batches, half of them flipped: left hands and right hands are alike to us."""
    data = tf.data.Dataset.from_tensor_slices((training.pictures, _one_hot(training.labels)))
    data = data.shuffle(len(training.labels), seed=config.seed).batch(config.batch, drop_remainder=True)

    def prepare(pictures: tf.Tensor, labels: tf.Tensor) -> tuple[tf.Tensor, tf.Tensor]:
        flip = tf.random.uniform((config.batch, 1, 1, 1), seed=config.seed) < 0.5
        pictures = tf.cast(pictures, tf.float32)
        return tf.where(flip, tf.reverse(pictures, [2]), pictures), labels

    return data.map(prepare, num_parallel_calls=1, deterministic=True).prefetch(2)


def _one_hot(labels: npt.NDArray[np.int64]) -> npt.NDArray[np.float32]:
    return np.eye(len(LABELS), dtype=np.float32)[labels]


def _predict(network: keras.Model, pictures: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    return np.asarray(network.predict(pictures.astype(np.float32), batch_size=256, verbose=0))


def _measure(true: npt.NDArray[np.int64], probabilities: npt.NDArray[np.float32], threshold: float) -> dict[str, Any]:
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    return {
        "validated_on": "synthetic silhouettes of other seeds",
        "macro_f1": round(macro_f1(true, predicted), 4),
        "false_alarm_rate": round(false_alarm_rate(true, probabilities, threshold), 4),
        "recall": {label: round(row["recall"], 4) for label, row in figures_per_label(true, predicted).items()},
    }


def _describe(
    config: TrainingConfig, network: keras.Model, folder: Path, threshold: float, trained: dict[str, Any]
) -> dict[str, Any]:
    """The manifest; the id is the day and the digest of the files, so that equal ids mean equal models."""
    files = list_files(folder)
    digest = hashlib.sha256(json.dumps(files).encode()).hexdigest()
    return {
        "schema": SCHEMA,
        "id": f"{datetime.now(UTC):%Y%m%d}-{digest[:8]}",
        "labels": list(LABELS),
        "input": {"kind": "silhouette", "width": config.side, "height": config.side},
        "silhouette": config.silhouette.to_json(),
        "smoothing": {
            "time_constant_ms": config.time_constant_ms,
            "enter": config.enter,
            "leave": config.leave,
            "dwell_ms": config.dwell_ms,
        },
        "thresholds": {"gesture": threshold},
        "graph": {"path": "model.json", "flops": count_flops(network)},
        "golden": "golden.json",
        "files": files,
        "trained": {
            "commit": _commit(),
            "seed": config.seed,
            "data_digest": trained["digest"],
            "sources": [{"name": "synthetic", "licence": "MIT (hand mesh)", "count": config.count}],
            "people": 0,
            "metrics": trained["metrics"],
        },
    }


def _digest(silhouettes: Silhouettes) -> str:
    return hashlib.sha256(silhouettes.pictures.tobytes() + silhouettes.labels.tobytes()).hexdigest()


def _commit() -> str:
    done = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else "unknown"


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def _parse() -> tuple[TrainingConfig, Path]:
    default = TrainingConfig()
    parser = argparse.ArgumentParser(
        prog="just train-and-convert",
        description=__doc__,
        formatter_class=argparse.ArgumentDefaultsHelpFormatter,
    )
    parser.add_argument("--models", type=Path, default=ROOT / "converted_models", help="the registry's folder")
    parser.add_argument("--seed", type=int, default=default.seed, help="of everything random; costs nothing")
    parser.add_argument("--count", type=int, default=default.count, help="silhouettes; time grows in proportion")
    parser.add_argument("--epochs", type=int, default=default.epochs, help="passes; training time is in proportion")
    parser.add_argument("--learning-rate", type=float, default=default.learning_rate, help="lower if it diverges")
    parser.add_argument("--processes", type=int, default=default.processes, help="that render at the same time")
    parser.add_argument("--tiny", action="store_true", help="a useless model in seconds, to see that all works")
    options = vars(parser.parse_args())
    models, tiny = options.pop("models"), options.pop("tiny")
    if tiny:
        return dataclasses.replace(TINY, seed=options["seed"]), models
    return dataclasses.replace(default, **options), models


def main() -> None:
    """The command line: see --help."""
    config, models = _parse()
    start = time.monotonic()
    try:
        model_id = train_and_convert(config, models)
    except TrainingError as error:
        sys.exit(f"just train-and-convert: {error}")
    _say(f"Published {model_id} in {models} after {time.monotonic() - start:.0f} s.")


if __name__ == "__main__":
    main()
