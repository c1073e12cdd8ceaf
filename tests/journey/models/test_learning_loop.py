"""Twenty people whose arms come from the side teach the page, which an open page shows without a reload."""

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

from tests.browser.clip import render_clip, script_of
from tests.browser.launch import playing
from tests.browser.segments import Clip, of_gestures, read_clip, shares
from tests.browser.watching import listen_one_loop, open_page, take_background
from tests.conftest import StartServer
from tests.journey.visitor import visiting
from tests.server import ROOT, RunningServer, environment_of
from tests.training.retrain.synthetic_users import draw, fix_key, send, with_arm_from_the_side
from training.registry.publish import current_model
from training.synthetic.poses import Shown

PEOPLE, EACH = 20, 6  # samples of each label
HANDS = {"thumbs_up": 37, "l": 32}  # of these hands with their arm from the side the shipped model names neither
WRONG, RIGHT = 0.25, 0.75  # shares of right answers, to each gesture, at most before and at least after
TAKEN_MS = 30_000.0


def test_what_people_show_reaches_an_open_page_and_can_be_taken_back(start_server: StartServer, tmp_path: Path) -> None:
    models = Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))
    server = start_server(tmp_path / "data", WEB_DIR=str(ROOT / "web" / "dist"), MODELS_DIR=str(models))
    champion = current_model(models)
    fix_key(server.database_url)
    people = {f"person {n}": draw(n, EACH, with_arm_from_the_side) for n in range(1, PEOPLE + 1)}
    send(server.url, people, champion)
    film = render_clip(tmp_path / "arms.mjpeg", script_of(list(HANDS)), seed=1, how=nobody_trained_on)
    clip = read_clip(film)
    with visiting(server.url, playing(clip.path)) as visit:
        page = visit.page
        open_page(page, server.url, clip, "silhouette")
        loaded = page.evaluate("performance.timeOrigin")
        before = shares_right(page, clip, take_background(page, clip))
        assert max(before) < WRONG, before
        page.keyboard.press("p")  # the machine is for training meanwhile

        told = retrain(server, models, tmp_path / "loop")
        assert told[-1]["event"] == "promoted", told
        challenger = str(told[-1]["model"])
        assert challenger == current_model(models).name != champion.name

        page.keyboard.press("p")
        expect_answers_by(page, challenger)
        after = shares_right(page, clip, next_loop(page, clip))
        assert min(after) > RIGHT, (before, after)

        run(server, models, "backend", "roll-back", "--way", "silhouette", "--why", "the test")
        expect_answers_by(page, champion.name)
        assert page.evaluate("performance.timeOrigin") == loaded
        assert visit.complaints == []
    the_decision_is_public(server, champion.name, challenger)
    assert "learned from" in run(server, models, "training.retrain.lineage", "Person 2").stdout


def nobody_trained_on(gesture: str, _: np.random.Generator) -> Shown:
    """A hand that is none of the twenty people's."""
    return with_arm_from_the_side(gesture, np.random.default_rng(HANDS[gesture]))


def shares_right(page: Page, clip: Clip, begun: int) -> list[float]:
    """The share of right steady answers to each gesture in one loop of the clip."""
    answers = listen_one_loop(page, clip, begun, lambda *_: None)
    of_each = [one.share for one in of_gestures(shares(clip, answers))]
    assert len(of_each) == len(HANDS)
    return [share if share is not None else 0.0 for share in of_each]


def next_loop(page: Page, clip: Clip) -> int:
    """Wait until the clip starts again; the number of changes of segment by then."""
    page.evaluate("watched.answers.length = 0")
    return int(page.evaluate("segment => watched.startOf(segment)", clip.segments[0].number))


def expect_answers_by(page: Page, model_id: str) -> None:
    """Wait until the page answers with that model."""
    page.wait_for_function("id => watched.answers.at(-1)?.modelId === id", arg=model_id, timeout=TAKEN_MS)
    expect(page.locator("body")).to_have_attribute("data-state", "predicting")


def retrain(server: RunningServer, models: Path, work: Path) -> list[dict[str, Any]]:
    """Run the whole loop as a scheduler does; its lines of JSON."""
    effort = ["--count", "3000", "--validation-count", "1500"]
    done = run(server, models, "training.retrain", "--json", "--work", str(work), *effort)
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
    (decision,) = httpx.get(f"{server.url}/api/stats/decisions").json()["decisions"]
    assert (decision["champion"], decision["challenger"], decision["verdict"]) == (champion, challenger, "promoted")
    assert all(reason["passed"] for reason in decision["reasons"])
    gain = next(reason for reason in decision["reasons"] if reason["check"].startswith("better"))
    assert gain["challenger"] > gain["champion"] + 0.1
    card = httpx.get(f"{server.url}/models/{challenger}/MODEL_CARD.md").text
    assert gain["words"] in card
