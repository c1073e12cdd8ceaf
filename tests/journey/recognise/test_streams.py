"""A camera's stream that stands still, goes black, turns, is slow or is taken away, in; a page that says so, out.

It names nothing that is not there meanwhile, and goes on by itself.

The camera's picture goes through tests/browser/stream.js, because no file can do such things to Chromium's camera.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.clip import Part, looks, render_clip
from tests.browser.launch import playing
from tests.browser.segments import Clip
from tests.browser.watching import (
    LOADING_MS,
    expect_state,
    listen_one_loop,
    open_page,
    start_of_loop,
    take_background,
    wait_for_answer,
)
from tests.journey.visitor import Visit, visiting
from tests.server import ROOT, RunningServer

STREAM = ROOT / "tests" / "browser" / "stream.js"
NO_CALLBACK = "delete HTMLVideoElement.prototype.requestVideoFrameCallback"
COUNT = "window.answers = 0; document.addEventListener('gesture', () => window.answers++)"
NAMED = ".hand-name:not([hidden])"
SOON_MS = 30_000.0


@pytest.fixture(scope="module")
def palm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An open palm, for as long as anybody looks."""
    film = tmp_path_factory.mktemp("streams") / "palm.mjpeg"
    return render_clip(film, [Part("open_palm", 60)], seed=5, how=looks)


@contextmanager
def streaming(server: RunningServer, film: Path, *scripts: str, path: str = "/") -> Iterator[Visit]:
    """A visit whose camera a test can play tricks on; `scripts` come before the page's own."""
    with visiting(server.url, playing(film)) as visit:
        visit.page.add_init_script(path=STREAM)
        for script in (COUNT, *scripts):
            visit.page.add_init_script(script)
        visit.page.goto(path)
        yield visit
        assert visit.complaints == []


def expect_named(page: Page) -> None:
    """The palm has its name."""
    expect(page.locator(NAMED)).to_contain_text("Open palm", timeout=SOON_MS)


def expect_nothing_named(page: Page, words: str) -> None:
    """The page says why there is nothing, and names nothing."""
    expect(page.locator("#prompt")).to_contain_text(words, timeout=SOON_MS)
    expect(page.locator(NAMED)).to_have_count(0)
    assert page.evaluate("document.body.dataset.state") == "predicting"
    before = page.evaluate("answers")
    page.wait_for_timeout(300)
    assert page.evaluate("answers") == before or "black" in words


def test_a_stream_that_stands_still_is_told_and_opened_anew(server: RunningServer, palm: Path) -> None:
    with streaming(server, palm) as visit:
        page = visit.page
        expect_named(page)
        page.evaluate("stream.mode = 'frozen'")
        expect_nothing_named(page, "stands still")
        page.evaluate("stream.mode = 'live'")
        expect_named(page)
        assert page.evaluate("stream.opened") == 1
        page.evaluate("stream.mode = 'frozen'")
        page.wait_for_function("() => stream.opened === 2", timeout=SOON_MS)
        expect_named(page)


def test_a_stream_that_is_held_back_or_black_is_told_and_goes_on(server: RunningServer, palm: Path) -> None:
    with streaming(server, palm) as visit:
        page = visit.page
        expect_named(page)
        page.evaluate("Object.defineProperty(stream.track, 'muted', { value: true, configurable: true })")
        page.evaluate("stream.mode = 'frozen'")
        expect_nothing_named(page, "held by the system")
        page.wait_for_timeout(6000)
        assert page.evaluate("stream.opened") == 1, "it comes back by itself"
        page.evaluate("delete stream.track.muted; stream.mode = 'live'")
        expect_named(page)
        page.evaluate("stream.mode = 'black'")
        expect_nothing_named(page, "is black")
        page.evaluate("stream.mode = 'live'")
        expect_named(page)


def test_a_rear_camera_is_not_mirrored_unless_that_is_set(server: RunningServer, palm: Path) -> None:
    with streaming(server, palm, "stream.settings = { facingMode: 'environment' }") as visit:
        page = visit.page
        expect_named(page)
        flipped = "new DOMMatrix(getComputedStyle(document.querySelector('.mirror')).transform).a < 0"
        assert not page.evaluate(flipped)
        place = "(tag => tag.getBoundingClientRect().left / innerWidth)(document.querySelector('.hand-name'))"
        unmirrored = page.evaluate(place)
        page.evaluate("localStorage.setItem('preferences', JSON.stringify({ mirror: 'on' }))")
        page.reload()
        expect_named(page)
        assert page.evaluate(flipped)
        assert page.evaluate(place) > unmirrored, "the hand is on the left of the frame"


