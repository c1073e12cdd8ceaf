"""The page below a path, such as /gesture/: it answers, knows who is logged in, and opens without a network."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Page, expect, sync_playwright

from tests.browser.launch import playing
from tests.browser.profile import keep_page, open_at_once, opened
from tests.browser.segments import Clip
from tests.journey.visitor import Visit, register
from tests.server import running_server

ROOT = "/gesture"


def test_all_of_it_is_below_its_path(tmp_path: Path, hands_clip: Clip) -> None:
    camera, profile = playing(hands_clip.path), tmp_path / "profile"
    with sync_playwright() as playwright:
        with (
            running_server(tmp_path / "data", ROOT_PATH=ROOT) as server,
            opened(playwright, profile, camera) as context,
        ):
            page = context.new_page()
            visit = Visit(page, server.url)
            visit.listen()
            open_at_once(page, f"{server.url}{ROOT}", hands_clip)
            register(page, "Ada", "correct horse battery")
            keep_page(page)
            assert (
                page.evaluate("navigator.serviceWorker.ready.then(kept => new URL(kept.scope).pathname)") == "/gesture/"
            )
            assert {cookie["path"] for cookie in context.cookies()} == {ROOT}
            page.reload()
            expect(page.locator("#account-name")).to_have_text("Ada")
            the_stats_page_opens_and_leads_back(page)
            beside = [url for url in visit.requested if not url.startswith(("blob:", f"{server.url}{ROOT}/"))]
            assert beside == []
            assert visit.complaints == []
        with opened(playwright, profile, camera) as context:
            page = context.new_page()
            open_at_once(page, f"{server.url}{ROOT}", hands_clip)


def the_stats_page_opens_and_leads_back(page: Page) -> None:
    """Its figures come from the same path."""
    page.get_by_role("link", name="Stats").click()
    expect(page.get_by_role("heading", name="Stats", exact=True)).to_be_visible()
    expect(page.locator("#away")).to_be_hidden()
    expect(page.get_by_role("region", name="No samples yet")).to_be_visible()
    page.get_by_role("link", name="Recognise").click()
    expect(page.locator("#account-name")).to_have_text("Ada")
