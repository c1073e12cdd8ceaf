"""`just train-and-convert --way silhouette`: a trained, converted, published model of background mode."""

import os

# Before TensorFlow is imported: its messages are not for our users, and its threads must not spin on shared machines.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import contextlib
import dataclasses
import sys
import tempfile
import time
from pathlib import Path

import keras
import numpy as np

from training.charts import draw_confusion
from training.command import parse
from training.config import TrainingConfig
from training.data.prepare import Prepared, digest, prepare
from training.data.sources import Selection
from training.distribute import ALONE, Team, join_team
from training.errors import RunError, TeamError, TrainingError
from training.export.describe import measure
from training.export.network import make_shippable, predict
from training.export.silhouette_model import assemble
from training.fit import digest_weights, fit
from training.metrics import choose_threshold, confusion_counts, expected_calibration_error
from training.registry.publish import publish
from training.runs import Run, open_run, start_run

ROOT = Path(__file__).parent.parent
RUNS = ROOT / "runs"
SYNTHETIC_ONLY = Selection()


def train_and_convert(
    config: TrainingConfig,
    models: Path,
    selection: Selection = SYNTHETIC_ONLY,
    runs: Path = RUNS,
    team: Team = ALONE,
) -> str:
    """Runs everything; returns the id of the model that is now the current one of the registry in `models`.

    Raises TrainingError; the registry then still names the model before it.
    """
    try:
        run = start_run(runs, config, selection)
    except OSError as error:
        raise RunError(f"No run can be started in {runs} ({error}): make room or mend the rights.") from error
    return go_on(run, models, team)


def go_on(run: Run, models: Path, team: Team = ALONE) -> str:
    """Does what of a run is not done yet, and publishes. The result is that of a run without an interruption."""
    keras.utils.set_random_seed(run.config.seed)
    try:
        data = run.load_data()
        if data is None:
            data = prepare(run.config, run.selection)
            run.save_data(data)
        network = _fit_together(run.config, data, run, team)
        model_id = _finish(run, data, network, models)
        with contextlib.suppress(TeamError):  # what is published stays, whoever was lost meanwhile
            team.wait()
        return model_id
    except OSError as error:
        raise RunError(
            f"The run stopped ({error}). Make room or mend the rights, then go on with --resume {run.folder}. "
            "The registry still names the model before it."
        ) from error


def assist(config: TrainingConfig, selection: Selection, team: Team) -> None:
    """Another worker's part: the same data, and its share of each batch. Ends when worker 0 has published.

    Raises TrainingError.
    """
    keras.utils.set_random_seed(config.seed)
    _fit_together(config, prepare(config, selection), None, team)
    _say(f"Worker {team.index} has done its part; worker 0 publishes the model.")
    team.wait()


def _fit_together(config: TrainingConfig, data: Prepared, run: Run | None, team: Team) -> keras.Model:
    team.check_alike(f"{dataclasses.replace(config, processes=1)} {digest(data.training)}")
    network = fit(config, data, run, team)
    if team.workers > 1:
        _say(f"Worker {team.index} of {team.workers}: trained, weights {digest_weights(network)[:16]}.")
    return network


def _finish(run: Run, data: Prepared, network: keras.Model, models: Path) -> str:
    """Folds, calibrates, rounds, measures, converts, checks and publishes a trained network."""
    config, true = run.config, data.validation.labels
    shipped, temperature, before = make_shippable(network, config, data.validation)
    probabilities = predict(shipped, data.validation.pictures)
    settled = config.settled
    threshold = settled.threshold if settled else choose_threshold(true, probabilities, config.false_alarm_target)
    metrics = measure(data, probabilities, threshold) | {
        "ece_before": round(expected_calibration_error(true, before), 4),
        "temperature": round(temperature, 4),
    }
    if settled:
        metrics["settled_by"] = {
            "model": settled.model_id, "macro_f1": settled.macro_f1, "real_macro_f1": settled.real_macro_f1
        }  # fmt: skip
    draw_confusion(confusion_counts(true, probabilities.argmax(axis=1).astype(np.int64)), run.folder / "confusion.png")
    _say(f"Validation: macro F1 {metrics['macro_f1']:.3f}, ECE {metrics['ece']:.3f}, threshold {threshold:.2f}.")
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "model"
        assemble(folder, shipped, config, data, probabilities, {"metrics": metrics, "threshold": threshold})
        return publish(folder, models, f"trained with a validation macro F1 of {metrics['macro_f1']:.3f}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def main(arguments: list[str] | None = None) -> None:
    """The command line: see --help."""
    order = parse(sys.argv[1:] if arguments is None else arguments, models=ROOT / "converted_models", runs=RUNS)
    start = time.monotonic()
    try:
        team = join_team(os.environ.get("TF_CONFIG"))
        run = open_run(order.resume) if order.resume is not None else None
        if not team.leads:
            assist(run.config if run else order.config, run.selection if run else order.selection, team)
            return
        if run is not None:
            model_id = go_on(run, order.models, team)
        else:
            model_id = train_and_convert(order.config, order.models, order.selection, order.runs, team)
    except TrainingError as error:
        sys.exit(f"just train-and-convert: {error}")
    except KeyboardInterrupt:
        sys.exit(f"Interrupted. `just train-and-convert --resume` with the newest folder in {order.runs} goes on.")
    _say(f"Published {model_id} in {order.models} after {time.monotonic() - start:.0f} s.")


if __name__ == "__main__":
    main()
