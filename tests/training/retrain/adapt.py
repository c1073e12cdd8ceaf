"""A better backbone from people's pictures: real samples in Postgres, the command, the gate, what comes after it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from argparse import Namespace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.conftest import StartServer
from tests.server import ROOT, RunningServer, environment_of
from tests.training.retrain.synthetic_users import CHAMPION, PASSWORD, draw, fix_key, send, twenty_people
from training.backbone.network import LANDMARKS
from training.backbone.store import SHIPPED, load_adapted
from training.data.sources import Selection
from training.head.published import models_on, read_head
from training.registry.manifest import read_hand_manifest
from training.registry.publish import current_model
from training.retrain import adapt
from training.retrain.adapt import Order
from training.retrain.base import base_of, folder_of, known_hands
from training.retrain.progress import BUSY, TOO_LITTLE, ProgressReporter
from training.retrain.workspace import Workspace, open_workspace

pytestmark = pytest.mark.slow


@pytest.fixture
def server(start_server: StartServer, tmp_path: Path) -> RunningServer:
    """With the shipped models, in `tmp_path`/models, and a page that nobody opens."""
    shutil.copytree(ROOT / "converted_models", tmp_path / "models")
    (tmp_path / "web").mkdir()
    for page in ("index.html", "stats.html"):
        (tmp_path / "web" / page).write_text("<!doctype html><title>Gestures</title>")
    server = start_server(tmp_path / "data", WEB_DIR=str(tmp_path / "web"), MODELS_DIR=str(tmp_path / "models"))
    fix_key(server.database_url)
    return server


def ended(server: RunningServer, tmp_path: Path, module: str, *arguments: str) -> tuple[int, list[dict[str, Any]]]:
    """The exit code of a command of the loop, and its lines of JSON."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments, "--json", "--work", str(tmp_path / "loop")],
        cwd=ROOT,
        env=environment_of(server.data_dir, MODELS_DIR=str(tmp_path / "models")),
        capture_output=True,
        text=True,
        check=False,
    )
    assert "Traceback" not in done.stderr, done.stderr
    return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]


def adapted(server: RunningServer, tmp_path: Path, *more: str) -> tuple[int, list[dict[str, Any]]]:
    small = ("--tiny", "--renders", "300", "--processes", "1", "--teacher", str(LANDMARKS), *more)
    return ended(server, tmp_path, "training", "--backbone", "--data-from-database", *small)


def test_peoples_pictures_make_a_backbone_that_the_gate_lets_pass(server: RunningServer, tmp_path: Path) -> None:
    """Thirteen of twenty people teach; `just retrain` then stands on what was made here, and not on what ships."""
    send(server.url, twenty_people(), photos=True)
    workspace = Workspace(tmp_path / "loop", tmp_path / "models")
    code, told = adapted(server, tmp_path, "--least", "100")
    assert (code, told[-1]["event"]) == (0, "promoted"), told
    decided = next(one for one in told if one.get("event") == "decided")
    assert all(reason["passed"] for reason in decided["reasons"])
    assert {"no hand where there is none", "bytes", "golden answers on wasm"} <= {
        r["check"] for r in decided["reasons"]
    }
    gain = next(reason for reason in decided["reasons"] if reason["check"].startswith("better"))
    assert gain["challenger"] > gain["champion"] + 0.1

    model = current_model(workspace.models, "hand")
    assert model.name == told[-1]["model"] != CHAMPION.name
    before, now = (read_hand_manifest(one).raw for one in (CHAMPION, model))
    hashes = [{file["path"]: file["sha256"] for file in one["files"]} for one in (before, now)]
    assert hashes[0]["finder.bin"] == hashes[1]["finder.bin"]  # which pages have already
    assert hashes[0]["backbone.bin"] != hashes[1]["backbone.bin"]
    assert now["trained"]["people"] == before["trained"]["people"] + 13
    assert "pictures of 13 people of this site" in (model / "MODEL_CARD.md").read_text()
    assert not workspace.adapting.exists()
    jpegs = [path for path in workspace.folder.rglob("*") if path.is_file() and b"\xff\xd8\xff" in path.read_bytes()]
    assert jpegs == []

    head = read_head(model)
    base = base_of(head.backbone, workspace)
    assert len(known_hands(base).hand) > 50
    assert load_adapted(folder_of(head.backbone, workspace) / SHIPPED.name).backbone.side == now["backbone"]["side"]
    assert models_on(head.backbone, workspace.models) == [model.name]
    code, told = ended(server, tmp_path, "training.retrain")
    assert (code, told[-1]["event"]) == (TOO_LITTLE, "too little")
    assert "samples may be learned from, 0 of those kept are new" in told[0]["words"]  # all seen by the new backbone
    timeline = httpx.get(f"{server.url}/api/stats/decisions").json()["timeline"]
    assert [event["what"] for event in timeline if event["model_id"] == model.name] == ["promoted"]


