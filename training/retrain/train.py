"""`python -m training.retrain.train`: fits a head on the snapshot and the base embeddings: a challenger.

The people who are held out are not looked at.
"""

import argparse
import dataclasses
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.errors import DataError, RunError, TrainingError
from training.export.new_head import CARD, with_section, write_with_head
from training.head.features import NONE, Views
from training.head.fit import Head
from training.head.hand_numbers import features_of, views_of
from training.head.published import read_head
from training.registry.manifest import HandManifest, read_hand_manifest
from training.registry.publish import current_model
from training.retrain.base import base_of, known_hands
from training.retrain.fit import Champion, Fitted, Lesson, TrainConfig, fit_challenger
from training.retrain.noisy_annotators import noisy_annotators
from training.retrain.progress import ProgressReporter
from training.retrain.snapshot import Snapshot, read_snapshot
from training.retrain.workspace import Workspace, add_workspace_options, open_workspace

PEOPLE: Final = "people of this site"  # the source's name in the manifest; its digest is the snapshot's
RECORD, MODEL = "record.json", "model"

Mask = npt.NDArray[np.bool_]


def make_challenger(workspace: Workspace, reporter: ProgressReporter, config: TrainConfig) -> None:
    """Trains and puts the challenger in its place, unless the one there is made of the same. Raises TrainingError."""
    champion, snapshot = current_model(workspace.models, "hand"), read_snapshot(workspace.snapshots)
    made_of = {"champion": champion.name, "snapshot": snapshot.digest, "config": dataclasses.asdict(config)}
    if is_made_of(workspace.challenger, made_of):
        reporter.report("kept", "The challenger of this snapshot is there already.")
        return
    with incoming_challenger(workspace) as incoming:
        facts = _train(incoming / MODEL, workspace, champion, snapshot, config, reporter)
        (incoming / RECORD).write_text(json.dumps(made_of | facts, indent=2) + "\n")
    model = read_hand_manifest(workspace.challenger / MODEL)
    reporter.report("trained", "The challenger is trained.", challenger=model.id, **facts)


@contextmanager
def incoming_challenger(workspace: Workspace) -> Iterator[Path]:
    """A folder to be filled, with an empty one for the model in it, that then becomes the challenger at once.

    Raises RunError where it cannot be written.
    """
    try:
        incoming = workspace.folder / ".challenger.incoming"
        shutil.rmtree(incoming, ignore_errors=True)
        (incoming / MODEL).mkdir(parents=True)
        yield incoming
        shutil.rmtree(workspace.challenger, ignore_errors=True)
        incoming.rename(workspace.challenger)
    except OSError as error:
        raise RunError(f"{workspace.folder} cannot be written ({error}): make room or mend the rights.") from error


def is_made_of(folder: Path, made_of: dict[str, Any]) -> bool:
    """Whether the record in a folder says so."""
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text())
    except (OSError, ValueError):
        return False
    return {name: record.get(name) for name in made_of} == made_of


def _train(
    folder: Path,
    workspace: Workspace,
    champion: Path,
    snapshot: Snapshot,
    config: TrainConfig,
    reporter: ProgressReporter,
) -> dict[str, Any]:
    """Fills `folder` with the model; who was learned from, for the record."""
    published, manifest = read_head(champion), read_hand_manifest(champion)
    if snapshot.backbone != published.backbone:
        raise DataError("The snapshot is of another backbone than the champion's: collect again.")
    base = base_of(published.backbone, workspace)
    trusted, noisy = trusted_rows(snapshot, published.head, reporter)
    people = views_in(snapshot).rows(trusted)
    lesson = Lesson(base.views, people, known_hands(base))
    before = Champion(*(published.head.probabilities(one.features()) for one in (people, lesson.kept)))
    fitted = fit_challenger(lesson, lesson, before, manifest, config)
    count = len(np.unique(people.source))
    trained = trained_record(manifest, snapshot, count, len(people.hand), fitted)
    card = with_section((champion / CARD).read_text(encoding="utf-8"), "Learned here", _card(snapshot, fitted, count))
    write_with_head(folder, champion, fitted.head, fitted.threshold, config.seed, trained, card)
    return facts_of(manifest, snapshot, count, noisy, fitted)


