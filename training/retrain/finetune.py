"""`python -m training.retrain.finetune`: trains a challenger, from the champion, on the snapshot.

Base data are rendered anew (and read, with --data); the people who are held out are not looked at.
"""

import argparse
import dataclasses
import json
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import keras
import numpy as np

from training.command import add_selection, read_selection
from training.config import TrainingConfig
from training.data.augment import draw_balanced
from training.data.datasets import Example
from training.data.prepare import Prepared, prepare
from training.data.sources import Selection
from training.errors import DataError, RunError, TrainingError
from training.export.network import export_network
from training.export.silhouette_model import write_silhouette_model
from training.labels import LABELS
from training.metrics import false_alarm_rate
from training.model import predict
from training.registry.manifest import read_manifest
from training.registry.publish import current_model
from training.retrain.champion import load_champion, widths_of
from training.retrain.interpolate import interpolate
from training.retrain.noisy_annotators import noisy_annotators
from training.retrain.progress import ProgressReporter
from training.retrain.snapshot import Snapshot, read_snapshot
from training.retrain.tune import Tuning, tune
from training.retrain.workspace import Workspace, add_workspace_options, open_workspace
from training.synthetic.silhouettes import Silhouettes

PEOPLE = "people of this site"  # the source's name in the manifest; its digest is the snapshot's
RECORD, MODEL, VALIDATION = "record.json", "model", "validation.npz"


@dataclass(frozen=True)
class FinetuneConfig:
    """How much base data is kept in mind, and how hard the challenger is trained."""

    count: int = 6_000  # synthetic silhouettes to go on knowing
    validation_count: int = 3_000
    real_count: int = 3_000  # with --data
    people_share: float = 0.5  # of people's samples to base data, by drawing some of them more than once
    processes: int = 2
    seed: int = 1
    tuning: Tuning = dataclasses.field(default_factory=Tuning)

    def config(self, champion: Path, network: keras.Model) -> TrainingConfig:
        """What describes the challenger: shape and silhouettes are the champion's."""
        manifest = read_manifest(champion)
        return dataclasses.replace(
            TrainingConfig(),
            seed=self.seed,
            count=self.count,
            validation_count=self.validation_count,
            real_count=self.real_count,
            processes=self.processes,
            kind=manifest.input.kind,
            side=manifest.input.side,
            widths=widths_of(network),
            silhouette=manifest.silhouette,
        )


def make_challenger(
    workspace: Workspace, reporter: ProgressReporter, finetuning: FinetuneConfig, selection: Selection
) -> None:
    """Trains and puts the challenger in its place, unless the one there is made of the same. Raises TrainingError."""
    champion, snapshot = current_model(workspace.models), read_snapshot(workspace.snapshots)
    made_of = {"champion": champion.name, "snapshot": snapshot.digest, "finetuning": dataclasses.asdict(finetuning)} | {
        "data": [str(folder) for folder in selection.folders]
    }
    if _is_made_of(workspace.challenger, made_of):
        reporter.report("kept", "The challenger of this snapshot is there already.")
        return
    try:
        incoming = workspace.folder / ".challenger.incoming"
        shutil.rmtree(incoming, ignore_errors=True)
        (incoming / MODEL).mkdir(parents=True)
        facts = _train(incoming, champion, snapshot, finetuning, selection, reporter)
        (incoming / RECORD).write_text(json.dumps(made_of | facts, indent=2) + "\n")
        shutil.rmtree(workspace.challenger, ignore_errors=True)
        incoming.rename(workspace.challenger)
    except OSError as error:
        raise RunError(f"{workspace.folder} cannot be written ({error}): make room or mend the rights.") from error
    reporter.report(
        "trained", "The challenger is trained.", challenger=read_manifest(workspace.challenger / MODEL).id, **facts
    )


def _is_made_of(folder: Path, made_of: dict[str, Any]) -> bool:
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text())
    except (OSError, ValueError):
        return False
    return {name: record.get(name) for name in made_of} == made_of


def _train(
    folder: Path,
    champion: Path,
    snapshot: Snapshot,
    finetuning: FinetuneConfig,
    selection: Selection,
    reporter: ProgressReporter,
) -> dict[str, Any]:
    """Fills `folder` with the model and what it was validated on; who was learned from, for the record."""
    keras.utils.set_random_seed(finetuning.seed)
    network = load_champion(champion)
    config = finetuning.config(champion, network)
    mine = snapshot.of_side(held_out=False)
    out = noisy_annotators(network, snapshot.pictures[mine], snapshot.labels[mine], snapshot.people[mine])
    trusted = mine & ~np.isin(snapshot.people, out)
    names = [snapshot.persons[index].name for index in out]
    if names:
        reporter.report(
            "noisy_annotators", f"Left out, for their labels agree with nobody: {', '.join(names)}.", people=names
        )
    if not trusted.any():
        raise DataError("Nobody is left to learn from: everybody in the snapshot is held out or not trusted.")
    reporter.report("training", f"Learning from {np.count_nonzero(trusted)} samples …")
    base = prepare(config, selection)
    labelled = _draw(snapshot, trusted, round(finetuning.people_share * len(base.training.labels)), finetuning.seed)
    tuned = tune(network, base.training, labelled, finetuning.tuning)
    share = interpolate(network, tuned, base.validation)
    reporter.report(
        "interpolated",
        f"{share:.1f} of what was learned goes in: with more, base data would be forgotten.",
        share=share,
    )
    exported = export_network(tuned, _with_usual_alarms(config, base.validation, champion), base)
    data = _with_people(base, labelled, snapshot, trusted, champion)
    write_silhouette_model(folder / MODEL, exported, config, data)
    with (folder / VALIDATION).open("wb") as file:
        np.savez_compressed(
            file,
            pictures=base.validation.pictures[..., 0],
            labels=base.validation.labels,
            synthetic=np.array(base.synthetic_validation),
        )
    return {
        "share": share,
        "people": len(set(snapshot.people[trusted].tolist())),
        "noisy_annotators": names,
        "snapshots": [snapshot.digest, *_inherited(champion)],
    }