def test_too_few_pictures_and_another_at_work_change_nothing(server: RunningServer, tmp_path: Path) -> None:
    send(server.url, {"ada": draw([1], {"fist": 2})[0]}, photos=False)
    code, told = adapted(server, tmp_path)
    assert (code, told[-1]["event"]) == (TOO_LITTLE, "too little")
    assert "0 samples with a picture" in told[-1]["words"] and "1000 are asked for" in told[-1]["words"]
    with open_workspace(Namespace(work=tmp_path / "loop", models=tmp_path / "models")):
        assert adapted(server, tmp_path)[0] == BUSY
    assert current_model(tmp_path / "models", "hand").name == CHAMPION.name


def test_an_interrupted_run_goes_on_with_the_same_samples_or_begins_anew(
    server: RunningServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    people = dict(zip(("ada", "ben", "cleo"), draw(range(1, 4), {"fist": 1, "peace": 1}), strict=True))
    send(server.url, {name: people[name] for name in ("ada", "ben")}, photos=True)
    for name, value in environment_of(server.data_dir, MODELS_DIR=str(tmp_path / "models")).items():
        monkeypatch.setenv(name, value)
    workspace = Workspace(tmp_path / "loop", tmp_path / "models")
    workspace.folder.mkdir()
    order = Order(Selection(), LANDMARKS, 1, 10, 1, 1, tiny=True)

    def collect() -> tuple[int, list[str]]:
        found = adapt._collect(workspace, ProgressReporter(as_json=True), order, {"champion": CHAMPION.name})
        lines = [json.loads(line)["event"] for line in capsys.readouterr().out.splitlines()]
        return len(found.samples), [one for one in lines if one in ("going on", "anew")]

    assert collect() == (4, [])
    send(server.url, {"cleo": people["cleo"]}, photos=True)  # who comes later is for the next run
    assert collect() == (4, ["going on"])
    (workspace.adapting / "weights").touch()
    with httpx.Client(base_url=server.url, headers={"Sec-Fetch-Site": "same-origin"}) as page:
        page.post("/api/session", json={"name": "ben", "password": PASSWORD, "remember": False})
        assert page.put("/api/consent", json={"level": "shapes", "version": 1}).status_code == 200
    assert collect() == (4, ["anew"])  # ada's and cleo's
    assert [path.name for path in workspace.adapting.iterdir()] == ["begun.json"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--data-from-database"], "the following arguments are required: --backbone"),
        (["--data-from-database", "--way", "silhouette"], "--data-from-database is of hands"),
        (["--backbone", "--data-from-database", "--least", "0"], "0 is not above 0"),
        (["--backbone", "--data-from-database", "--only-sources", "ada"], "choose from the folders given with --data"),
    ],
)
def test_arguments_that_make_no_sense_stop_at_once(arguments: list[str], words: str) -> None:
    command = [sys.executable, "-m", "training", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode and words in done.stderr
