"""A gesture of one's own: taught, named, shared by a link, corrected to and deleted; nothing of it is sent."""

from __future__ import annotations

import json
from collections import Counter
from urllib.parse import urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page, Request, expect

from tests.browser.clip import LOOKS, Part, Random, looks, render_clip
from tests.browser.launch import open_chromium, playing
from tests.browser.segments import Clip, read_clip
from tests.browser.watching import SETTLED_MS, expect_state, open_page
from tests.journey.visitor import Visit, visiting_by
from tests.server import RunningServer
from training.synthetic.poses import Shown, show

OWN, FIRST, EMPTY, SECOND = 1, 3, 4, 5  # segments of the clip
GESTURES = {FIRST: "open_palm", SECOND: "fist"}
REPORT = frozenset(("model_id", "outcome", "backend", "fps"))
TAKEN_MS = 30_000.0
# A hand that comes is named within some frames, however few of them a busy machine takes in a second.
ANSWERS = """([segment, settled]) => watched.answers.filter((one) => one.segment === segment)
    .filter((one, i) => i >= 6 && one.settledMs > settled).map((one) => one.steady)"""
ONCE = """async ([first, end]) => {
    await watched.startOf(first);
    watched.answers.length = 0;
    await watched.startOf(end);
}"""
NAMES = """() => document.querySelector(".hand-name:not([hidden]) b")?.textContent"""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """Little finger and index up, then an open palm and a fist."""
    parts = [Part("rock", 210), Part("none", 30), Part("open_palm", 55), Part("none", 30), Part("fist", 65)]
    film = tmp_path_factory.mktemp("own") / "own.y4m"
    return read_clip(render_clip(film, [*parts, Part("none", 30)], seed=5, how=posed, every=3))


def posed(label: str, random: Random) -> Shown:
    """The same hand whenever a label comes."""
    return looks(label, random) if label in LOOKS else show(label, np.random.default_rng(4))


def test_an_own_gesture_is_named_and_shared_without_the_server(server: RunningServer, clip: Clip) -> None:
    sent: list[Request] = []
    with open_chromium(playing(clip.path)) as browser:
        with visiting_by(browser, server.url, playing(clip.path)) as visit:
            visit.page.context.on("request", lambda request: sent.append(request))
            open_page(visit.page, server.url, clip)
            teach(visit.page, "Rock")
            own = own_id(visit.page)
            assert_named(visit.page, {OWN: own, **GESTURES})
            visit.page.evaluate("watched.startOf(1)")
            expect(visit.page.locator(".hand-name:not([hidden]) b")).to_have_text("Rock")
            expect(visit.page.locator(".own-bars .bar-name")).to_have_text("Rock")
            link = link_to(visit.page, "Rock")
            correct(visit, clip)
            visit.page.reload()
            expect_state(visit.page, "predicting", TAKEN_MS)
            expect(visit.page.locator(".own-bars .bar-name")).to_have_text("Rock", timeout=TAKEN_MS)
            delete(visit.page, "Rock")
            assert visit.complaints == []
        with visiting_by(browser, server.url, playing(clip.path)) as visit:
            visit.page.context.on("request", lambda request: sent.append(request))
            add_shared(visit.page, server.url, clip, link)
            assert_named(visit.page, {OWN: own_id(visit.page), **GESTURES})
            assert visit.complaints == []
    told = [request for request in sent if request.method != "GET"]  # nothing that was shown left the browser
    assert {urlsplit(request.url).path for request in told} <= {"/api/models/reports"}
    assert {frozenset(json.loads(request.post_data or "")) for request in told} <= {REPORT}
    assert not [request.url for request in sent if "examples" in request.url]


def open_own(page: Page) -> None:
    """Open the list."""
    page.get_by_role("button", name="Your own gestures").click()
    expect(page.get_by_role("button", name="Teach a new gesture")).to_be_visible()


def close(page: Page) -> None:
    """Close whichever dialog is open."""
    page.get_by_role("button", name="Close", exact=True).click()


def teach(page: Page, name: str) -> None:
    """Teach what the first segment shows, by what the camera shows from its start on."""
    open_own(page)
    page.get_by_role("button", name="Teach a new gesture").click()
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill(name)
    page.evaluate("watched.startOf(1)")
    page.get_by_role("button", name="Start", exact=True).click()
    page.get_by_role("button", name="Keep it").click(timeout=TAKEN_MS)
    expect(page.get_by_text(f"{name} is learned.")).to_be_visible()
    close(page)


def own_id(page: Page) -> str:
    """The id of the one own gesture in use, as events tell it."""
    return str(
        page.evaluate(
            """() => new Promise((resolve) => {
                const listen = ({ detail }) => {
                    if (detail.own.length === 0) return;
                    document.removeEventListener("gesture", listen);
                    resolve(detail.own[0].id);
                };
                document.addEventListener("gesture", listen);
            })"""
        )
    )


def assert_named(page: Page, wanted: dict[int, str]) -> None:
    """Each of these segments is named so in nine answers of ten, once its hand has settled; the empty room is not."""
    wanted = {**wanted, EMPTY: "none"}
    page.evaluate(ONCE, [min(wanted), max(wanted) + 1])
    for segment, name in wanted.items():
        found = Counter(page.evaluate(ANSWERS, [segment, SETTLED_MS if segment != EMPTY else 600]))
        assert found[name] >= 0.9 * found.total() > 0, f"segment {segment}, {name}: {found}"


def link_to(page: Page, name: str) -> str:
    """The link that the list gives."""
    open_own(page)
    page.get_by_role("button", name=f"Link to share {name}").click()
    link = page.get_by_label(f"Link to {name}").input_value()
    close(page)
    return link


def correct(visit: Visit, clip: Clip) -> None:
    """Say of the fist that it is an L: the next answer says so, for somebody who is not logged in; then forget it."""
    page = visit.page
    page.evaluate("watched.startOf(5)")
    expect(page.locator("#gesture")).to_have_text("Fist")
    page.keyboard.press("p")
    page.keyboard.press("w")
    page.get_by_role("dialog").get_by_role("button", name="L", exact=True).click()
    expect(page.get_by_text("This page goes by it from now on.")).to_be_visible()
    page.get_by_role("button", name="Choose what to share").click()
    close(page)
    page.keyboard.press("p")
    assert_named(page, {SECOND: "l", FIRST: "open_palm"})
    open_own(page)
    page.get_by_role("button", name="Forget corrections to L").click()
    expect(page.get_by_text("Your corrections to L are forgotten.")).to_be_visible()
    close(page)


def delete(page: Page, name: str) -> None:
    """Delete an own gesture: the page knows it no longer."""
    open_own(page)
    page.get_by_role("button", name=f"Delete {name}").click()
    page.locator(".ask button.danger").click()
    expect(page.get_by_text(f"{name} is deleted.")).to_be_visible()
    close(page)
    expect(page.locator(".own-bars")).to_have_count(0)


def add_shared(page: Page, server: str, clip: Clip, link: str) -> None:
    """Follow a link, and say yes: the address does not keep it."""
    open_page(page, server, clip)
    page.goto(link)
    expect(page.get_by_role("button", name="Add it")).to_be_visible(timeout=TAKEN_MS)
    assert urlsplit(page.url).fragment == ""
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Added: Rock.")).to_be_visible()
    close(page)