def test_a_camera_that_turns_goes_on_and_a_background_of_it_is_asked_for_anew(
    server: RunningServer, clip: Clip
) -> None:
    with visiting(server.url, playing(clip.path)) as visit:
        page = visit.page
        page.add_init_script(path=STREAM)
        open_page(page, server.url, clip)
        wait_for_answer(page, "hand")
        page.evaluate("stream.turned = true")
        page.wait_for_function("() => document.querySelector('video').videoHeight === 640", timeout=SOON_MS)
        page.evaluate("watched.answers.length = 0")
        wait_for_answer(page, "hand")
        page.evaluate("stream.turned = false")
        take_background(page, clip)
        page.evaluate("stream.turned = true")
        expect_state(page, "needs-background", SOON_MS)
        assert visit.complaints == []


def test_no_frame_of_a_slow_camera_is_answered_twice_by_a_browser_that_cannot_tell(
    server: RunningServer, palm: Path
) -> None:
    with streaming(server, palm, NO_CALLBACK, "stream.every = 6") as visit:
        page = visit.page
        expect_named(page)
        before = page.evaluate("[answers, stream.sent]")
        page.wait_for_timeout(4000)
        answers, sent = (now - then for now, then in zip(page.evaluate("[answers, stream.sent]"), before, strict=True))
        assert 0.5 * sent - 1 <= answers <= sent + 1
        expect_named(page)


def test_a_camera_that_another_program_has_starts_when_that_gives_it_back(server: RunningServer, palm: Path) -> None:
    with streaming(server, palm, "stream.refuse = 'NotReadableError'") as visit:
        page = visit.page
        expect_state(page, "no-camera", LOADING_MS)
        expect(page.get_by_text("Another program is using the camera.")).to_be_visible()
        page.evaluate("stream.refuse = null")
        expect_named(page)
        page.evaluate("stream.refuse = 'NotReadableError'; stream.track.stop()")
        page.evaluate("stream.track.dispatchEvent(new Event('ended'))")
        expect_state(page, "no-camera", SOON_MS)
        expect(page.get_by_text("The camera stopped.")).to_be_visible()
        page.evaluate("stream.refuse = null")
        expect_named(page)


def test_light_and_focus_are_kept_and_black_spoils_no_background(server: RunningServer, clip: Clip) -> None:
    with visiting(server.url, playing(clip.path)) as visit:
        page = visit.page
        page.add_init_script(path=STREAM)
        modes = ["manual", "continuous"]
        both = f"{{ exposureMode: {modes}, whiteBalanceMode: {modes}, focusMode: {modes} }}"
        page.add_init_script(f"stream.capabilities = {both}")
        open_page(page, server.url, clip)
        wait_for_answer(page, "hand")
        take_background(page, clip)
        asked = [set(one.items()) for one in page.evaluate("stream.asked")]
        locked = {(setting, "manual") for setting in ("exposureMode", "whiteBalanceMode", "focusMode")}
        assert asked[-1] == locked
        named = named_in_a_loop(page, clip)
        assert named
        page.evaluate("stream.mode = 'black'")
        expect(page.locator("#prompt")).to_contain_text("is black", timeout=SOON_MS)
        page.wait_for_timeout(3000)
        page.evaluate("stream.mode = 'live'")
        assert named_in_a_loop(page, clip) == named
        page.keyboard.press("r")
        page.wait_for_function("() => stream.asked.at(-1).focusMode === 'continuous'")
        assert visit.complaints == []


def test_no_background_is_taken_with_a_hand_in_it_and_it_is_tried_again(
    server: RunningServer, hands_clip: Clip
) -> None:
    with visiting(server.url, playing(hands_clip.path)) as visit:
        page = visit.page
        open_page(page, server.url, hands_clip)
        wait_for_answer(page, "hand")
        hand = next(one for one in hands_clip.segments if one.is_gesture)
        page.evaluate("segment => watched.startOf(segment)", hand.number)
        page.keyboard.press("b")
        expect(page.locator("#prompt")).to_contain_text("There is a hand in the box.", timeout=SOON_MS)
        wait_for_answer(page, "silhouette")
        first = page.evaluate("watched.answers.find(({ way }) => way === 'silhouette')")
        shown = next(one for one in hands_clip.segments if one.number == first["segment"])
        # Thirty calm frames of the room, the last of which may be the one before the next hand.
        assert not shown.is_gesture or first["settledMs"] < 500
        assert visit.complaints == []


def named_in_a_loop(page: Page, clip: Clip) -> set[str]:
    """The gestures of the clip that are named while they are shown."""
    answers = listen_one_loop(page, clip, start_of_loop(page, clip), lambda *_: None)
    said = {(one.segment, one.steady) for one in answers}
    return {one.label for one in clip.segments if one.is_gesture and (one.number, one.label) in said}
