"""The loop's command on a database of its own: refused batches with the reason, too little data, locks and kills."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from backend.learning.samples import LabelledSample
from backend.models import publish
from tests.browser.clip import Part, render_clip
from tests.server import ROOT, environment_of
from tests.training.retrain.synthetic_users import Drawn, draw
from training.data.sources import Selection
from training.errors import BusyError, DataError, RefusedError
from training.registry.publish import current_model
from training.retrain.filter import Kept
from training.retrain.finetune import FinetuneConfig, make_challenger
from training.retrain.gate import decide, finish_interrupted
from training.retrain.progress import BUSY, TOO_LITTLE, ProgressReporter
from training.retrain.snapshot import Person, write_snapshot
from training.retrain.tune import Tuning
from training.retrain.workspace import Workspace, open_workspace

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, tzinfo=UTC)
LITTLE = FinetuneConfig(count=300, validation_count=200, processes=1, tuning=Tuning(epochs=2))
SWAPPED = {
    "thumbs_up": "l",
    "l": "fist",
    "fist": "open_palm",
    "open_palm": "closed_palm",
    "closed_palm": "thumbs_up",
    "none": "none",
}
REPORTER = ProgressReporter(as_json=True)


@pytest.fixture
def workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workspace:
    """A registry with the shipped models, and a database that each step starts and stops for itself."""
    for name, value in environment_of(tmp_path / "data").items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("DATABASE_URL", raising=False)
    models = Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))
    return Workspace(tmp_path / "loop", models)


def collected(workspace: Workspace, people: dict[str, list[Drawn]], held_out: set[str]) -> None:
    """A snapshot as training.retrain.collect leaves it."""
    kept = [(Person(name, name in held_out), [_kept(one) for one in drawn]) for name, drawn in people.items()]
    write_snapshot(workspace.snapshots, kept, Counter(), 64)


def _kept(drawn: Drawn) -> Kept:
    label, picture = drawn
    return Kept(picture, label, LabelledSample("", AT, label, label, "prompted", "", 1, "silhouette", 64, 64, b""))


def refused(workspace: Workspace, clips: Path | None = None) -> dict[str, str]:
    """Train and judge; the words of what failed by rule. The champion must stay, and the decision be on record."""
    before = (workspace.models / "registry.json").read_bytes()
    make_challenger(workspace, REPORTER, LITTLE, Selection())
    with pytest.raises(RefusedError) as refusal:
        decide(workspace, REPORTER, clips)
    assert (workspace.models / "registry.json").read_bytes() == before
    decision = json.loads((workspace.folder / "last" / "decision.json").read_text())
    failed = {one["check"]: one["words"] for one in decision["reasons"] if not one["passed"]}
    card = (workspace.folder / "last" / "model" / "MODEL_CARD.md").read_text()
    assert all(words in card and words in str(refusal.value) for words in failed.values())
    assert decision["verdict"] == "refused"
    return failed


def test_a_batch_whose_labels_one_person_swapped_is_refused(workspace: Workspace) -> None:
    """One gives far more than all others, and swaps every label; too few gave enough to tell who is right."""
    judges = {f"judge {n}": draw(100 + n, 3) for n in range(6)}
    honest = {f"honest {n}": draw(200 + n, 1) for n in range(4)}
    swapper = {"swapper": [(SWAPPED[label], picture) for label, picture in draw(300, 25)]}
    collected(workspace, judges | honest | swapper, set(judges))
    failed = refused(workspace)
    assert "must be above 0" in failed["better on people it has not seen"]
    assert "people learned from" not in failed


def test_one_who_swaps_labels_among_others_is_not_learned_from(workspace: Workspace) -> None:
    honest = {f"honest {n}": draw(200 + n, 3) for n in range(5)}
    swapper = {"swapper": [(SWAPPED[label], picture) for label, picture in draw(300, 5)]}
    collected(workspace, honest | swapper, set())
    make_challenger(workspace, REPORTER, dataclasses.replace(LITTLE, count=128, validation_count=60), Selection())
    record = json.loads((workspace.challenger / "record.json").read_text())
    assert record["noisy_annotators"] == ["swapper"]
    assert record["people"] == 5


def test_too_few_people_on_either_side_are_refused_whatever_the_model(workspace: Workspace) -> None:
    judges = {f"judge {n}": draw(100 + n, 2) for n in range(4)}
    collected(workspace, judges | {f"honest {n}": draw(200 + n, 6) for n in range(2)}, set(judges))
    film = render_clip(
        workspace.folder / "film.mjpeg", [Part("background", 40), Part("fist", 20), Part("none", 20)], seed=1
    )
    failed = refused(workspace, film.parent)
    decision = (workspace.folder / "last" / "decision.json").read_text()
    assert "recorded clips: recall of fist goes from" in decision
    assert "recorded clips: gestures were named" in decision
    assert failed["people learned from"] == "2 people learned from; at least 5 are needed."
    assert failed["people to judge by"] == "4 people to judge by; at least 5 are needed."


def test_a_promotion_that_was_cut_short_is_carried_out_by_the_next_run(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It ends between the registry's switch and the database's record; a decision is not made twice."""
    collected(workspace, {f"person {n}": draw(n, 2) for n in range(10)}, {f"person {n}" for n in range(5)})
    make_challenger(workspace, REPORTER, dataclasses.replace(LITTLE, count=128, validation_count=60), Selection())
    champion = current_model(workspace.models).name

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
    challenger = current_model(workspace.models).name
    assert challenger != champion
    finish_interrupted(workspace, REPORTER)
    assert not workspace.challenger.exists()
    assert json.loads((workspace.folder / "last" / "decision.json").read_text())["challenger"] == challenger
    assert [change.after for change in publish.read(workspace.models).history].count(challenger) == 1
    finish_interrupted(workspace, REPORTER)
    with pytest.raises(DataError, match=r"training\.retrain\.finetune"):
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
        make_challenger(workspace, REPORTER, LITTLE, Selection())
    with pytest.raises(DataError, match=r"python -m training\.retrain\.finetune"):
        decide(workspace, REPORTER)


def test_a_kept_challenger_is_not_trained_again_but_one_of_other_data_is(workspace: Workspace) -> None:
    finetuning = dataclasses.replace(LITTLE, count=100, validation_count=60, tuning=Tuning(epochs=1))
    collected(workspace, {f"person {n}": draw(n, 2) for n in range(3)}, set())
    make_challenger(workspace, REPORTER, finetuning, Selection())
    record = workspace.challenger / "record.json"
    first = record.stat().st_mtime_ns
    make_challenger(workspace, REPORTER, finetuning, Selection())
    assert record.stat().st_mtime_ns == first
    collected(workspace, {f"person {n}": draw(n + 50, 2) for n in range(3)}, set())
    with pytest.raises(DataError, match="train again"):
        decide(workspace, REPORTER)
    weights = np.fromfile(next((workspace.challenger / "model").glob("*.bin")), np.uint8)
    make_challenger(workspace, REPORTER, finetuning, Selection())
    assert record.stat().st_mtime_ns != first
    assert not np.array_equal(weights, np.fromfile(next((workspace.challenger / "model").glob("*.bin")), np.uint8))
