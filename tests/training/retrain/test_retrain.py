"""The loop's command on a database of its own: refused batches with the reason, too little data, locks and kills."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from backend.learning.samples import LabelledSample
from backend.models import publish
from tests.server import ROOT, environment_of
from tests.training.retrain.synthetic_users import CHAMPION, Drawn, draw, with_middle_finger
from training.errors import BusyError, DataError, RefusedError
from training.export.check import check_golden
from training.head.published import read_head
from training.labels import HAND_LABELS
from training.registry.manifest import read_hand_manifest
from training.registry.publish import current_model
from training.retrain.filter import Kept
from training.retrain.fit import TrainConfig
from training.retrain.gate import decide, finish_interrupted
from training.retrain.progress import BUSY, TOO_LITTLE, ProgressReporter
from training.retrain.snapshot import Person, write_snapshot
from training.retrain.train import make_challenger
from training.retrain.workspace import Workspace, open_workspace

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, tzinfo=UTC)
LITTLE = TrainConfig(turned=1, epochs=8)
SWAPPED = {label: HAND_LABELS[(number + 1) % 7] for number, label in enumerate(HAND_LABELS[:7])} | {"none": "none"}
REPORTER = ProgressReporter(as_json=True)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A registry with the shipped models, and a database that each step starts and stops for itself."""
    for name, value in environment_of(tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    models = Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))
    return Workspace(tmp_path / "loop", models)


@pytest.fixture(scope="module")
def people() -> list[list[Drawn]]:
    """Twelve people who show every gesture three times, the first six of whom make okay by the middle finger."""
    each = dict.fromkeys(HAND_LABELS, 3)
    return [*draw(range(1, 7), each, with_middle_finger), *draw(range(7, 13), each)]


def collected(workspace: Workspace, people: Mapping[str, Sequence[Drawn]], held_out: set[str]) -> None:
    """A snapshot as training.retrain.collect leaves it."""
    kept = [(Person(name, name in held_out), [_kept(one) for one in drawn]) for name, drawn in people.items()]
    write_snapshot(workspace.snapshots, kept, Counter(), read_head(CHAMPION).backbone)


def _kept(drawn: Drawn) -> Kept:
    sample = LabelledSample("", AT, CHAMPION.name, drawn.label, "prompted", "", 1, b"")
    return Kept(drawn.hand, drawn.label, sample)


def refused(workspace: Workspace) -> dict[str, str]:
    """Train and judge; the words of what failed by rule. The champion must stay, and the decision be on record."""
    before = (workspace.models / "registry.json").read_bytes()
    make_challenger(workspace, REPORTER, LITTLE)
    with pytest.raises(RefusedError) as refusal:
        decide(workspace, REPORTER)
    assert (workspace.models / "registry.json").read_bytes() == before
    decision = json.loads((workspace.folder / "last" / "decision.json").read_text())
    failed = {one["check"]: one["words"] for one in decision["reasons"] if not one["passed"]}
    card = (workspace.folder / "last" / "model" / "MODEL_CARD.md").read_text()
    assert all(words in card and words in str(refusal.value) for words in failed.values())
    assert decision["verdict"] == "refused"
    return failed


def swapped(drawn: Sequence[Drawn]) -> list[Drawn]:
    return [replace(one, label=SWAPPED[one.label]) for one in drawn]


def test_a_batch_whose_labels_one_person_swapped_is_refused(workspace: Workspace, people: list[list[Drawn]]) -> None:
    """One gives far more than all others, and swaps every label; too few gave enough to tell who is right."""
    judges = {f"judge {n}": [one for one in people[6 + n] if one.label != "fist"] for n in range(6)}
    honest = {f"honest {n}": people[n][::3] for n in range(4)}
    swapper = {"swapper": swapped([*people[4], *people[5]])}
    collected(workspace, judges | honest | swapper, set(judges))
    failed = refused(workspace)
    assert "must be above 0" in failed["better on people it has not seen"]
    assert "people learned from" not in failed


def test_one_who_swaps_labels_among_others_is_not_learned_from(workspace: Workspace, people: list[list[Drawn]]) -> None:
    honest = {f"honest {n}": people[n] for n in range(6)}
    collected(workspace, honest | {"swapper": swapped(people[6])}, set())
    make_challenger(workspace, REPORTER, LITTLE)
    record = json.loads((workspace.challenger / "record.json").read_text())
    assert record["noisy_annotators"] == ["swapper"]  # and those who agree with each other against the champion stay
    assert record["people"] == 6


def test_too_few_people_on_either_side_are_refused_whatever_the_model(
    workspace: Workspace, people: list[list[Drawn]]
) -> None:
    judges = {f"judge {n}": people[n] for n in range(4)}
    collected(workspace, judges | {f"honest {n}": people[4 + n] for n in range(2)}, set(judges))
    failed = refused(workspace)
    assert failed["people learned from"] == "2 people learned from; at least 5 are needed."
    assert failed["people to judge by"] == "4 people to judge by; at least 5 are needed."


