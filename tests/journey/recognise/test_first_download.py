"""A first visit over a bad connection, in; its progress, a way to try again, and what came kept, out."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page, Route, expect

from tests.browser.launch import ABSENT
from tests.browser.watching import LOADING_MS, expect_state
from tests.journey.visitor import visiting
from tests.server import RunningServer

AMOUNT = re.compile(r"^\d\.\d of \d\.\d MB$")
WHY = re.compile("could not be loaded: the server answered 502 for (finder|backbone).bin")


def test_a_download_that_fails_goes_on_where_it_stopped(server: RunningServer) -> None:
    with visiting(server.url, ABSENT) as visit:
        page, retry = visit.page, visit.page.get_by_role("button", name="Try again")

        def bad_gateway(route: Route) -> None:
            route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html")

        page.context.route("**/*.bin", bad_gateway)
        page.goto("/")
        expect(page.get_by_role("progressbar", name="Loading the recogniser")).to_be_visible()
        expect(retry).to_be_hidden()
        expect(page.locator("#loading-words")).to_have_text(AMOUNT, timeout=LOADING_MS)
        expect(retry).to_be_visible(timeout=LOADING_MS)
        expect(page.locator("#prompt")).to_have_text(WHY)
        assert page.evaluate("document.getElementById('loading-bar').max") >= bytes_of_networks(page)

        page.context.unroute("**/*.bin")
        before = len(visit.requested)
        retry.click()
        expect_state(page, "no-camera", LOADING_MS)
        expect(retry).to_be_hidden()
        again = [url.rsplit("/", 1)[1] for url in visit.requested[before:] if "/models/2" in url]
        assert sorted(again) == ["backbone.bin", "finder.bin"]
        assert visit.elsewhere() == []


def bytes_of_networks(page: Page) -> int:
    """What finder, backbone and head weigh together, as the manifest says."""
    files: list[dict[str, Any]] = page.evaluate(
        """async () => {
            const { hand } = await fetch("/api/models/current").then((reply) => reply.json());
            return (await fetch(hand.manifest).then((reply) => reply.json())).files;
        }"""
    )
    networks = [one for one in files if one["path"].split(".")[0] in ("finder", "backbone", "head")]
    assert len(networks) >= 5
    return sum(int(one["bytes"]) for one in networks)
