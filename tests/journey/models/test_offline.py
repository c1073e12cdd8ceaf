"""A page that is used while models and versions change and the network goes, in; answers all the way, out."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect, sync_playwright

from tests.browser.launch import playing
from tests.browser.profile import keep_page, open_at_once, opened
from tests.browser.segments import Clip
from tests.journey.publishing import current, digest, publish_twin, publish_wrong, switch
from tests.server import ROOT, RunningServer, running_server

OTHER = "20270101-00007319"
WRONG = "20270101-00000bad"
SAME = "Same answers as in training on this device"
SLOW_MS = 30_000


@pytest.fixture
def models(tmp_path: Path) -> Path:
    """The committed models, to be switched."""
    return Path(shutil.copytree(ROOT / "converted_models", tmp_path / "models"))


@pytest.fixture
def web(tmp_path: Path) -> Path:
    """The built pages, to be replaced."""
    return Path(shutil.copytree(ROOT / "web" / "dist", tmp_path / "web"))


def test_it_goes_on_while_models_versions_and_the_network_come_and_go(
    tmp_path: Path, models: Path, web: Path, clip: Clip
) -> None:
    camera, profile, first = playing(clip.path), tmp_path / "profile", current(models, "hand")
    with sync_playwright() as playwright:
        with (
            running_server(tmp_path / "data", MODELS_DIR=str(models), WEB_DIR=str(web)) as server,
            opened(playwright, profile, camera) as context,
        ):
            page = context.new_page()
            open_at_once(page, server.url, clip)
            keep_page(page)
            expect(detail(page, "Self-test")).to_have_text(SAME, timeout=SLOW_MS)
            each_hashed_file_came_once(server, models)
            a_new_model_is_taken(page, models, server)
            background_mode_is_entered_and_left(page, models)
            a_model_that_answers_otherwise_is_refused(page, models)
            a_new_version_waits_for_consent(context, page, web, server)
        with opened(playwright, profile, camera) as context:
            page = context.new_page()
            open_at_once(page, server.url, clip)
            assert page.evaluate("noted.models") == [OTHER] != [first]
            background_mode_is_entered_and_left(page, models)
            expect(page.locator("html")).to_have_attribute("data-release", "2")
            the_stats_page_says_that_it_needs_the_network(page)


def detail(page: Page, words: str) -> Locator:
    """The value beside a name in the details panel."""
    return page.locator("#detail-list dt", has_text=words).locator("xpath=following-sibling::dd")


def asked_of(server: RunningServer) -> Counter[str]:
    """How often the server was asked for each path."""
    lines = server.data_dir.with_name(f"{server.data_dir.name}.stderr").read_text().splitlines()
    logged = [json.loads(line) for line in lines if line.startswith("{")]
    return Counter(urlsplit(one["path"]).path for one in logged if one["event"] == "request")


def each_hashed_file_came_once(server: RunningServer, models: Path) -> None:
    """Keeping the page took from the browser's own cache what the page had loaded; nothing came of background mode."""
    hashed = {path: n for path, n in asked_of(server).items() if path.startswith(("/assets/", "/models/"))}
    assert len(hashed) > 10
    assert set(hashed.values()) == {1}, hashed
    assert sum(path.endswith(".wasm") for path in hashed) == 1
    assert not [path for path in hashed if current(models) in path]


def a_new_model_is_taken(page: Page, models: Path, server: RunningServer) -> None:
    """The running page answers with the new model, without a reload; what the one before had does not come again."""
    publish_twin(models, OTHER, "hand")
    look_again(page)
    page.wait_for_function("id => noted.models.at(-1) === id", arg=OTHER, timeout=SLOW_MS)
    expect(page.locator("#notice")).to_contain_text(f"A new model is in use: {OTHER}")
    expect(detail(page, "Model")).to_contain_text(OTHER)
    assert page.evaluate("[noted.models.length, document.body.dataset.state]") == [2, "predicting"]
    assert {path for path in asked_of(server) if OTHER in path} == {f"/models/{OTHER}/manifest.json"}


def background_mode_is_entered_and_left(page: Page, models: Path) -> None:
    """Its model answers, which comes from the browser where there is no server any more."""
    page.keyboard.press("b")
    page.wait_for_function("id => noted.models.at(-1) === id", arg=current(models), timeout=SLOW_MS)
    page.keyboard.press("r")
    page.wait_for_function("id => noted.models.at(-1) === id", arg=OTHER, timeout=SLOW_MS)


def a_model_that_answers_otherwise_is_refused(page: Page, models: Path) -> None:
    """The model in use goes on, and the page says why."""
    publish_wrong(models, WRONG, "hand")
    look_again(page)
    expect(page.locator("#notice")).to_contain_text("does not answer here as it did in training", timeout=SLOW_MS)
    expect(detail(page, "Self-test")).to_contain_text(f"{WRONG} was refused")
    goes_on(page)
    assert page.evaluate("noted.models.at(-1)") == OTHER
    switch(models, OTHER)


def a_new_version_waits_for_consent(context: BrowserContext, page: Page, web: Path, server: RunningServer) -> None:
    """What is not the release's own is not kept; a release is offered in all tabs, and reloads the one that agrees."""
    worker, index = web / "sw.js", web / "index.html"
    other = context.new_page()
    other.goto(f"{server.url}/")
    before = index.read_bytes()
    after = before.replace(b'<html lang="en"', b'<html data-release="2" lang="en"')
    worker.write_text(worker.read_text().replace(digest(before), digest(after)))
    offer = page.get_by_role("button", name="Reload", exact=True)
    page.evaluate("navigator.serviceWorker.ready.then(kept => kept.update()).catch(() => undefined)")
    page.wait_for_function(
        "() => navigator.serviceWorker.ready.then(kept => !kept.installing && !kept.waiting)", timeout=SLOW_MS
    )
    expect(offer).to_be_hidden()
    goes_on(page)

    index.write_bytes(after)
    page.evaluate("navigator.serviceWorker.ready.then(kept => kept.update()).then(() => undefined)")
    expect(offer).to_be_visible(timeout=SLOW_MS)
    goes_on(page)
    expect(page.locator("html")).not_to_have_attribute("data-release", "2")
    offer.click()
    expect(page.locator("html")).to_have_attribute("data-release", "2", timeout=SLOW_MS)
    expect(other.get_by_role("button", name="Reload", exact=True)).to_be_visible(timeout=SLOW_MS)
    expect(other.locator("html")).not_to_have_attribute("data-release", "2")
    other.close()


def the_stats_page_says_that_it_needs_the_network(page: Page) -> None:
    """The page itself opens."""
    page.get_by_role("link", name="Stats").click()
    expect(page.get_by_role("heading", name="Stats", exact=True)).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("Stats need the network")


def look_again(page: Page) -> None:
    """What the page does each minute, now."""
    page.evaluate("dispatchEvent(new Event('online'))")


def goes_on(page: Page) -> None:
    """Answers keep coming."""
    before = page.evaluate("noted.answers")
    page.wait_for_function("before => noted.answers > before + 3", arg=before, timeout=SLOW_MS)
