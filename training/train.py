"""`just train-and-convert --way silhouette`: a trained, converted, published model of background mode."""

import sys
import tempfile
import time
from pathlib import Path

from training.charts import draw_confusion, draw_curves
from training.command import parse
from training.config import TrainingConfig
from training.data.sources import Selection
from training.errors import RunError, TrainingError
from training.export.network import export_network
from training.export.silhouette_model import write_silhouette_model
from training.fit import LOG, fit
from training.metrics import confusion_counts
from training.registry.publish import publish
from training.runs import Run, open_run, start_run

ROOT = Path(__file__).parent.parent
RUNS = ROOT / "runs"
SYNTHETIC_ONLY = Selection()


def train_and_convert(
    config: TrainingConfig, models: Path, selection: Selection = SYNTHETIC_ONLY, runs: Path = RUNS
) -> str:
    """Runs everything; returns the id of the model that is now the current one of the registry in `models`.

    Raises TrainingError; the registry then still names the model before it.
    """
    try:
        run = start_run(runs, config, selection)
    except OSError as error:
        raise RunError(f"No run can be started in {runs} ({error}): make room or mend the rights.") from error
    return go_on(run, models)


def go_on(run: Run, models: Path) -> str:
    """Does what of a run is not done yet, and publishes. The result is that of a run without an interruption.

    Raises TrainingError.
    """
    try:
        data = run.data()
        network = fit(run.config, data, run.folder)
        draw_curves(run.folder / LOG, run.folder / "curves.png")
        exported = export_network(network, run.config, data)
        counts = confusion_counts(data.validation.labels, exported.probabilities.argmax(axis=1))
        draw_confusion(counts, run.folder / "confusion.png")
        score, gap = exported.metrics["macro_f1"], exported.metrics["ece"]
        _say(f"Validation: macro F1 {score:.3f}, ECE {gap:.3f}, threshold {exported.threshold:.2f}.")
        with tempfile.TemporaryDirectory() as temporary:
            folder = Path(temporary) / "model"
            write_silhouette_model(folder, exported, run.config, data)
            return publish(folder, models, f"trained with a validation macro F1 of {score:.3f}")
    except OSError as error:
        raise RunError(
            f"The run stopped ({error}). Make room or mend the rights, then go on with --resume {run.folder} (delete "
            "its backup/ first where that is damaged). The registry still names the model before it."
        ) from error


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


def main(arguments: list[str]) -> None:
    """The command line: see --help."""
    order = parse(arguments, models=ROOT / "converted_models", runs=RUNS)
    start = time.monotonic()
    try:
        if order.resume is not None:
            model_id = go_on(open_run(order.resume), order.models)
        else:
            model_id = train_and_convert(order.config, order.models, order.selection, order.runs)
    except TrainingError as error:
        sys.exit(f"just train-and-convert: {error}")
    except KeyboardInterrupt:
        sys.exit(f"Interrupted. `just train-and-convert --resume` with the newest folder in {order.runs} goes on.")
    _say(f"Published {model_id} in {order.models} after {time.monotonic() - start:.0f} s.")
