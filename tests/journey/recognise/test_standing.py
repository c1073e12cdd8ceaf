"""What stands behind the page: no network, an offer to install it, storage that goes, a browser without WebAssembly."""

from __future__ import annotations

from playwright.sync_api import Page, Route, expect

from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import LOADING_MS, expect_state
from tests.journey.visitor import register, visiting
from tests.journey.waiting import expect_something_waits
from tests.server import RunningServer

WORKER = "**/assets/main-*.js"
NEXT_FRAME = """() => new Promise((done) =>
  addEventListener("gesture", ({ detail }) => done(detail.frame), { once: true, capture: true }))"""
OFFER = """() => {
  window.asked = 0;
  const event = Object.assign(new Event("beforeinstallprompt", { cancelable: true }), {
    prompt: async () => { window.asked++; },
  });
  window.dispatchEvent(event);
  return event.defaultPrevented;
}"""
POSSIBLE = """() => [...document.querySelectorAll("[aria-disabled]")]
  .map((one) => [one.dataset.command, one.ariaDisabled === "true", one.tabIndex])"""


def test_the_page_stands_while_what_is_behind_it_goes(server: RunningServer, hands_clip: Clip) -> None:
    with visiting(server.url, playing(hands_clip.path)) as visit:
        page = visit.page
        lockdown_is_named(page)
        page.goto("/")
        expect_state(page, "predicting", LOADING_MS)
        expect(page.locator(".hand-name:not([hidden])")).to_have_count(1, timeout=LOADING_MS)
        what_would_do_nothing_is_no_stop_for_the_tab_key(page)
        a_badge_says_that_there_is_no_network(page)
        it_can_be_installed(page)
        storage_is_cleared_while_it_is_open(page)


def lockdown_is_named(page: Page) -> None:
    """A worker without WebAssembly, as Lockdown Mode leaves it: the page says what to do, and offers no second try."""

    def without(route: Route) -> None:
        reply = route.fetch()
        route.fulfill(response=reply, body=f"delete globalThis.WebAssembly;\n{reply.text()}")

    page.route(WORKER, without)
    page.goto("/")
    expect(page.get_by_text("Switch Lockdown Mode off for this page if it is on")).to_be_visible(timeout=LOADING_MS)
    expect(page.get_by_role("button", name="Try again")).to_be_hidden()
    page.unroute(WORKER)


def what_would_do_nothing_is_no_stop_for_the_tab_key(page: Page) -> None:
    found = page.evaluate(POSSIBLE)
    assert {command for command, _, _ in found} >= {"b", "p", "g", "w"}
    assert [one for one in found if (one[2] == -1) != one[1]] == []


def a_badge_says_that_there_is_no_network(page: Page) -> None:
    """Answers go on."""
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_have_text("Offline")
    assert page.evaluate(NEXT_FRAME) > 0
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_have_text("")


def it_can_be_installed(page: Page) -> None:
    """Where the browser says so; it asks once."""
    install = page.get_by_role("button", name="Install as an app")
    expect(install).to_be_hidden()
    assert page.evaluate(OFFER)
    install.press("Enter")
    expect(install).to_be_hidden()
    assert page.evaluate("asked") == 1


def storage_is_cleared_while_it_is_open(page: Page) -> None:
    """What was noted is gone with it, which the page tells; what is noted next waits again, without a reload.

    No network, so that nothing goes by being sent, and paused, so that no sample of free use comes at that moment.
    """
    register(page, "Ada", "correct horse battery")
    page.context.set_offline(True)
    page.keyboard.press("f")
    expect(page.get_by_text("Noted: Fist.")).to_be_visible()
    page.keyboard.press("p")
    expect_state(page, "paused", LOADING_MS)
    expect_something_waits(page)
    session = page.context.new_cdp_session(page)
    origin = page.evaluate("location.origin")
    session.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "indexeddb"})
    expect(page.locator("#waiting")).to_have_text("0", timeout=LOADING_MS)
    page.keyboard.press("p")
    page.evaluate(NEXT_FRAME)  # what is said is said of an answer
    page.keyboard.press("o")
    expect(page.get_by_text("Noted: Open palm.")).to_be_visible()
    expect_something_waits(page)
