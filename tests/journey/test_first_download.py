"""A first visit over a bad connection, in; its progress, a way to try again, and what came kept, out."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.bench.launch import ABSENT
from tests.bench.watching import LOADING_MS, expect_state
from tests.journey.visitor import visiting
from tests.server import RunningServer


def test_a_download_that_fails_goes_on_where_it_stopped(server: RunningServer) -> None:
    with visiting(server.url, ABSENT) as visit:
        page, retry = visit.page, visit.page.get_by_role("button", name="Try again")

        def bad_gateway(route: Route) -> None:
            route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html")

        page.context.route("**/*.bin", bad_gateway)
        page.goto("/")
        expect(page.get_by_role("progressbar", name="Loading the recogniser")).to_be_visible()
        expect(retry).to_be_hidden()
        expect(page.locator("#loading-words")).to_have_text("0.4 of 0.7 MB", timeout=LOADING_MS)
        expect(retry).to_be_visible(timeout=LOADING_MS)
        expect(page.locator("#prompt")).to_contain_text(
            "could not be loaded: the server answered 502 for group1-shard1of1.bin"
        )

        page.context.unroute("**/*.bin")
        before = len(visit.requested)
        retry.click()
        expect_state(page, "no-camera", LOADING_MS)
        expect(retry).to_be_hidden()
        again = [url.rsplit("/", 1)[1] for url in visit.requested[before:] if "/models/2" in url]
        assert again == ["group1-shard1of1.bin"]
        assert visit.elsewhere() == []
