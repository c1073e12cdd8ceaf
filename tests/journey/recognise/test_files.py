"""A visitor without a camera who gives files, in; answers that nobody keeps, or words that say what to do, out.

In background mode a picture needs a plain wall behind the hand, or is a silhouette; where hands are seen it does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.clip import textured_room
from tests.browser.launch import ABSENT, open_chromium
from tests.browser.picture import bgr, film_file, picture_file, room_with, silhouette_file
from tests.browser.watching import LOADING_MS, WATCH, expect_state
from tests.journey.visitor import Visit, visiting_by
from tests.server import RunningServer

NAMED_MS = 30_000.0  # where other tests run beside it
FIRST_ANSWERS = 4  # a tenth of a second from one to the next
# How many answers it takes from the first that says so until the page does.
ANSWERS_TO_NAME = """(label) => {
    const first = watched.answers.findIndex(({ gesture }) => gesture === label);
    const named = watched.answers.findIndex(({ steady }) => steady === label);
    return named - first;
}"""
# Whether something is drawn above the hand's points, where only its box is.
BOXED = """() => {
    const { hands: [{ box }] } = watched.answers.at(-1);
    const canvas = document.getElementById("skeleton");
    const scale = canvas.width / document.querySelector("video").videoWidth;
    const [x, y] = [scale * (box.x + box.width / 2), scale * (box.y - 0.08 * Math.max(box.width, box.height))];
    const { data } = canvas.getContext("2d").getImageData(Math.round(x), Math.round(y) - 3, 1, 7);
    return data.some((value, i) => i % 4 === 3 && value === 255);
}"""
BROKEN_PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
HEIC = bytes.fromhex("00000018") + b"ftypheic" + bytes(40)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """A browser on a machine without a camera."""
    with open_chromium(ABSENT) as browser:
        yield browser


@pytest.fixture
def visit(server: RunningServer, browser: Browser) -> Iterator[Visit]:
    """A new visitor with the page open and the recogniser loaded."""
    with visiting_by(browser, server.url, ABSENT) as visit:
        open_without_camera(visit.page, "/")
        yield visit


def open_without_camera(page: Page, address: str) -> None:
    """Open the page and wait until it would show a camera's picture."""
    page.add_init_script(path=WATCH)
    page.goto(address)
    expect_state(page, "no-camera", LOADING_MS)


def give(page: Page, file: Path) -> None:
    """Choose the file by the button, as the keyboard does."""
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Use a picture or video file").focus()
        page.keyboard.press("Enter")
    chooser.value.set_files(file)


def give_and_be_told(page: Page, file: Path) -> None:
    """Choose the file; what becomes of it is said, without a word on backgrounds."""
    give(page, file)
    expect(page.locator("#notice")).to_have_text("Nothing of a file is kept or sent.")


def drop(page: Page, file: Path) -> None:
    """Drag the file onto the place of the camera's picture."""
    dragged = page.evaluate_handle(
        """([name, bytes]) => {
            const dragged = new DataTransfer();
            dragged.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
            return dragged;
        }""",
        [file.name, list(file.read_bytes())],
    )
    for step in ("dragenter", "dragover", "drop"):
        page.locator(".stage").dispatch_event(step, {"dataTransfer": dragged})


def paste(page: Page, file: Path) -> None:
    """Paste the picture, as after copying it elsewhere."""
    page.evaluate(
        """([name, bytes]) => {
            const clipboardData = new DataTransfer();
            clipboardData.items.add(new File([new Uint8Array(bytes)], name, { type: "image/png" }));
            document.body.dispatchEvent(new ClipboardEvent("paste", { clipboardData, bubbles: true }));
        }""",
        [file.name, list(file.read_bytes())],
    )


def answer_to(page: Page, file: Path, hand_over: Callable[[Page, Path], None] = give) -> str:
    """The steady answer that most of ten answers give to a file."""
    page.evaluate("watched.answers.length = 0")
    hand_over(page, file)
    page.wait_for_function("() => watched.answers.length >= 18", timeout=30_000)
    steady: list[str] = page.evaluate("watched.answers.slice(8).map(one => one.steady)")
    return max(set(steady), key=steady.count)


def test_files_are_answered_in_background_mode_and_never_kept(
    server: RunningServer, browser: Browser, tmp_path: Path
) -> None:
    with visiting_by(browser, server.url, ABSENT) as visit:
        open_without_camera(visit.page, "/?way=silhouette")
        files_are_answered_and_never_kept(visit, tmp_path)


def files_are_answered_and_never_kept(visit: Visit, tmp_path: Path) -> None:
    """Drawn ones, rendered ones and a film; what a person says of them is not noted."""
    page = visit.page
    assert answer_to(page, silhouette_file(tmp_path / "drawn.png", "l", seed=1)) == "l"
    assert answer_to(page, picture_file(tmp_path / "palm.png", "open_palm", seed=2)) == "open_palm"
    assert answer_to(page, silhouette_file(tmp_path / "dropped.png", "fist", seed=3), drop) == "fist"
    give(page, film_file(tmp_path / "film.webm", "fist", seed=4))
    page.evaluate("watched.answers.length = 0")  # its hand leaves the box on both sides, so it is waited for
    page.wait_for_function("() => watched.answers.some(one => one.steady === 'fist')", timeout=30_000)
    expect(page.get_by_text("Nothing of a file is kept or sent.")).to_be_visible()
    page.keyboard.press("l")
    expect(page.get_by_text("Answers to a file are never kept")).to_be_visible()
    assert not [url for url in visit.requested if "samples" in url]
    page.get_by_role("button", name="Back to the camera").click()
    expect(page.get_by_text("No camera was found.")).to_be_visible()
    assert visit.elsewhere() == []
    assert visit.complaints == []