def views_in(snapshot: Snapshot) -> Views:
    """The snapshot's hands; each one's source is its person's pseudonym."""
    names = np.array([person.name for person in snapshot.persons])
    return views_of(snapshot.hands, snapshot.labels, names[snapshot.people])


def trusted_rows(snapshot: Snapshot, champion: Head, reporter: ProgressReporter) -> tuple[Mask, list[str]]:
    """Which samples are learned from [n]; who is not trusted, by pseudonym. Raises DataError where nobody is left."""
    mine = snapshot.of_side(held_out=False)
    features = features_of(snapshot.hands[mine])
    out = noisy_annotators(champion, features, snapshot.labels[mine], snapshot.people[mine])
    noisy = [snapshot.persons[index].name for index in out]
    if noisy:
        reporter.report(
            "noisy_annotators", f"Left out, for their labels agree with nobody: {', '.join(noisy)}.", people=noisy
        )
    trusted = mine & ~np.isin(snapshot.people, out)
    if not trusted.any():
        raise DataError("Nobody is left to learn from: everybody in the snapshot is held out or not trusted.")
    reporter.report("training", f"Learning from {np.count_nonzero(trusted)} samples …")
    return trusted, noisy


def trained_record(
    manifest: HandManifest, snapshot: Snapshot, people: int, samples: int, fitted: Fitted
) -> dict[str, Any]:
    """The manifest's record: what the champion `manifest` learned from, and the samples of so many people here."""
    before = manifest.raw["trained"]
    own = {"name": PEOPLE, "licence": "consent of each person", "used_for": "training"} | {
        "count": samples,
        "digest": snapshot.digest,
    }
    return {
        "data_digest": snapshot.digest,
        "sources": [*(one for one in before["sources"] if one.get("digest") != snapshot.digest), own],
        "people": before["people"] + people,
        "metrics": before["metrics"] | fitted.metrics,
    }


def facts_of(
    manifest: HandManifest, snapshot: Snapshot, people: int, noisy: list[str], fitted: Fitted
) -> dict[str, Any]:
    """What the challenger's record says for the gate; the champion's snapshots were learned from, too."""
    inherited = [one["digest"] for one in manifest.raw["trained"]["sources"] if one["name"] == PEOPLE]
    return {
        "people": people,
        "noisy_annotators": noisy,
        "snapshots": [snapshot.digest, *inherited],
        "threshold": fitted.threshold,
    }


def _card(snapshot: Snapshot, fitted: Fitted, people: int) -> list[str]:
    figures = fitted.metrics["learned_here"]
    measured = (
        f"Of {figures['n']} samples of people that a first fit did not see, macro F1 is {figures['macro_f1']:.3f}."
        if figures
        else "Too few people were there to measure it on some of them."
    )
    none = np.count_nonzero(snapshot.labels == NONE)
    return [
        f"The head was fitted anew to base embeddings and to samples of {people} people of this site, who allow it "
        f"(snapshot {snapshot.digest[:12]}; {len(snapshot.labels)} samples with those that it is judged by, {none} of "
        f"them none). Networks and figures above are those of the model that it comes from. {measured} "
        f"Its threshold is {fitted.threshold:.2f}.",
    ]


def add_train_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options of this step."""
    default = TrainConfig()
    parser.add_argument("--epochs", type=int, default=default.epochs, help="passes; time is in proportion")
    parser.add_argument("--seed", type=int, default=default.seed, help="of everything random")


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="python -m training.retrain.train", description=__doc__)
    add_workspace_options(parser)
    add_train_options(parser)
    options = parser.parse_args()
    reporter = ProgressReporter(as_json=options.json)
    try:
        with open_workspace(options) as workspace:
            make_challenger(workspace, reporter, TrainConfig(seed=options.seed, epochs=options.epochs))
    except TrainingError as error:
        sys.exit(reporter.end(error))


if __name__ == "__main__":
    main()
