"""Five hundred samples and a network that fails in every way, in; each of them once in Postgres, out."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import LOADING_MS, expect_state, open_page
from tests.journey.conftest import Query, query_of
from tests.journey.visitor import Visit, account_dialog, fill_in, register, visiting
from tests.journey.waiting import copy_until, waiting_in
from tests.server import RunningServer

MANY = 500
PASSWORD = "correct horse battery"
SAMPLES = "**/api/samples"
FULL_MS = 120_000.0  # Chromium asks how much room there is at most every 30 s
TINY_BYTES = 1  # less than what is stored already: nothing more fits


def test_nothing_is_lost_and_nothing_stored_twice(server: RunningServer, clip: Clip) -> None:
    query = query_of(server.database_url)
    with visiting(server.url, playing(clip.path)) as visit:
        page = visit.page
        page.route(SAMPLES, lambda route: route.abort())
        open_page(page, server.url, clip, "silhouette")
        register(page, "Ada", PASSWORD)
        take_one(page)
        copy_until(page, MANY)
        page.reload()
        expect(page.locator("#taken-words")).to_contain_text(f"{MANY} samples are about to be sent")

        stored = Counter[str]()
        page.unroute(SAMPLES)
        page.route(SAMPLES, failing(stored))
        twin = page.context.new_page()
        twin.route(SAMPLES, failing(stored))
        twin.goto("/?way=silhouette")  # which takes nothing by itself before it has a background
        for each in (page, twin):
            expect(each.locator("#waiting")).to_have_text("0", timeout=60_000)
        assert stored == Counter(row[0] for row in query("SELECT sample_id::text FROM samples"))
        assert stored.total() == MANY
        assert int(page.locator("#sent").inner_text()) + int(twin.locator("#sent").inner_text()) == MANY
        twin.close()
        page.unroute(SAMPLES)
        the_session_ends_in_mid_use(page, query)
        a_full_disk_is_said(page)
        the_faults_were_the_only_complaints(visit)


def take_one(page: Page) -> None:
    """One sample of this moment waits."""
    page.keyboard.press("b")
    expect_state(page, "predicting", LOADING_MS)
    expect(page.locator("#confidence")).to_contain_text("sure")
    page.keyboard.press("f")
    expect(page.get_by_text("Noted: Fist.")).to_be_visible()
    page.keyboard.press("p")
    expect_state(page, "paused", LOADING_MS)
    one, *others = [entry["sample"]["sample_id"] for entry in waiting_in(page)]
    page.evaluate(FORGET, others)
    assert [entry["sample"]["sample_id"] for entry in waiting_in(page)] == [one]


FORGET = """async (ids) => {
    const opening = indexedDB.open("outbox", 1);
    await new Promise((done) => (opening.onsuccess = done));
    const store = opening.result.transaction("samples", "readwrite").objectStore("samples");
    for (const id of ids) await new Promise((done) => (store.delete(id).onsuccess = done));
    opening.result.close();
}"""


def failing(stored: Counter[str]) -> Callable[[Route], None]:
    """Batches meet a connection that breaks after the server stored them, 500, 503 and 413; then no fault.

    `stored` counts what the server said to have stored.
    """

    def break_off(route: Route) -> None:
        pass_on(route, stored)
        route.abort()

    faults: list[Callable[[Route], None]] = [
        break_off,
        lambda route: route.fulfill(status=500),
        lambda route: route.fulfill(status=503, headers={"Retry-After": "1"}),
        lambda route: route.fulfill(status=413),
    ]

    def answer(route: Route) -> None:
        if faults:
            faults.pop(0)(route)
        else:
            status, body = pass_on(route, stored)
            route.fulfill(status=status, body=body, content_type="application/json")

    return answer


def pass_on(route: Route, stored: Counter[str]) -> tuple[int, str]:
    """Let the server do it, and count what it stored."""
    response = route.fetch()
    body = response.text()
    for result in json.loads(body).get("results", []):
        if result["status"] == "stored":
            stored[result["sample_id"]] += 1
    return response.status, body


def the_session_ends_in_mid_use(page: Page, query: Query) -> None:
    """What waits stays for whom it is of: somebody else who logs in does not send it, its owner does."""
    before = int(page.locator("#sent").inner_text())
    query("DELETE FROM sessions")
    expect_state(page, "needs-background", LOADING_MS)
    take_and_send(page)
    expect(page.locator("#notice")).to_contain_text(
        "Ada, your session has ended. Log in again to continue. 1 sample waits"
    )
    register(page, "Bob", PASSWORD)
    expect(page.locator("#waiting")).to_have_text("0")
    with account_dialog(page):
        page.get_by_role("button", name="Log out").click()
        fill_in(page, "Ada", PASSWORD)
    expect(page.locator("#sent")).to_have_text(str(before + 1))
    owners = query("SELECT a.name, count(*) FROM samples s JOIN accounts a ON a.id = s.account_id GROUP BY 1")
    assert owners == [("Ada", MANY + 1)]


def take_and_send(page: Page) -> None:
    """One more sample, sent without its undo time."""
    take_one(page)
    send_now(page)


def send_now(page: Page) -> None:
    """End the undo time of what waits."""
    page.get_by_role("button", name="Review what is about to be sent").click()
    page.get_by_role("dialog").get_by_role("button", name="Send these now").click()


def a_full_disk_is_said(page: Page) -> None:
    """Where the browser has no room for another sample, the person is told what to do."""
    devtools = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": TINY_BYTES})
    page.keyboard.press("p")
    expect_state(page, "predicting", LOADING_MS)
    page.wait_for_function(IS_FULL, timeout=FULL_MS, polling=1000)
    expect(page.locator("#confidence")).to_contain_text("sure")
    for letter in "lt":  # each another truth than before, so that none is skipped as a repetition
        page.keyboard.press(letter)
        expect(page.locator("#notice")).to_contain_text("storage is full")
    assert int(page.locator("#discarded").inner_text()) >= 1


# Whether Chromium refuses to store anything more of this page, in whichever database: it notices late.
IS_FULL = """async () => {
    const opening = indexedDB.open("room");
    opening.onupgradeneeded = () => opening.result.createObjectStore("bytes", { autoIncrement: true });
    return new Promise((done) => {
        opening.onerror = () => done(true);
        opening.onsuccess = () => {
            const database = opening.result;
            const transaction = database.transaction("bytes", "readwrite");
            transaction.objectStore("bytes").add(0);
            transaction.oncomplete = () => (database.close(), done(false));
            transaction.onabort = () => (database.close(), done(transaction.error.name === "QuotaExceededError"));
        };
    });
}"""


def the_faults_were_the_only_complaints(visit: Visit) -> None:
    """Chromium itself notes each request that failed; the page complains about nothing else."""
    assert [one for one in visit.complaints if not one.startswith("Failed to load resource")] == []
    assert visit.elsewhere() == []