def test_hands_in_pictures_are_named_whatever_lies_behind_them(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    assert answer_to(page, room_with("open_palm", tmp_path / "palm.png"), give_and_be_told) == "open_palm"
    expect(page.locator(".hand-name:not([hidden])")).to_contain_text("Open palm")
    expect(page.locator("#prompt")).to_have_text("This is what I see in it.")
    page.keyboard.press("o")
    expect(page.get_by_text("Answers to a file are never kept")).to_be_visible()

    page.get_by_role("button", name="Background mode").click()
    expect(page.locator("#notice")).to_contain_text("A plain background")
    page.wait_for_function("() => watched.answers.at(-1)?.way === 'silhouette'", timeout=LOADING_MS)
    page.get_by_role("button", name="Hand mode").click()
    page.wait_for_function("() => watched.answers.at(-1)?.way === 'hand'", timeout=LOADING_MS)
    assert not [url for url in visit.requested if "samples" in url]
    page.get_by_role("button", name="Back to the camera").click()
    expect(page.get_by_text("No camera was found.")).to_be_visible()
    assert visit.elsewhere() == []
    assert visit.complaints == []


def test_a_pasted_picture_is_named_by_its_first_answers_and_boxed(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    answer_to(page, room_with("fist", tmp_path / "before.png"))
    for label, name in (("open_palm", "Open palm"), ("l", "L"), ("peace", "Peace")):
        paste(page, room_with(label, tmp_path / f"{label}.png"))
        expect(page.locator(".hand-name:not([hidden]) b")).to_have_text(name, timeout=NAMED_MS)
        assert page.evaluate(ANSWERS_TO_NAME, label) <= FIRST_ANSWERS, label
    assert page.evaluate(BOXED)  # once: Chromium complains of a canvas that is read again and again
    page.evaluate("document.body.dispatchEvent(new ClipboardEvent('paste', { bubbles: true }))")
    expect(page.locator("#notice")).to_have_text(
        "There is no picture to paste. Copy a picture itself, not its address, then paste it."
    )
    assert visit.complaints == []


@pytest.mark.parametrize(("width", "height"), [(16, 16), (640, 480), (3840, 2160), (3000, 8)])
def test_pictures_without_a_hand_are_no_gesture_for_certain(
    visit: Visit, tmp_path: Path, width: int, height: int
) -> None:
    file = tmp_path / "wall.png"
    cv2.imwrite(str(file), cv2.resize(bgr(textured_room(np.random.default_rng(5))), (width, height)))
    assert answer_to(visit.page, file) == "none"
    expect(visit.page.locator("#prompt")).to_have_text("I see no hand in it. Try another one.")
    assert visit.page.evaluate("watched.answers.at(-1).hands") == []
    assert visit.complaints == []


def test_of_five_hands_two_are_named_and_that_is_said(visit: Visit, tmp_path: Path) -> None:
    room = cv2.imread(str(room_with("open_palm", tmp_path / "one.png")))
    assert room is not None
    hand = room[60:440, 20:380]
    rows = [[hand, hand, hand], [hand, hand, np.full_like(hand, 140)]]
    file = tmp_path / "five.png"
    cv2.imwrite(str(file), np.concatenate([np.concatenate(row, axis=1) for row in rows]))
    answer_to(visit.page, file)
    expect(visit.page.locator("#prompt")).to_have_text("I name two hands at most. Each has its name beside it.")
    expect(visit.page.locator(".hand-name:not([hidden])")).to_have_count(2)
    assert visit.complaints == []


def test_a_film_of_a_hand_is_named_without_learning_what_lies_behind(visit: Visit, tmp_path: Path) -> None:
    page = visit.page
    film = cv2.VideoWriter(str(tmp_path / "film.webm"), cv2.VideoWriter.fourcc(*"VP80"), 15, (640, 480))
    picture = cv2.imread(str(room_with("open_palm", tmp_path / "frame.png")))
    assert picture is not None
    for frame in range(45):
        film.write(np.roll(picture, 2 * frame, axis=1))
    film.release()
    assert answer_to(page, tmp_path / "film.webm") == "open_palm"
    assert page.evaluate("watched.answers.every(one => one.way === 'hand')")
    assert visit.complaints == []


BAD_FILES = {
    "empty.png": (b"", "empty.png is empty"),
    "broken.png": (BROKEN_PNG, "broken.png is broken, too large, or of a kind"),
    "words.txt": (b"no picture", "words.txt is no picture or video"),
    "phone.heic": (HEIC, "it is a HEIC picture"),
    "broken.webm": (b"\x1aE\xdf\xa3" + bytes(60), "This browser cannot play that video"),
}


def test_what_cannot_be_shown_is_refused_in_words(visit: Visit, tmp_path: Path) -> None:
    for name, (content, words) in BAD_FILES.items():
        file = tmp_path / name
        file.write_bytes(content)
        give(visit.page, file)
        expect(visit.page.get_by_role("status").filter(has_text=words)).to_be_visible(timeout=10_000)
    expect(visit.page.locator("body")).to_have_attribute("data-state", "no-camera")
