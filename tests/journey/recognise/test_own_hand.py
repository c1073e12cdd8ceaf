"""Teaching the page one's own hand in one visit in; answers by it, also after a reload, and nothing of it sent, out."""

from __future__ import annotations

import json
from urllib.parse import urlsplit

from playwright.sync_api import Page, Request, expect

from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import open_page, take_background
from tests.journey.visitor import visiting
from tests.server import RunningServer

GESTURES = ["Closed palm", "Fist", "L", "Open palm", "Thumbs up"]
REPORT = frozenset(("model_id", "outcome", "backend", "fps"))
TAKEN_MS = 30_000.0
IN_USE_MS = 30_000.0


def test_examples_stay_in_the_browser_and_are_used_until_they_are_forgotten(server: RunningServer, clip: Clip) -> None:
    with visiting(server.url, playing(clip.path)) as visit:
        page = visit.page
        sent: list[Request] = []
        page.context.on("request", lambda request: sent.append(request))
        open_page(page, server.url, clip, "silhouette")
        take_background(page, clip)
        teach(page)
        page.get_by_role("checkbox", name="Use my examples").check()
        page.get_by_role("button", name="Close", exact=True).click()
        button = page.get_by_role("button", name="Your hand: in use")
        expect(button).to_be_visible(timeout=IN_USE_MS)
        page.reload()
        expect(button).to_be_visible(timeout=IN_USE_MS)
        button.click()
        page.get_by_role("button", name="Forget my examples").click()
        expect(page.get_by_text("Your examples are deleted.")).to_be_visible()
        page.get_by_role("button", name="Close", exact=True).click()
        expect(page.get_by_role("button", name="Teach it your hand")).to_be_visible()
        told = [request for request in sent if request.method != "GET"]  # nothing that was shown left the browser
        assert {urlsplit(request.url).path for request in told} == {"/api/models/reports"}
        assert {frozenset(json.loads(request.post_data or "")) for request in told} == {REPORT}
        assert visit.complaints == []


def teach(page: Page) -> None:
    """Take five of each gesture of whatever the camera shows: what it is called is the person's own business."""
    page.get_by_role("button", name="Teach it your hand").click()
    for number, gesture in enumerate(GESTURES, start=1):
        page.get_by_role("button", name=f"Take five of {gesture}").click()
        expect(page.get_by_text("5 of 5")).to_have_count(number, timeout=TAKEN_MS)
