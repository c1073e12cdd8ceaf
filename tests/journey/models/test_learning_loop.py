"""Twenty people who make okay by their middle finger teach the page, which an open page shows without a reload."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
import numpy as np
from playwright.sync_api import Page, expect

from tests.browser.clip import Part, render_clip
from tests.browser.launch import playing
from tests.browser.segments import read_clip
from tests.browser.watching import open_page
from tests.conftest import StartServer
from tests.journey.visitor import visiting
from tests.server import ROOT, RunningServer, environment_of
from tests.training.retrain.synthetic_users import CHAMPION, fix_key, send, twenty_people, with_middle_finger
from training.registry.publish import current_model
from training.synthetic.poses import Shown

STEADY = "() => { const all = watched.answers.slice(-20); return all.length === 20 && all.every(%s); }"
TAKEN_MS = 30_000.0
LARGEST_SWAP = 50_000  # bytes of a new head


def test_what_people_show_reaches_an_open_page_and_can_be_taken_back(start_server: StartServer, tmp_path: Path) -> None:
    models = Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))
    server = start_server(tmp_path / "data", WEB_DIR=str(ROOT / "web" / "dist"), MODELS_DIR=str(models))
    fix_key(server.database_url)
    send(server.url, twenty_people())
    film = render_clip(tmp_path / "okay.y4m", [Part("okay", 90)], seed=1, how=nobody_trained_on, every=3)
    with visiting(server.url, playing(film)) as visit:
        page = visit.page
        open_page(page, server.url, read_clip(film))
        loaded = page.evaluate("performance.timeOrigin")
        expect_steadily(page, "none", CHAMPION.name)
        page.keyboard.press("p")  # the machine is for training meanwhile

        told = retrain(server, models, tmp_path / "loop")
        assert told[-1]["event"] == "promoted", told
        challenger = str(told[-1]["model"])
        assert challenger == current_model(models, "hand").name != CHAMPION.name

        page.keyboard.press("p")
        expect_steadily(page, "okay", challenger)
        fetched = [url.rsplit("/", 1)[-1] for url in visit.requested if f"/{challenger}/" in url]
        assert set(fetched) == {"manifest.json", "head.json"}
        assert sum((models / challenger / name).stat().st_size for name in fetched) <= LARGEST_SWAP

        run(server, models, "backend", "roll-back", "--way", "hand", "--why", "the test")
        expect_steadily(page, "none", CHAMPION.name)
        assert page.evaluate("performance.timeOrigin") == loaded
        assert visit.complaints == []
    the_decision_is_public(server, CHAMPION.name, challenger)
    assert "learned from" in run(server, models, "training.retrain.lineage", "Person 2").stdout


def nobody_trained_on(gesture: str, _: np.random.Generator) -> Shown:
    """A hand that is none of the twenty people's."""
    return with_middle_finger(gesture, np.random.default_rng(1000))


def expect_steadily(page: Page, gesture: str, model_id: str) -> None:
    """Wait until the page has said so twenty times in a row, by that model."""
    said = f"one => one.modelId === '{model_id}' && one.steady === '{gesture}'"
    page.wait_for_function(STEADY % said, timeout=TAKEN_MS)
    expect(page.locator("body")).to_have_attribute("data-state", "predicting")


def retrain(server: RunningServer, models: Path, work: Path) -> list[dict[str, Any]]:
    """Run the whole loop as a scheduler does; its lines of JSON."""
    done = run(server, models, "training.retrain", "--json", "--work", str(work))
    return [json.loads(line) for line in done.stdout.splitlines()]


def run(server: RunningServer, models: Path, module: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """One of our commands beside the server."""
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=environment_of(server.data_dir, MODELS_DIR=str(models)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done


def the_decision_is_public(server: RunningServer, champion: str, challenger: str) -> None:
    """Anybody may read what was decided, and why."""
    taken_back, decision, *_ = httpx.get(f"{server.url}/api/stats/decisions").json()["timeline"]
    assert (taken_back["what"], taken_back["before"]) == ("rolled back", challenger)
    assert (decision["before"], decision["model_id"], decision["what"]) == (champion, challenger, "promoted")
    assert all(reason["passed"] for reason in decision["reasons"])
    gain = next(reason for reason in decision["reasons"] if reason["check"].startswith("better"))
    assert gain["challenger"] > gain["champion"] + 0.1
    card = httpx.get(f"{server.url}/models/{challenger}/MODEL_CARD.md").text
    assert gain["words"] in card
