"""`python -m training.retrain.gate`: decides whether the challenger replaces the champion, and records why.

Both heads are asked about the same hands; by the page's own code on wasm the challenger gives its golden answers. A
decision is written down before it is carried out, so that one cut short is carried out by the next run instead of being
made again.
"""

import argparse
import asyncio
import dataclasses
import json
import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from backend.database import Database
from backend.http.errors import AppError
from backend.learning import records
from backend.learning.records import Decision, Reason
from backend.migrations.apply import MigrationError, migrate
from backend.models import publish as registry
from backend.postgres.address import database_for_command
from backend.postgres.embedded import EmbeddedPostgresError
from backend.settings import Settings, SettingsError
from training.errors import ConversionError, DataError, RefusedError, RegistryError, RunError, TrainingError
from training.export.check import check_golden
from training.export.new_head import CARD, with_section, write_manifest
from training.head.features import Floats
from training.head.hand_numbers import features_of
from training.head.published import FILE as HEAD
from training.head.published import read_head
from training.metrics import Indices
from training.registry.manifest import NAME, identify, list_files, read_hand_manifest
from training.registry.publish import current_model, publish
from training.retrain import gate_rules as rules
from training.retrain.base import base_of, known_hands
from training.retrain.gate_rules import Answers, Trial
from training.retrain.progress import ProgressReporter
from training.retrain.snapshot import Snapshot, read_snapshot
from training.retrain.train import MODEL, RECORD
from training.retrain.trials import TRIALS, load_trials
from training.retrain.workspace import Workspace, add_workspace_options, open_workspace

DECISION = "decision.json"
OF_BACKBONE = "backbone"  # the folder with weights and base embeddings, beside a challenger with a new backbone
PEOPLE_SET = "people held out"
BASE_SET = "base validation"
LARGEST_SWAP = 50_000  # bytes that an open page fetches of a model whose networks it has


def decide(workspace: Workspace, reporter: ProgressReporter) -> str:
    """Judges the challenger, and does what follows; its id when it is the new champion.

    Raises RefusedError, which says why, or another TrainingError; the registry is then as it was.
    """
    if not (workspace.challenger / RECORD).is_file():
        raise DataError(f"There is no challenger in {workspace.folder}: run `python -m training.retrain.train`.")
    try:
        decision = _decided(workspace)
        if decision is None:
            decision = _judge(workspace, reporter)
            _finalise(workspace.challenger, decision)
            decision = _decided(workspace)
        if decision is None:
            raise AssertionError("it was written a moment ago")
        _carry_out(workspace, decision)
    except OSError as error:
        raise RunError(f"{workspace.folder} cannot be written ({error}): make room or mend the rights.") from error
    why = "\n".join(f"- {'passed' if one.passed else 'FAILED'}: {one.words}" for one in decision.reasons)
    reporter.report("decided", f"{decision.challenger} is {decision.verdict}.\n{why}", **_as_json(decision))
    if decision.verdict == "refused":
        failed = "; ".join(one.words for one in decision.reasons if not one.passed)
        raise RefusedError(f"The gate refused {decision.challenger}, {decision.champion} stays. {failed}")
    return decision.challenger


def finish_interrupted(workspace: Workspace, reporter: ProgressReporter) -> None:
    """Carries out what a run before this one had decided and not finished. Raises TrainingError."""
    decision = _decided(workspace)
    if decision is not None:
        reporter.report("finishing", f"Carrying out what was decided of {decision.challenger} before.")
        _carry_out(workspace, decision)


def _judge(workspace: Workspace, reporter: ProgressReporter) -> Decision:
    champion, challenger = current_model(workspace.models, "hand"), workspace.challenger / MODEL
    record: dict[str, Any] = json.loads((workspace.challenger / RECORD).read_text())
    snapshot = read_snapshot(workspace.snapshots)
    if (record["champion"], record["snapshot"]) != (champion.name, snapshot.digest):
        raise DataError("The champion or the snapshot is another than the challenger was made from: train again.")
    judges = snapshot.people[snapshot.of_side(held_out=True)]
    reporter.report(
        "judging", f"Asking both models about {len(judges)} samples of {len(set(judges.tolist()))} people …"
    )
    # Models with different backbones were asked where the pictures were, which are kept nowhere.
    asked = workspace.challenger / TRIALS
    trials = load_trials(asked) if asked.is_file() else _trials(_sets(snapshot, workspace), champion, challenger)
    reasons = [
        *rules.people_enough(record["people"], len(set(judges.tolist()))),
        *[reason for trial in trials for reason in _reasons(trial, judges)],
        *([rules.nothing_taken_for_a_hand(**record["nothing"])] if "nothing" in record else []),
        _small_enough(champion, challenger),
        _golden(challenger),
    ]
    verdict: records.Verdict = "promoted" if all(reason.passed for reason in reasons) else "refused"
    now = datetime.now(UTC).replace(microsecond=0)
    return Decision(now, champion.name, challenger.name, verdict, tuple(reasons), tuple(record["snapshots"]))


def _sets(snapshot: Snapshot, workspace: Workspace) -> list[tuple[str, Floats, Indices]]:
    """Name, features [n, F] and true labels [n] of what both are asked; no empty ones."""
    rows, known = snapshot.of_side(held_out=True), known_hands(base_of(snapshot.backbone, workspace))
    sets = [
        (PEOPLE_SET, features_of(snapshot.hands[rows]), snapshot.labels[rows]),
        (BASE_SET, known.features(), known.allowed.argmax(axis=1).astype(np.int64)),
    ]
    return [one for one in sets if len(one[2])]


