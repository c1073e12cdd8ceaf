"""Each state that a picture can be in, in; the one sentence that is true of it, and none that is not, out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.browser.clip import Scene, encode, looks, shoot, textured_room, with_hand
from tests.browser.launch import playing
from tests.browser.watching import WATCH, wait_for_answer
from tests.journey.visitor import visiting
from tests.server import RunningServer
from training.synthetic.poses import show

FRAMES = 150  # of each state: five seconds, the longest that any sentence takes, and the last second to look at it
PERIOD = 50  # frames after which a state's pictures come again: drawing each takes long
SETTLED_MS = 4000.0
CHANGED_MS = 1500.0  # a sentence stays for a second when the picture is another, or it would flicker; answers come late
ROOM = textured_room(np.random.default_rng(5))
NOISE = [np.random.default_rng(seed).normal(0, 2.5, ROOM.shape).astype(np.float32) for seed in range(10)]
ANY = np.random.default_rng(0)  # looks are what they are
ROCK = show("rock", np.random.default_rng(4))

# Put into the page before its own code: what it says and names after each answer, painted or not.
SAYS = """document.addEventListener("gesture", () => setTimeout(() => {
    const { segment, since } = watched.look();
    const names = [...document.querySelectorAll(".hand-name:not([hidden]) b")].map((name) => name.textContent);
    const words = document.getElementById("prompt").textContent;
    (window.saidThen ??= []).push({ segment, at: performance.now() - since, words, names });
}))"""

# What is said from one change of state, before which a page that loads says nothing, until the film comes round again:
# its own time, as a busy machine plays it slower.
ONE_LOOP = """async () => {
    await watched.startOf(null);
    saidThen.length = 0;
    await watched.startOf(watched.changes.at(-1).segment);
    return saidThen;
}"""

State = Callable[[int], Scene]


def hand(label: str, centre: float = 0.3, extent: float = 0.5, light: float = 1.0) -> State:
    """A hand that sways a little."""
    shown = ROCK if label == "rock" else looks(label, ANY)

    def scene(frame: int) -> Scene:
        turn = 2 * np.pi * frame / PERIOD
        right, down = 0.015 * np.sin(2 * turn), 0.015 * np.cos(turn)
        return np.asarray(light * with_hand(ROOM, shown, right, down, centre, extent), np.float32)

    return scene


def two(frame: int) -> Scene:
    """Two hands that show something."""
    return with_hand(hand("open_palm")(frame), looks("l", ANY), 0, 0.015 * np.sin(2 * np.pi * frame / PERIOD), 0.78)


# What the camera sees, and a word of the sentence that is true of it.
STATES: dict[str, tuple[State, str]] = {
    "named": (hand("open_palm"), "Show another gesture"),
    "nobody": (lambda _: ROOM, "Hold up a hand"),
    "none of the gestures": (hand("rock"), "none of the gestures"),
    "far away": (hand("rock", extent=0.19), "Come closer"),
    "cut off": (hand("rock", centre=0.05), "cut off by the edge"),
    "two hands": (two, "I see two hands"),
    "too dark": (lambda _: np.asarray(0.2 * ROOM, np.float32), "too dark"),
    "black": (lambda _: np.asarray(0 * ROOM, np.float32), "is black"),
    "still": (lambda _: ROOM, "the same picture again and again"),
}


NAMES = dict(enumerate(STATES, start=1))  # of the segments


@pytest.fixture(scope="module")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All states, one after another."""
    path = tmp_path_factory.mktemp("advice") / "states.mjpeg"
    with path.open("wb") as frames:
        for segment, (name, (state, _)) in enumerate(STATES.items(), start=1):
            scale = 0.2 if name == "black" else 1.0
            numbers = range(1 if name == "still" else PERIOD)
            shots = [shoot(state(number), scale * NOISE[number % len(NOISE)], number) for number in numbers]
            coded = [encode(shot, segment) for shot in shots]
            frames.writelines(coded[number % len(coded)] for number in range(FRAMES))
    return path


def test_each_state_has_its_sentence_and_none_contradicts_the_screen(server: RunningServer, film: Path) -> None:
    with visiting(server.url, playing(film)) as visit:
        page = visit.page
        page.add_init_script(path=WATCH)
        page.add_init_script(SAYS)
        page.goto("/")
        wait_for_answer(page, "hand")
        said: list[dict[str, Any]] = page.evaluate(ONE_LOOP)
        assert visit.complaints == []
    assert [one for one in said if belies(one)] == []
    settled = {
        segment: [one for one in said if one["segment"] == segment and one["at"] > SETTLED_MS] for segment in NAMES
    }
    found = {NAMES[segment]: {one["words"] for one in notes} for segment, notes in settled.items()}
    wrong = {name: words for name, words in found.items() if not is_true(name, words)}
    assert wrong == {}, settled


def is_true(name: str, found: set[str]) -> bool:
    """Whether one sentence was said of the state, and the one that it has."""
    return len(found) == 1 and STATES[name][1] in next(iter(found))


def belies(said: dict[str, Any]) -> bool:
    """Whether what the page says is not so on its own screen."""
    words, named = said["words"], [name for name in said["names"] if name != "No gesture"]
    sure = [name for name in named if not name.endswith("?")]
    nobody = ("Hold up a hand", "cannot see a hand", "is black", "same picture", "too dark")
    return (
        (bool(sure) and any(one in words for one in nobody))
        or (bool(named) and "none of the gestures" in words)
        or (len(said["names"]) > 1 and "Your hand" in words and bool(sure) and said["at"] > CHANGED_MS)
    )
