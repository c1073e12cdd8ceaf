"""The pages in each of their states in; nothing that axe-core calls serious or critical, out."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Literal

from playwright.sync_api import Page, expect

from tests.browser.launch import Camera, playing
from tests.browser.segments import Clip
from tests.browser.watching import LOADING_MS, expect_state
from tests.journey.visitor import register, visiting
from tests.server import ROOT, RunningServer

Scheme = Literal["light", "dark"]
SCHEMES: dict[Scheme, dict[str, list[str]]] = {"light": {}, "dark": {"runOnly": ["color-contrast"]}}
AXE = ROOT / "web" / "node_modules" / "axe-core" / "axe.min.js"
WORKER = "**/assets/main-*.js"
SERIOUS = """async (part, rules) => (await axe.run(part, { resultTypes: ["violations"], ...rules })).violations
  .filter(({ impact }) => impact === "serious" || impact === "critical")
  .flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id} at ${target}: ${failureSummary}`))"""
WORDS = ROOT / "web" / "src" / "ui" / "words"
GUIDANCE = [WORDS / file for file in ("guidance.ts", "hand-guidance.ts", "background.ts")]
# Measured within one task of the page, so that no frame's answer comes between.
PLACES = """([sentences, answers]) => sentences.flatMap((sentence) => answers.flatMap((answer) => {
  document.getElementById("prompt").textContent = sentence;
  document.getElementById("gesture").textContent = answer;
  document.getElementById("confidence").textContent = "100 % sure";
  document.getElementById("verdict").classList.toggle("calm", answer === "No gesture");
  document.getElementById("gesture-picture").dataset.gesture = answer === "No gesture" ? "none" : "closed_palm";
  return ["#prompt", ".stage", "#gesture", '[data-command="p"]'].map((part) => {
    const { top, bottom } = document.querySelector(part).getBoundingClientRect();
    return [sentence, answer, part, top, bottom];
  });
}))"""


def test_axe_finds_nothing_serious_in_any_state(server: RunningServer, hands_clip: Clip) -> None:
    with visiting(server.url, Camera(playing(hands_clip.path).flags, allowed=False)) as visit:
        for state in states(visit.page):
            assert (state, serious(visit.page)) == (state, [])
        # One state is without a network, of which the browser says so in its console.
        assert [said for said in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in said] == []
        with first_visit_without(visit.page, "**/models/**") as page:
            expect(page.get_by_role("button", name="Try again")).to_be_visible(timeout=LOADING_MS)
            assert serious(page) == []
        with first_visit_without(visit.page, WORKER) as page:
            expect_state(page, "error", LOADING_MS)
            assert serious(page) == []
        a_button_without_a_name_would_be_found(visit.page)


def serious(page: Page, part: str = "html", schemes: Iterable[Scheme] = SCHEMES) -> list[str]:
    """What axe calls serious or critical in that part of the page; in the dark only colours are others."""
    found = []
    for scheme, rules in ((scheme, SCHEMES[scheme]) for scheme in schemes):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += page.evaluate(AXE.read_text() + f"\n;({SERIOUS})({json.dumps(part)}, {json.dumps(rules)})")
    return found


@contextmanager
def first_visit_without(page: Page, file: str) -> Iterator[Page]:
    """The page of another visitor, who cannot download the files that `file` matches."""
    browser = page.context.browser
    assert browser is not None
    context = browser.new_context(service_workers="block")
    other = context.new_page()
    other.route(file, lambda route: route.abort())
    other.goto("/".join(page.url.split("/")[:3]))
    yield other
    context.close()


def what_matters_is_seen_without_scrolling(page: Page) -> None:
    """On phones and small laptops: sentence, camera, answer and buttons; and nothing is wider than the window.

    With every sentence and every answer, whichever the camera happens to bring about now.
    """
    sentences = [words for path in GUIDANCE for words in re.findall(r'^ .*"(.+)",$', path.read_text(), re.M)]
    assert len(sentences) > 30
    usual = page.viewport_size
    assert usual is not None
    for width, height in ((320, 568), (375, 667), (740, 360), (1280, 720)):
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate("scrollTo(0, 0)")
        assert page.evaluate("document.documentElement.scrollWidth") == width
        for sentence, answer, part, top, bottom in page.evaluate(PLACES, [sentences, ["Closed palm", "No gesture"]]):
            place = f"{part} from {top} to {bottom} in {width} by {height}, at {sentence!r} and {answer!r}"
            assert 0 <= top < bottom <= height, place
    page.set_viewport_size(usual)


def a_button_without_a_name_would_be_found(page: Page) -> None:
    """The check itself can fail."""
    page.evaluate("document.querySelector('main').append(document.createElement('button'))")
    assert [one for one in serious(page) if "button-name" in one]


def offer_an_update(page: Page) -> None:
    """Show the bar; that a new version shows it is tested with real versions in web/src/ui/update.test.ts."""
    page.evaluate("document.getElementById('update').hidden = false")
    expect(page.get_by_text("A new version is ready.")).to_be_visible()


def own_gestures(page: Page) -> Iterator[str]:
    """Teaching a gesture that looks like one that all know, and what the list and the page then show."""
    page.get_by_role("button", name="Your own gestures").click()
    expect(page.get_by_role("button", name="Teach a new gesture")).to_be_visible()
    yield "own gestures, none yet"
    page.get_by_role("button", name="Teach a new gesture").press("Enter")
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill("Wave")
    yield "teaching an own gesture"
    page.get_by_role("button", name="Start", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Keep it")).to_be_focused(timeout=LOADING_MS)
    yield "an own gesture is taken"
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Link to share Wave").press("Enter")
    expect(page.get_by_label("Link to Wave")).to_be_focused()
    yield "own gestures, one with its link"
    page.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Your own gestures")).to_be_focused()
    expect(page.get_by_role("group", name="Your own gestures")).to_be_visible()
    yield "an own gesture in use"


def states(page: Page) -> Iterator[str]:
    """One state after another, each by its name."""
    page.goto("/?countdown=0&guide=0.3,0.45,0.7")
    expect_state(page, "no-camera", LOADING_MS)
    yield "no-camera"
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="How it works")).to_be_visible()
    yield "help"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Help").press("Enter")
    page.get_by_role("button", name="Close", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Help")).to_be_focused()
    page.get_by_role("button", name="Start the camera").click()
    expect_state(page, "predicting", LOADING_MS)
    expect(page.locator(".hand-name:not([hidden])")).to_have_count(1, timeout=LOADING_MS)
    yield "a hand is named"
    what_matters_is_seen_without_scrolling(page)
    page.locator("[data-opens=account]").press("Enter")
    page.locator("#login-submit").press("Enter")
    expect(page.get_by_text("Enter a name.")).to_be_visible()
    yield "what is missing, beside its field"
    page.keyboard.press("Escape")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    yield "without a network"
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    register(page, "Ada", "correct horse battery")
    yield "predicting, logged in"
    page.get_by_role("button", name="Figures").press("Enter")
    expect(page.get_by_role("region", name="Figures")).to_be_visible()
    yield "the drawer"
    page.get_by_role("button", name="Settings").press("Enter")
    expect(page.get_by_role("dialog", name="Settings")).to_be_visible()
    yield "settings"
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Ada").press("Enter")
    yield "account"
    page.keyboard.press("Escape")
    yield from own_gestures(page)
    page.keyboard.press("b")
    expect_state(page, "predicting", LOADING_MS)
    expect(page.locator("#confidence")).to_contain_text("sure")
    yield "background mode, predicting"
    what_matters_is_seen_without_scrolling(page)
    page.get_by_role("group", name="Guide box").press("ArrowLeft")
    expect_state(page, "needs-background", LOADING_MS)
    yield "needs-background"
    page.keyboard.press("b")
    expect_state(page, "predicting", LOADING_MS)
    expect(page.locator("#confidence")).to_contain_text("sure")
    page.keyboard.press("w")
    expect(page.get_by_role("dialog", name="Which one was it?")).to_be_visible()
    yield "correcting"
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    expect(page.get_by_role("heading", name="Show:")).to_be_visible()
    yield "game"
    page.get_by_role("button", name="Stop").click()
    yield "the game's end"
    page.get_by_role("button", name="Close", exact=True).click()
    page.keyboard.press("p")
    expect_state(page, "paused", LOADING_MS)
    yield "paused"
    offer_an_update(page)
    yield "a new version is offered"
    what_matters_is_seen_without_scrolling(page)
    page.get_by_role("button", name="Later").press("Enter")
    page.goto("/stats")
    expect(page.locator("#computed")).to_contain_text("model")
    yield "stats"