def _trials(sets: list[tuple[str, Floats, Indices]], champion: Path, challenger: Path) -> list[Trial]:
    heads = [(read_head(model).head, read_hand_manifest(model).threshold) for model in (champion, challenger)]
    trials = []
    for name, features, true in sets:
        old, new = (Answers(head.probabilities(features), threshold) for head, threshold in heads)
        trials.append(Trial(name, true, old, new))
    return trials


def _reasons(trial: Trial, judges: Indices) -> list[Reason]:
    first = rules.better_on_people(trial, judges) if trial.name == PEOPLE_SET else rules.base_kept(trial)
    return [first, *rules.no_gesture_worse(trial), rules.false_alarms_not_worse(trial)]


def _small_enough(champion: Path, challenger: Path) -> Reason:
    """Of the champion's backbone, what an open page fetches; of another one all of it, beside all of the champion."""
    if read_head(champion).backbone == read_head(challenger).backbone:
        return rules.small_enough(sum((challenger / name).stat().st_size for name in (NAME, HEAD)), LARGEST_SWAP)
    size, before = (
        sum(file["bytes"] for file in read_hand_manifest(model).raw["files"]) for model in (challenger, champion)
    )
    return rules.small_enough(size, before + LARGEST_SWAP)


def _golden(challenger: Path) -> Reason:
    try:
        check_golden(challenger)
    except ConversionError as error:
        return Reason("golden answers on wasm", False, str(error))
    return Reason("golden answers on wasm", True, "On wasm it gives the answers that training computed.")


def _finalise(folder: Path, decision: Decision) -> None:
    """The decision into the card, whose hash is in the manifest, which names the model; then on record here."""
    model = folder / MODEL
    lines = [f"| {one.check} | {'passed' if one.passed else 'failed'} | {one.words} |" for one in decision.reasons]
    verdict = f"The gate {_VERBS[decision.verdict]} this model, against {decision.champion}."
    card = (model / CARD).read_text(encoding="utf-8")
    section = [verdict, "", "| rule | | why |", "|---|---|---|", *lines]
    (model / CARD).write_text(with_section(card, "Decision", section), encoding="utf-8")
    manifest: dict[str, Any] = json.loads((model / NAME).read_text())
    files = list_files(model)
    manifest |= {"id": identify(files), "files": files}
    write_manifest(model, manifest)
    named = dataclasses.replace(decision, challenger=manifest["id"])
    incoming = folder / f".{DECISION}.incoming"
    incoming.write_text(json.dumps(_as_json(named), indent=2) + "\n")
    incoming.replace(folder / DECISION)


_VERBS = {"promoted": "let pass", "refused": "refused"}


def _carry_out(workspace: Workspace, decision: Decision) -> None:
    """Publishes what passed, then keeps the decision in the database; each step may be done again."""
    if decision.verdict == "promoted":
        _keep_backbone(workspace)
    if decision.verdict == "promoted" and not _was_published(workspace.models, decision.challenger):
        gain = next(reason.words for reason in decision.reasons if reason.check.startswith("better"))
        publish(workspace.challenger / MODEL, workspace.models, f"the learning loop's gate let it pass: {gain}")
    try:
        with database_for_command(Settings.from_environment(os.environ)) as url:
            asyncio.run(_record(url, decision))
    except AppError as error:
        raise DataError(error.detail) from error
    except (SettingsError, EmbeddedPostgresError, MigrationError) as error:
        raise DataError(str(error)) from error
    last = workspace.folder / "last"
    shutil.rmtree(last, ignore_errors=True)
    workspace.challenger.rename(last)


def _keep_backbone(workspace: Workspace) -> None:
    """What belongs to a new backbone goes where the next runs look for it; there is none beside a new head."""
    own = workspace.challenger / OF_BACKBONE
    if own.is_dir():
        target = workspace.backbones / read_head(workspace.challenger / MODEL).backbone
        target.parent.mkdir(exist_ok=True)
        shutil.rmtree(target, ignore_errors=True)
        own.rename(target)


def _was_published(models: Path, model_id: str) -> bool:
    """Whether a run that was cut short came so far: by now the model may have been rolled back, and stays so."""
    try:
        return any((one.what, one.after) == ("publish", model_id) for one in registry.read(models).history)
    except registry.PublishError as error:
        raise RegistryError(str(error)) from error


async def _record(url: str, decision: Decision) -> None:
    await migrate(url)
    database = Database(url)
    await database.connect()
    try:
        await records.add_decision(database, decision)
    finally:
        await database.disconnect()


def _decided(workspace: Workspace) -> Decision | None:
    path = workspace.challenger / DECISION
    if not path.is_file():
        return None
    try:
        raw: dict[str, Any] = json.loads(path.read_text())
        at, reasons = datetime.fromisoformat(raw.pop("at")), tuple(Reason(**one) for one in raw.pop("reasons"))
        return Decision(at=at, reasons=reasons, snapshots=tuple(raw.pop("snapshots")), **raw)
    except (ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is damaged ({error}): delete {workspace.challenger}.") from error


def _as_json(decision: Decision) -> dict[str, Any]:
    return dataclasses.asdict(decision) | {"at": decision.at.isoformat()}


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="python -m training.retrain.gate", description=__doc__)
    add_workspace_options(parser)
    options = parser.parse_args()
    reporter = ProgressReporter(as_json=options.json)
    try:
        with open_workspace(options) as workspace:
            decide(workspace, reporter)
    except TrainingError as error:
        sys.exit(reporter.end(error))


if __name__ == "__main__":
    main()