def _draw(snapshot: Snapshot, trusted: "np.ndarray[Any, np.dtype[np.bool_]]", count: int, seed: int) -> Silhouettes:
    """People's samples, as many of each gesture, of each person equally many where there are enough."""
    rows = np.flatnonzero(trusted)
    examples = [
        Example(snapshot.pictures[row], LABELS[snapshot.labels[row]], snapshot.persons[snapshot.people[row]].name)
        for row in rows
    ]
    shown = np.bincount(snapshot.labels[rows], minlength=len(LABELS)) > 0
    chosen = rows[draw_balanced(examples, count, shown / shown.sum(), np.random.default_rng([seed, 0x70D]))]
    return Silhouettes(snapshot.pictures[chosen][..., None], snapshot.labels[chosen])


def _with_people(
    base: Prepared,
    labelled: Silhouettes,
    snapshot: Snapshot,
    trusted: "np.ndarray[Any, np.dtype[np.bool_]]",
    champion: Path,
) -> Prepared:
    """The data as card and manifest tell of them: the champion's sources too, since the challenger goes on from it."""
    before = read_manifest(champion).raw["trained"]
    own = {"name": PEOPLE, "licence": "consent of each person", "used_for": "training"} | {
        "count": int(np.count_nonzero(trusted)),
        "digest": snapshot.digest,
    }
    known = {(source["name"], source["digest"]) for source in (*base.sources, own)}
    inherited = [source for source in before["sources"] if (source["name"], source["digest"]) not in known]
    training = Silhouettes(
        np.concatenate([base.training.pictures, labelled.pictures]),
        np.concatenate([base.training.labels, labelled.labels]),
    )
    people = before["people"] + len(set(snapshot.people[trusted].tolist()))
    return Prepared(training, base.validation, base.synthetic_validation, [*base.sources, *inherited, own], people)


def _with_usual_alarms(config: TrainingConfig, validation: Silhouettes, champion: Path) -> TrainingConfig:
    """Asks for a threshold that raises no more false alarms than the champion's."""
    said = predict(load_champion(champion), validation.pictures)
    usual = false_alarm_rate(validation.labels, said, read_manifest(champion).threshold)
    return dataclasses.replace(config, false_alarm_target=min(config.false_alarm_target, usual))


def _inherited(champion: Path) -> list[str]:
    """The snapshots that the champion learned from."""
    sources = read_manifest(champion).raw["trained"]["sources"]
    return [source["digest"] for source in sources if source["name"] == PEOPLE]


def add_finetune_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of this step."""
    default = FinetuneConfig()
    parser.add_argument("--count", type=int, default=default.count, help="synthetic silhouettes to go on knowing")
    parser.add_argument("--validation-count", type=int, default=default.validation_count, help="to watch over that")
    parser.add_argument("--real-count", type=int, default=default.real_count, help="real ones, with --data")
    parser.add_argument("--epochs", type=int, default=default.tuning.epochs, help="passes; time is in proportion")
    parser.add_argument("--processes", type=int, default=default.processes, help="that render at once")
    parser.add_argument("--seed", type=int, default=default.seed, help="of everything random")
    add_selection(parser)


def read_finetune_config(parser: argparse.ArgumentParser, options: dict[str, Any]) -> tuple[FinetuneConfig, Selection]:
    """Takes this step's options out of the parsed ones. Exits where they make no sense."""
    selection = read_selection(parser, options)
    epochs = options.pop("epochs")
    names = ("count", "validation_count", "real_count", "processes", "seed")
    finetuning = FinetuneConfig(**{name: options.pop(name) for name in names}, tuning=Tuning(epochs=epochs))
    return finetuning, selection


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="python -m training.retrain.finetune", description=__doc__)
    add_workspace_options(parser)
    add_finetune_options(parser)
    options = parser.parse_args()
    finetuning, selection = read_finetune_config(parser, vars(options))
    reporter = ProgressReporter(as_json=options.json)
    try:
        with open_workspace(options) as workspace:
            make_challenger(workspace, reporter, finetuning, selection)
    except TrainingError as error:
        sys.exit(reporter.end(error))


if __name__ == "__main__":
    main()