def test_a_new_head_stands_on_the_champions_networks_byte_for_byte(
    workspace: Workspace, people: list[list[Drawn]]
) -> None:
    collected(workspace, {f"person {n}": people[n] for n in range(6)}, set())
    make_challenger(workspace, REPORTER, LITTLE)
    made, before = read_hand_manifest(workspace.challenger / "model"), read_hand_manifest(CHAMPION)
    hashes = [{file["path"]: file["sha256"] for file in one.raw["files"]} for one in (before, made)]
    differing = {path for path in hashes[0] if hashes[0][path] != hashes[1].get(path)}
    assert differing == {"head.json", "golden.json", "MODEL_CARD.md"}
    check_golden(workspace.challenger / "model")
    swap = sum((workspace.challenger / "model" / name).stat().st_size for name in ("head.json", "manifest.json"))
    assert swap <= 50_000
    assert made.raw["trained"]["people"] == before.raw["trained"]["people"] + 6
    card = (workspace.challenger / "model" / "MODEL_CARD.md").read_text()
    assert "samples of 6 people of this site" in card


def test_a_promotion_that_was_cut_short_is_carried_out_by_the_next_run(
    workspace: Workspace, people: list[list[Drawn]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends between the registry's switch and the database's record; a decision is not made twice."""
    collected(workspace, {f"person {n}": people[n] for n in range(10)}, {f"person {n}" for n in range(5)})
    make_challenger(workspace, REPORTER, LITTLE)
    champion = current_model(workspace.models, "hand").name

    async def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("training.retrain.gate._record", killed)
        patch.setattr("training.retrain.gate_rules.better_on_people", lambda trial, _: _passes(trial))
        patch.setattr("training.retrain.gate_rules.no_gesture_worse", lambda _: [])
        patch.setattr("training.retrain.gate_rules.false_alarms_not_worse", _passes)
        patch.setattr("training.retrain.gate_rules.base_kept", _passes)
        with pytest.raises(KeyboardInterrupt):
            decide(workspace, REPORTER)
    challenger = current_model(workspace.models, "hand").name
    assert challenger != champion
    finish_interrupted(workspace, REPORTER)
    assert not workspace.challenger.exists()
    assert json.loads((workspace.folder / "last" / "decision.json").read_text())["challenger"] == challenger
    assert [change.after for change in publish.read(workspace.models).history].count(challenger) == 1
    finish_interrupted(workspace, REPORTER)
    with pytest.raises(DataError, match=r"training\.retrain\.train"):
        decide(workspace, REPORTER)


def _passes(_: object) -> object:
    from backend.learning.records import Reason

    return Reason("better, for this test", True, "It passes, to see what follows.")


def test_a_database_without_samples_is_too_little_and_says_so_in_json(workspace: Workspace) -> None:
    before = (workspace.models / "registry.json").read_bytes()
    done = subprocess.run(
        [sys.executable, "-m", "training.retrain", "--json", "--models", workspace.models, "--work", workspace.folder],
        cwd=ROOT,
        env=dict(os.environ),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == TOO_LITTLE
    last = json.loads(done.stdout.splitlines()[-1])
    assert (last["event"], last["code"]) == ("too little", TOO_LITTLE)
    assert "100 are asked for" in last["words"]
    assert (workspace.models / "registry.json").read_bytes() == before


def test_two_never_work_in_one_place(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    options = argparse.Namespace(work=workspace.folder, models=workspace.models)
    with open_workspace(options), pytest.raises(BusyError) as busy, open_workspace(options):
        pass
    assert REPORTER.end(busy.value) == BUSY
    assert "wait until it has ended" in capsys.readouterr().out
    with open_workspace(options) as again:
        assert again == workspace


def test_steps_that_have_nothing_to_go_on_say_which_comes_before(workspace: Workspace) -> None:
    with pytest.raises(DataError, match=r"python -m training\.retrain\.collect"):
        make_challenger(workspace, REPORTER, LITTLE)
    with pytest.raises(DataError, match=r"python -m training\.retrain\.train"):
        decide(workspace, REPORTER)


def test_a_kept_challenger_is_not_trained_again_but_one_of_other_data_is(
    workspace: Workspace, people: list[list[Drawn]]
) -> None:
    config = TrainConfig(turned=0, epochs=1)
    collected(workspace, {f"person {n}": people[n] for n in range(3)}, set())
    make_challenger(workspace, REPORTER, config)
    record = workspace.challenger / "record.json"
    first = record.stat().st_mtime_ns
    make_challenger(workspace, REPORTER, config)
    assert record.stat().st_mtime_ns == first
    collected(workspace, {f"person {n}": people[n + 3] for n in range(3)}, set())
    with pytest.raises(DataError, match="train again"):
        decide(workspace, REPORTER)
    head = (workspace.challenger / "model" / "head.json").read_bytes()
    make_challenger(workspace, REPORTER, config)
    assert record.stat().st_mtime_ns != first
    assert (workspace.challenger / "model" / "head.json").read_bytes() != head
