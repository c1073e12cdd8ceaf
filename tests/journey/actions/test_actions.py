"""What gestures do: a film of swipes and palms in; slides that turn, and messages at a real broker, out."""

from __future__ import annotations

import time
from itertools import pairwise
from pathlib import Path
from statistics import median

from playwright.sync_api import Page, expect

from tests.backend.actions.brokers import PASSWORD, USER, Broker
from tests.browser.pdf import pdf_of
from tests.browser.segments import Clip
from tests.journey.actions.conftest import MOVEMENTS
from tests.journey.actions.listener import Heard, listening
from tests.journey.test_accessible import serious
from tests.journey.test_keyboard import press_on
from tests.journey.visitor import Visit, register

WORDS = {"swipe-left": "← Swipe left", "swipe-right": "Swipe right →", "wave": "Wave"}
ROUND_MS = 45_000.0
SLIDES = 40
# Each movement with the word on the picture, and the slide that is shown once it has been told to everybody.
LISTEN = """() => {
    window.moved = [];
    document.addEventListener("swipe", ({ detail }) => {
        const now = [detail.movement, document.querySelector(".stage .moved").textContent, performance.now()];
        setTimeout(() => {
            const slide = parseInt(document.querySelector(".slide-count")?.textContent);
            if (slide > 0) moved.push([...now, slide]); // there are slides by now
        });
    });
}"""
# When the camera gave the frame at whose answer a connector is told something.
NOTE_FRAMES = """() => {
    window.told = [];
    let frame = 0;
    addEventListener("gesture", ({ detail }) => (frame = Date.now() - detail.totalMs), { capture: true });
    const before = window.fetch;
    window.fetch = (address, init) => {
        if (String(address).endsWith("/runs")) told.push(frame);
        return before(address, init);
    };
}"""
MESSAGES = 9
MOST_MS = 300


def test_swipes_turn_slides_and_are_told_once_each(visit: Visit, clip: Clip, slides: Path) -> None:
    page = visit.page
    slides.write_bytes(pdf_of(SLIDES))
    page.evaluate(LISTEN)
    with actions(page):
        assert serious(page) == []
        page.locator("input[accept*=pdf]").set_input_files(slides)
        expect(page.get_by_role("img", name="This is slide")).to_be_visible()
    # A busy machine sees too few frames of some movements; none may be told twice, or take another's name.
    all_seen = f"() => new Set(moved.map(([name]) => name)).size === {len(MOVEMENTS)}"
    page.wait_for_function(f"() => moved.length >= 4 && ({all_seen})()", timeout=4 * ROUND_MS)
    moved = page.evaluate("moved")
    assert [words for _, words, *_ in moved] == [WORDS[movement] for movement, *_ in moved]
    round_ms = 1000 * clip.frames / clip.fps
    for movement in MOVEMENTS:
        times = [at for name, _, at, _ in moved if name == movement]
        assert all(later - sooner > 0.7 * round_ms for sooner, later in pairwise(times)), moved
    slide = 1
    for movement, _, _, shown in moved:
        slide = max(slide + {"swipe-left": 1, "swipe-right": -1}.get(movement, 0), 1)
        assert shown == slide, moved
    keys_turn_them_too(page)
    assert visit.complaints == []


def keys_turn_them_too(page: Page) -> None:
    """Also to both ends; Escape gives the page back."""
    for key, slide in (("End", SLIDES), ("PageUp", SLIDES - 1), ("Home", 1), (" ", 2)):
        page.keyboard.press(key)
        expect(page.get_by_role("img", name=f"This is slide {slide}", exact=True)).to_be_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Actions")).to_be_visible()
    expect(page.locator(".presentation")).to_have_count(0)


def test_a_palm_tells_a_real_broker_in_time(visit: Visit, broker: Broker) -> None:
    page = visit.page
    register(page, "ada", "correct horse battery")
    page.evaluate(NOTE_FRAMES)
    with listening(broker, "home/#") as heard:
        with actions(page):
            add_broker(page, broker)
            bind_palm(page)
            page.get_by_role("button", name="Try it").press("Enter")
            expect(page.get_by_role("status").filter(has_text="House: home/lamp on")).to_be_visible()
            wait_for_messages(page, heard, 1)
            assert [payload for _, payload in heard] == ["on"]
            page.evaluate("told.length = 0")
        page.wait_for_function(f"() => told.length >= {MESSAGES}", timeout=ROUND_MS)
        expect(page.locator(".action-ring")).to_contain_text("House: home/lamp on")
        with actions(page):
            page.get_by_role("checkbox", name="House: home/lamp on: on").press("Space")
            page.get_by_text("What was done lately").click()
            expect(page.get_by_text("Open palm · done").first).to_be_visible()
            assert serious(page) == []
            delete_all(page)
        frames = page.evaluate("told")
        wait_for_messages(page, heard, 1 + len(frames))
    came = [at for at, _ in heard[1:]]
    assert len(came) == len(frames)
    took = [at - frame for at, frame in zip(came, frames, strict=True)]
    print(f"from the frame at the dwell's end to the broker's message: p50 {median(took):.0f} ms of {len(took)}")
    assert median(took) <= MOST_MS, took
    assert visit.complaints == []


def wait_for_messages(page: Page, heard: Heard, count: int) -> None:
    """Wait until the broker has passed on so many: it may do so after the page said that they were sent."""
    end = time.monotonic() + ROUND_MS / 1000
    while len(heard) < count and time.monotonic() < end:
        page.wait_for_timeout(50)


class actions:  # noqa: N801 - reads as what it opens
    """The dialog, opened by its button and closed by Escape, unless it has closed."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __enter__(self) -> None:
        self.page.get_by_role("button", name="Actions").press("Enter")
        expect(self.page.get_by_role("button", name="Add an action")).to_be_visible()
        expect(self.page.get_by_role("heading", name="Lamps, speakers and other programs")).to_be_visible()

    def __exit__(self, *_: object) -> None:
        if self.page.locator("dialog.actions").count():
            self.page.keyboard.press("Escape")


def add_broker(page: Page, broker: Broker) -> None:
    """By keyboard alone."""
    press_on(page.get_by_role("button", name="Add one"), "Enter")
    page.locator("[name=kind]").select_option("mqtt")
    for name, value in (
        ("name", "House"),
        ("address", f"mqtt://127.0.0.1:{broker.port}"),
        ("user", USER),
        ("secret", PASSWORD),
    ):
        page.locator(f".connectors [name={name}]").fill(value)
    assert serious(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("House is saved.")).to_be_visible()


def bind_palm(page: Page) -> None:
    """An open palm tells the broker again and again."""
    press_on(page.get_by_role("button", name="Add an action"), "Enter")
    for name, value in (("on", "open_palm"), ("dwell", "300"), ("cool", "300")):
        page.locator(f"[name={name}]").select_option(value)
    page.locator("[name=action]").select_option(label="House")
    page.locator("[name=repeat]").press("Space")
    page.locator("[name=topic]").fill("home/lamp")
    page.locator("[name=payload]").fill("on")
    assert serious(page) == []
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved: House: home/lamp on.")).to_be_visible()


def delete_all(page: Page) -> None:
    """What was bound, and the connector."""
    page.get_by_role("button", name="Delete: House: home/lamp on").press("Enter")
    expect(page.get_by_text("There are none yet.")).to_be_visible()
    page.get_by_role("button", name="Delete: House", exact=True).press("Enter")
    expect(page.get_by_text("House is deleted, with its secret.")).to_be_visible()
