"""`python -m training.retrain.train`: fits a head on the snapshot and the base embeddings: a challenger.

The people who are held out are not looked at.
"""

import argparse
import dataclasses
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.calibration import find_temperature
from training.errors import DataError, RunError, TrainingError
from training.export.new_head import CARD, with_section, write_with_head
from training.head.base import Base
from training.head.features import NONE, Floats, Views
from training.head.fit import Head, HeadConfig
from training.head.hand_numbers import views_of
from training.head.published import read_head
from training.head.train import fit, measure, sharpened
from training.metrics import false_alarm_rate
from training.registry.manifest import HandManifest, read_hand_manifest
from training.registry.publish import current_model
from training.retrain.base import base_of, known_hands
from training.retrain.noisy_annotators import noisy_annotators
from training.retrain.progress import ProgressReporter
from training.retrain.snapshot import Snapshot, read_snapshot
from training.retrain.workspace import Workspace, add_workspace_options, open_workspace

PEOPLE: Final = "people of this site"  # the source's name in the manifest; its digest is the snapshot's
RECORD, MODEL = "record.json", "model"
JUDGES: Final = 3  # one of so many people that are learned from calibrates, in a fit without them
FEWEST_JUDGED: Final = 50  # hands, to say how sure a head may be

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class TrainConfig:
    """How a head is fitted."""

    seed: int = 1
    hidden: int = (
        32  # with 24, 135 people cost base validation 2.4 points of none, with 32 1.5; 40 would weigh 4 kB more
    )
    turned: int = 2  # copies of each sample in frames that are turned, as base hands are
    epochs: int = 30


@dataclass(frozen=True)
class Fitted:
    """A head with its threshold, and what is known of it."""

    head: Head
    threshold: float
    metrics: dict[str, Any]


def make_challenger(workspace: Workspace, reporter: ProgressReporter, config: TrainConfig) -> None:
    """Trains and puts the challenger in its place, unless the one there is made of the same. Raises TrainingError."""
    champion, snapshot = current_model(workspace.models, "hand"), read_snapshot(workspace.snapshots)
    made_of = {"champion": champion.name, "snapshot": snapshot.digest, "config": dataclasses.asdict(config)}
    if _is_made_of(workspace.challenger, made_of):
        reporter.report("kept", "The challenger of this snapshot is there already.")
        return
    try:
        incoming = workspace.folder / ".challenger.incoming"
        shutil.rmtree(incoming, ignore_errors=True)
        (incoming / MODEL).mkdir(parents=True)
        facts = _train(incoming / MODEL, champion, snapshot, config, reporter)
        (incoming / RECORD).write_text(json.dumps(made_of | facts, indent=2) + "\n")
        shutil.rmtree(workspace.challenger, ignore_errors=True)
        incoming.rename(workspace.challenger)
    except OSError as error:
        raise RunError(f"{workspace.folder} cannot be written ({error}): make room or mend the rights.") from error
    model = read_hand_manifest(workspace.challenger / MODEL)
    reporter.report("trained", "The challenger is trained.", challenger=model.id, **facts)


def _is_made_of(folder: Path, made_of: dict[str, Any]) -> bool:
    try:
        record: dict[str, Any] = json.loads((folder / RECORD).read_text())
    except (OSError, ValueError):
        return False
    return {name: record.get(name) for name in made_of} == made_of


