"""Two hands, bones on a hand, and the ways in and out of background mode."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from playwright.sync_api import Page, expect

from tests.browser.clip import Part, Scene, encode, looks, render_clip, textured_room, with_hand
from tests.browser.launch import playing
from tests.browser.segments import Clip, read_clip
from tests.browser.watching import open_page, wait_for_answer
from tests.journey.visitor import NOTES, visiting
from tests.server import RunningServer
from training.silhouette import Picture

NAMED_MS = 30_000.0
ANY = np.random.default_rng(0)  # looks are what they are
WORDS = {"open_palm": "Open palm", "l": "L"}


def test_two_hands_are_both_named_with_their_sides(server: RunningServer, tmp_path: Path) -> None:
    film = render_clip(tmp_path / "two.y4m", [Part("open_palm", 60, other="l")], seed=5, how=looks, every=3)
    with visiting(server.url, playing(film)) as visit:
        page = visit.page
        open_page(page, server.url, read_clip(film))
        page.wait_for_function(
            """() => {
                const hands = watched.answers.at(-1)?.hands ?? [];
                const names = [...document.querySelectorAll(".hand-name:not([hidden]) b")];
                const shown = names.map(({ textContent }) => textContent);
                return hands.length === 2 && shown.includes("Open palm") && shown.includes("L");
            }""",
            timeout=NAMED_MS,
        )
        page.keyboard.press("p")
        places = page.evaluate(
            """() => [...document.querySelectorAll(".hand-name:not([hidden])")].map((tag) => {
                const { left, width } = tag.getBoundingClientRect();
                return [tag.firstChild.textContent, tag.lastChild.textContent, left + width / 2];
            })"""
        )
        names = {name: (side, place) for name, side, place in places}
        sides = {WORDS[label]: "left hand" if looks(label, ANY).mirrored else "right hand" for label in WORDS}
        assert {name: side for name, (side, _) in names.items()} == sides
        assert names["L"][1] < names["Open palm"][1]  # what is on the right of the frame is on the left in a mirror
        expect(page.locator("#prompt")).to_have_text("Paused. Nothing is looked at until you resume.")
        assert visit.complaints == []


def test_the_bones_lie_on_the_hand_in_the_mirror(server: RunningServer, tmp_path: Path) -> None:
    still = tmp_path / "still.mjpeg"
    room = textured_room(np.random.default_rng(5))
    still.write_bytes(encode(picture_of(with_hand(room, looks("open_palm", ANY), 0, 0)), 1))
    with visiting(server.url, playing(still)) as visit:
        page = visit.page
        page.goto("/")
        expect(page.locator(".hand-name:not([hidden])")).to_contain_text("Open palm", timeout=NAMED_MS)
        with_bones = photograph(page, without=".stage > :not(.view), #hand-names")  # whose words change meanwhile
        without = photograph(page, without="#skeleton")
        bones = np.abs(with_bones.astype(int) - without).max(axis=2) > 60
        assert 300 < bones.sum() < 0.1 * bones.size, "bones are thin lines"
        assert share_on_skin(bones, without) > 0.75
        assert share_on_skin(bones[:, ::-1], without) < 0.25, "this test would not notice bones that are not mirrored"
        assert visit.complaints == []


def picture_of(scene: Scene) -> Picture:
    """What a camera without noise makes of a scene."""
    return np.asarray(np.clip(np.rint(scene), 0, 255), np.uint8)


def photograph(page: Page, without: str) -> Picture:
    """The stage in RGB, from now on without what this selector means."""
    hide = "all => all.forEach((one) => { one.style.visibility = 'hidden'; })"
    page.eval_on_selector_all(without, hide)
    shot = cv2.imdecode(np.frombuffer(page.locator(".stage").screenshot(), np.uint8), cv2.IMREAD_COLOR)
    assert shot is not None
    return np.asarray(cv2.cvtColor(shot, cv2.COLOR_BGR2RGB), np.uint8)


def share_on_skin(marked: npt.NDArray[np.bool_], shot: Picture) -> float:
    """The share of the marked pixels on or right beside skin, the only thing in the room that is much more red."""
    red, green, blue = (shot[:, :, channel].astype(int) for channel in range(3))
    skin = np.asarray((red > green + 25) & (red > blue + 40), np.uint8)
    near = cv2.dilate(skin, np.ones((9, 9), np.uint8))
    return float(near[marked].mean())


def test_background_mode_is_entered_by_b_and_left_by_r(server: RunningServer, clip: Clip) -> None:
    with visiting(server.url, playing(clip.path)) as visit:
        page = visit.page
        page.add_init_script(NOTES)
        open_page(page, server.url, clip)
        wait_for_answer(page, "hand")
        page.evaluate("noted.states.length = 0")
        page.get_by_role("button", name="Background mode").click()
        wait_for_answer(page, "silhouette")
        # Its model comes now, and without a countdown nothing is seen of that.
        steps = page.evaluate("noted.states.filter((state, i, all) => state !== all[i - 1])")
        assert steps == ["loading", "learning-background", "predicting"]
        expect(page.get_by_role("group", name="Guide box")).to_be_visible()
        page.get_by_role("button", name="Figures").click()
        expect(page.get_by_role("img", name="What the model sees")).to_be_visible()
        expect(page.locator('[data-command="k"]')).to_be_hidden()
        page.get_by_role("button", name="Hand mode").click()
        wait_for_answer(page, "hand")
        expect(page.get_by_role("group", name="Guide box")).to_be_hidden()
        expect(page.locator('[data-command="k"]')).to_be_visible()
        assert visit.complaints == []
