"""A challenger that takes fists for an L, in; what it says of a consenting person's hand, in the figures only, out."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import httpx
from playwright.sync_api import Page, expect

from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import open_page, wait_for_answer
from tests.conftest import StartServer
from tests.journey.publishing import current, describe_anew
from tests.journey.stats.stats_page import cells, table_of
from tests.journey.visitor import register, visiting
from tests.journey.waiting import waiting_in
from tests.server import ROOT, RunningServer, environment_of

SWAPPED = {"fist": "l", "l": "fist"}
MADE = "20270101-5ad0ad0a"
LOADS_MS = 6_000  # a page that may load a challenger has asked for it by then
COMPARED_MS = 60_000.0


def test_a_challenger_answers_unseen_and_only_for_who_consents(
    start_server: StartServer, tmp_path: Path, hands_clip: Clip
) -> None:
    assert {part.label for part in hands_clip.segments} >= SWAPPED.keys()
    models = Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))
    champion = current(models, "hand")
    settings = {"WEB_DIR": str(ROOT / "web" / "dist"), "MODELS_DIR": str(models)}
    server = start_server(tmp_path / "data", **settings)
    shadow(server, models, str(swapped(models / champion, tmp_path / "new")))
    with visiting(server.url, playing(hands_clip.path)) as visit:
        page = visit.page
        open_page(page, server.url, hands_clip)
        wait_for_answer(page, "hand")
        page.wait_for_timeout(LOADS_MS)
        assert not any(MADE in url for url in visit.requested)

        register(page, "Ada", "correct horse battery")
        expect(page.locator("#details dl")).to_contain_text(f"{MADE}, on every frame", timeout=COMPARED_MS)
        look_at_one_that_differs_and_send_it(page)
        told = expect_told(page, server)
        assert (told["champion"], told["challenger"]) == (champion, MADE)
        (pair,) = told["pairs"]
        assert 0 < pair["disagreed"] < pair["compared"]

        shadow(server, models, "--none")
        expect(page.locator("#details dl")).to_contain_text("Compared withnothing")
        assert set(page.evaluate("watched.answers.map(one => one.modelId)")) == {champion}
        fetched = {url.rpartition("/")[2] for url in visit.requested if MADE in url}
        assert fetched == {"manifest.json", "head.json"}
        page.get_by_role("link", name="Stats").click()
        page.get_by_role("link", name="Learning").click()
        expect(page.locator("#compared .summary")).to_contain_text(f"{MADE} disagreed with {champion} in")
        table = table_of(page, "Where they differ")
        kept = cells([[head.removeprefix("Challenger: ") for head in table[0]], *table[1:]])
        assert kept and all(SWAPPED.get(ours) == theirs for ours, theirs in kept)
        assert visit.complaints == []


def swapped(model: Path, folder: Path) -> Path:
    """A copy of a model whose head says L where that says fist, and fist where that says L, with its golden answers."""
    made = Path(shutil.copytree(model, folder / MADE))
    for name in ("manifest.json", "head.json"):
        document = json.loads((made / name).read_text())
        document["labels"] = [SWAPPED.get(label, label) for label in document["labels"]]
        (made / name).write_text(json.dumps(document))
    describe_anew(made)
    return made


def shadow(server: RunningServer, models: Path, which: str) -> None:
    """The command that sets the challenger, beside the server."""
    ended = subprocess.run(
        [sys.executable, "-m", "backend", "shadow", which, "--why", "a test"],
        cwd=ROOT,
        env=environment_of(server.data_dir, MODELS_DIR=str(models)),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr


def look_at_one_that_differs_and_send_it(page: Page) -> None:
    """It waits like every sample, and the lens says why it was taken and what the challenger says."""
    for _ in range(int(COMPARED_MS / 500)):
        if any(entry["sample"]["reason"] == "shadow" for entry in waiting_in(page)):
            break
        page.wait_for_timeout(500)
    page.get_by_role("button", name="Review what is about to be sent").click()
    dialog = page.get_by_role("dialog", name="About to be sent")
    expect(dialog.get_by_text("A new model disagrees").first).to_be_visible()
    said = dialog.get_by_text(f"{MADE} answered").filter(has_text="Of this one it says").first
    expect(said).to_contain_text(re.compile("Of this one it says: (Fist|L) "))
    dialog.get_by_role("button", name="Send these now").click()


def expect_told(page: Page, server: RunningServer) -> dict[str, Any]:
    """What the stats say once a difference was kept, and frames on which both agree were counted."""
    told: dict[str, Any] = {}
    for _ in range(int(COMPARED_MS / 500)):
        told = httpx.get(f"{server.url}/api/stats/shadow").json()
        kept = [pair for pair in told["pairs"] if sum(map(sum, pair["kept"]["counts"])) > 0]
        if any(pair["disagreed"] < pair["compared"] for pair in kept):
            return told
        page.wait_for_timeout(500)
    raise AssertionError(told)
