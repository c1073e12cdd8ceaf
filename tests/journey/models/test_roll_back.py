"""A model that pages cannot use is promoted by force; they keep the one before, and the server takes it back."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

from playwright.sync_api import expect

from backend.models import publish
from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import open_page, wait_for_answer
from tests.journey.publishing import write_wrong
from tests.journey.visitor import visiting
from tests.server import ROOT, running_server

WRONG = "20270101-00000bad"
SLOW_S = 60.0
# Only a page on which somebody is logged in has a vote.
LOG_IN = """() => fetch("/api/session", {
    method: "POST",
    headers: {"Content-Type": "application/json"},
    body: JSON.stringify({name: "Ada", password: "correct horse battery", remember: false}),
})"""


def test_a_model_that_fails_on_pages_is_taken_back(tmp_path: Path, hands_clip: Clip) -> None:
    models = Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))
    before = publish.read(models).current["hand"]
    write_wrong(models, tmp_path / "made" / WRONG, "hand")
    settings = {"MODELS_DIR": str(models), "WEB_DIR": str(ROOT / "web" / "dist"), "ROLL_BACK_REPORTS": "1"}
    with (
        running_server(tmp_path / "data", **settings) as server,
        visiting(server.url, playing(hands_clip.path)) as visit,
    ):
        page = visit.page
        open_page(page, server.url, hands_clip)
        wait_for_answer(page, "hand")
        page.evaluate(LOG_IN)
        publish.publish(tmp_path / "made" / WRONG, models, "by force, in spite of the gate")
        expect(page.locator("#notice")).to_contain_text(f"The new model {WRONG} is not used", timeout=1000 * SLOW_S)
        end = time.monotonic() + SLOW_S
        while publish.read(models).current["hand"] != before and time.monotonic() < end:
            page.wait_for_timeout(200)
        last = publish.read(models).history[-1]
        assert (last.who, last.what, last.before, last.after) == ("server", "roll back", WRONG, before)

        known = page.evaluate("watched.answers.length")
        page.wait_for_function("known => watched.answers.length > known + 20", arg=known, timeout=1000 * SLOW_S)
        assert set(page.evaluate("watched.answers.map(one => one.modelId)")) == {before}
        assert page.evaluate("fetch('/api/models/current').then(reply => reply.json())")["hand"]["id"] == before
        assert page.evaluate("document.body.dataset.state") == "predicting"

        newest = page.evaluate("fetch('/api/stats/decisions').then(reply => reply.json())")["timeline"][0]
        assert (newest["what"], newest["before"], newest["model_id"]) == ("rolled back", WRONG, before)
        assert "1 of 1 accounts reported that it does not work for them: 1 that it answers otherwise" in newest["why"]
        assert visit.elsewhere() == []
        assert visit.complaints == []
