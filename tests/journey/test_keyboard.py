"""The page by keyboard alone: Tab, Enter, arrows and letters in; everything that a mouse can do, done."""

from __future__ import annotations

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.launch import Camera, playing
from tests.browser.segments import Clip
from tests.browser.watching import LOADING_MS, WATCH, expect_state, wait_for_answer
from tests.journey.conftest import query_of
from tests.journey.visitor import Visit, visiting
from tests.journey.waiting import expect_something_waits
from tests.server import RunningServer

TABS = 40  # more than the page has places for the focus
NOTED = {"c": "Closed palm", "f": "Fist", "l": "L", "o": "Open palm", "t": "Thumbs up"}
OF_HANDS = {"k": "Okay", "v": "Peace"}  # background mode does not know them


def test_everything_can_be_done_by_keyboard(server: RunningServer, clip: Clip) -> None:
    with visiting(server.url, asked_for(playing(clip.path))) as visit:
        page = visit.page
        page.add_init_script(path=WATCH)
        page.goto("/?countdown=0")
        expect_state(page, "no-camera", LOADING_MS)
        press_on(page.get_by_role("button", name="Start the camera"), "Enter")
        expect_state(page, "predicting", LOADING_MS)
        wait_for_answer(page, "hand")
        background_mode_is_entered_and_left(page)
        the_guide_box_moves(page)
        log_in_and_consent(page)
        the_letters_work(page)
        the_prompts_are_kept(visit, server)
        assert visit.complaints == []


def asked_for(camera: Camera) -> Camera:
    """The same camera for a visitor who has not allowed it yet."""
    return Camera(camera.flags, allowed=False)


def press_on(target: Locator, key: str) -> None:
    """Go to `target` with Tab, then press `key`."""
    page = target.page
    for _ in range(TABS):
        page.keyboard.press("Tab")
        if target.evaluate("each => each === document.activeElement"):
            page.keyboard.press(key)
            return
    raise AssertionError(f"Tab never reached {target}; the focus is on {page.evaluate('document.activeElement.id')!r}")


def background_mode_is_entered_and_left(page: Page) -> None:
    """By its button and by letters; a letter of a gesture that it does not know says so."""
    press_on(page.get_by_role("button", name="Background mode"), "Enter")
    wait_for_answer(page, "silhouette")
    for key, words in OF_HANDS.items():
        page.keyboard.press(key)
        expect(page.get_by_text(f"{words} is not known in this mode.")).to_be_visible()
    page.keyboard.press("r")
    wait_for_answer(page, "hand")
    page.keyboard.press("b")
    wait_for_answer(page, "silhouette")


def the_guide_box_moves(page: Page) -> None:
    """Arrow keys move it as it is seen, plus and minus change its size, and its edge stays inside the picture."""
    guide = page.get_by_role("group", name="Guide box")
    video = box_of(page.locator("video"))
    places: list[FloatRect] = []
    press_on(guide, "+")
    for key in ("-", "ArrowLeft", "ArrowDown", "ArrowRight", "ArrowUp"):
        places.append(box_of(guide))
        page.keyboard.press(key)
    larger, first, left, down, right = places
    assert larger["width"] > first["width"] + 1
    assert left["x"] < first["x"] - 1
    assert down["y"] > left["y"] + 1
    assert right["x"] > down["x"] + 1
    for _ in range(60):
        page.keyboard.press("ArrowRight")
    last = box_of(guide)
    assert abs(last["x"] + last["width"] - video["x"] - video["width"]) < 1
    expect(page.locator("body")).to_have_attribute("data-state", "needs-background")


def box_of(target: Locator) -> FloatRect:
    """Where it is on the screen."""
    box = target.bounding_box()
    assert box is not None, f"{target} is not to be seen"
    return box


def log_in_and_consent(page: Page) -> None:
    """Letters in the form are text and no commands; arrow keys choose what may be kept; the focus comes back."""
    press_on(page.get_by_role("button", name="Log in", exact=True), "Enter")
    press_on(page.get_by_role("tab", name="Log in"), "ArrowRight")
    press_on(page.get_by_label("Name", exact=True), "b")
    page.keyboard.type("obcfp")
    page.keyboard.press("Tab")
    page.keyboard.type("correct horse battery")
    press_on(page.get_by_role("button", name="Register"), "Enter")
    expect(page.get_by_text("Logged in as bobcfp")).to_be_visible()
    expect(page.locator("body")).to_have_attribute("data-state", "needs-background")
    press_on(page.get_by_label("Nothing"), "ArrowDown")
    expect(page.get_by_label("Shapes of some gestures")).to_be_checked()
    expect(page.get_by_text("are kept from now on")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="bobcfp")).to_be_focused()


def the_letters_work(page: Page) -> None:
    """Background, pause, what is shown, leaving background mode; and a moved box needs a new background."""
    page.keyboard.press("b")
    expect_state(page, "predicting", LOADING_MS)
    expect(page.locator("#confidence")).to_contain_text("sure")
    for key, words in NOTED.items():
        page.keyboard.press(key)
        expect(page.get_by_text(f"Noted: {words}.", exact=True)).to_be_visible()
    expect_something_waits(page)
    for key, state, way in (
        ("p", "paused", "silhouette"),
        ("p", "predicting", "silhouette"),
        ("r", "predicting", "hand"),
        ("b", "predicting", "silhouette"),
    ):
        page.keyboard.press(key)
        expect_state(page, state, LOADING_MS)
        expect(page.locator("body")).to_have_attribute("data-way", way)
    page.get_by_role("group", name="Guide box").focus()
    page.keyboard.press("ArrowLeft")
    expect_state(page, "needs-background", LOADING_MS)


def the_prompts_are_kept(visit: Visit, server: RunningServer) -> None:
    """Each letter of a gesture has become one sample with that label_source; a batch is stored in the order of
    its ids.
    """
    expect(visit.page.locator("#waiting")).to_have_text("0")
    query = query_of(server.database_url)
    rows = query("SELECT label FROM samples WHERE label_source = 'prompted' ORDER BY label")
    assert [row[0] for row in rows] == ["closed_palm", "fist", "l", "open_palm", "thumbs_up"]