def _train(
    folder: Path, champion: Path, snapshot: Snapshot, config: TrainConfig, reporter: ProgressReporter
) -> dict[str, Any]:
    """Fills `folder` with the model; who was learned from, for the record."""
    published, manifest = read_head(champion), read_hand_manifest(champion)
    if snapshot.backbone != published.backbone:
        raise DataError("The snapshot is of another backbone than the champion's: collect again.")
    base = base_of(published.backbone)
    names = np.array([person.name for person in snapshot.persons])
    everybody = views_of(snapshot.hands, snapshot.labels, names[snapshot.people])
    mine = snapshot.of_side(held_out=False)
    features = everybody.rows(mine).features()
    out = noisy_annotators(published.head, features, snapshot.labels[mine], snapshot.people[mine])
    noisy = [str(names[index]) for index in out]
    if noisy:
        reporter.report(
            "noisy_annotators", f"Left out, for their labels agree with nobody: {', '.join(noisy)}.", people=noisy
        )
    trusted = mine & ~np.isin(snapshot.people, out)
    if not trusted.any():
        raise DataError("Nobody is left to learn from: everybody in the snapshot is held out or not trusted.")
    reporter.report("training", f"Learning from {np.count_nonzero(trusted)} samples …")
    people = everybody.rows(trusted)
    fitted = fit_challenger(base, people, published.head, manifest, config)
    count = len(np.unique(people.source))
    trained = manifest.raw["trained"] | {
        "data_digest": snapshot.digest,
        "sources": _sources(manifest, snapshot, len(people.hand)),
        "people": manifest.raw["trained"]["people"] + count,
        "metrics": manifest.raw["trained"]["metrics"] | fitted.metrics,
    }
    trained.pop("commit"), trained.pop("seed")
    card = with_section((champion / CARD).read_text(encoding="utf-8"), "Learned here", _card(snapshot, fitted, count))
    write_with_head(folder, champion, fitted.head, fitted.threshold, config.seed, trained, card)
    return {
        "people": count,
        "noisy_annotators": noisy,
        "snapshots": [snapshot.digest, *_inherited(manifest)],
        "threshold": fitted.threshold,
    }


def fit_challenger(base: Base, people: Views, champion: Head, manifest: HandManifest, config: TrainConfig) -> Fitted:
    """A head of base hands and people's, as sure of itself as it may be by people that a first fit did not see.

    Its threshold is the lowest that raises no more false alarms than the champion's, on those people and on base
    validation. The champion has learned from base validation too: left out, heads would lose to it there for ever.
    """
    heads = HeadConfig(seed=config.seed, hidden=config.hidden, epochs=config.epochs)
    judges = np.isin(people.source, np.unique(people.source)[::JUDGES])
    first = fit(base.views.and_those(_turned_too(people.rows(~judges), config.turned)), heads)
    judged = people.rows(judges)
    true, said = judged.allowed.argmax(1), first.probabilities(judged.features())
    # Never surer than heads of this backbone may be by people whom it had not seen: these here may be easy ones.
    usual = float(manifest.raw["trained"]["metrics"].get("temperature", 1.0))
    temperature = max(usual, find_temperature(true, said)) if len(true) >= FEWEST_JUDGED else usual
    head = fit(base.views.and_those(_turned_too(people, config.turned)), heads).sharpened(temperature)
    kept = known_hands(base)
    honest = sharpened(said, temperature)
    threshold = _quiet_threshold(
        [
            (true, honest, champion.probabilities(judged.features())),
            (kept.allowed.argmax(1), head.probabilities(kept.features()), champion.probabilities(kept.features())),
        ],
        manifest.threshold,
    )
    figures = measure(true, honest, threshold) if len(true) >= FEWEST_JUDGED else {}
    return Fitted(head, threshold, {"temperature": round(temperature, 4), "learned_here": figures})


def _turned_too(views: Views, times: int) -> Views:
    """All rows as they are, and `times` copies that a fit shows in turned frames."""
    copy = dataclasses.replace(views, exact=np.zeros(len(views.hand), np.bool_))
    for _ in range(times):
        views = views.and_those(copy)
    return views


def _quiet_threshold(sets: Sequence[tuple[npt.NDArray[np.int64], Floats, Floats]], champions: float) -> float:
    """The lowest of hundredths (0.50..0.99) with no more false alarms than the champion at its own, on each set.

    A set: true labels [n], the challenger's and the champion's probabilities [n, labels].
    """
    for hundredths in range(50, 100):
        threshold = hundredths / 100
        if all(
            false_alarm_rate(true, new, threshold) <= false_alarm_rate(true, old, champions) for true, new, old in sets
        ):
            return threshold
    return 0.99


def _sources(manifest: HandManifest, snapshot: Snapshot, count: int) -> list[dict[str, Any]]:
    """What the champion learned from, and these people's samples."""
    own = {"name": PEOPLE, "licence": "consent of each person", "used_for": "training"} | {
        "count": count,
        "digest": snapshot.digest,
    }
    before = [one for one in manifest.raw["trained"]["sources"] if one.get("digest") != snapshot.digest]
    return [*before, own]


def _inherited(manifest: HandManifest) -> list[str]:
    """The snapshots that the champion learned from."""
    return [one["digest"] for one in manifest.raw["trained"]["sources"] if one["name"] == PEOPLE]


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
