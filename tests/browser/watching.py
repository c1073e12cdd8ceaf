"""Drive the page in Chromium while its camera plays a clip, and note what it answers to which segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

from backend.models.document import Way
from tests.browser.segments import Answer, Clip, Hand

WATCH = Path(__file__).parent / "watch.js"
LOADING_MS = 60_000.0
POLL_MS = 100.0
CHANGES = "begun => watched.changes.slice(begun).map(one => [one.segment, one.since])"
# Each further question to the page would take away from the time in which its background is learned.
AFRESH = """async (segment) => {
    const begun = await watched.startOf(segment);
    watched.answers.length = 0;
    return begun;
}"""
SETTLED_MS = 900.0  # into a segment, when the steady answer is that of its gesture


class PageFailed(RuntimeError):  # noqa: N818 - the message is what the page said
    """The page did not come to its answers; the message is what it showed."""


@dataclass(frozen=True)
class Heard:
    """What the page answered: `answers` to one loop of the clip, `changes` the times at which the camera came to
    which segment, `before` what was answered until that loop began. Times are milliseconds of the page's clock; at
    `asked_ms` the page was given the camera.
    """

    answers: list[Answer]
    before: list[Answer]
    changes: list[tuple[int, float]]
    asked_ms: float


def open_page(page: Page, server: str, clip: Clip, way: Way = "hand") -> None:
    """Open the page in that way, with the clip's guide box, and wait until it answers or wants a background.

    Raises PageFailed.
    """
    page.add_init_script(path=WATCH)
    guide = ",".join(f"{part:g}" for part in clip.guide)
    page.goto(f"{server}/?guide={guide}&countdown=0&way={way}")
    expect_state(page, "predicting" if way == "hand" else "needs-background", LOADING_MS)


def expect_state(page: Page, state: str, timeout_ms: float) -> None:
    """Wait for document.body.dataset.state to be `state`. Raises PageFailed with what the page shows instead."""
    try:
        page.wait_for_function("state => document.body.dataset.state === state", arg=state, timeout=timeout_ms)
    except Error as problem:
        found = page.evaluate("document.body.dataset.state")
        raise PageFailed(f"The page is {found!r}, not {state!r}. It shows:\n{page.inner_text('body')}") from problem


def begin(page: Page, clip: Clip, way: Way) -> int:
    """Have the page answer in that way from the start of a segment on; the number of changes of segment by then.

    Raises PageFailed.
    """
    if way == "silhouette":
        return take_background(page, clip)
    wait_for_answer(page, way)
    return start_of_loop(page, clip)


def start_of_loop(page: Page, clip: Clip) -> int:
    """Wait for the next change of segment, where there is one; the number of changes by then."""
    return int(page.evaluate("watched.changes.length" if clip.has_one_segment else "watched.startOf(null)"))


def take_background(page: Page, clip: Clip) -> int:
    """Press b at the start of the clip's empty room; the number of changes of segment by then. Raises PageFailed.

    The first time the page may have to fetch the model of silhouettes: then the room comes a second time.
    """
    room = clip.room
    if room is None:
        raise PageFailed(
            f"{clip.path.name} has no empty room, a segment labelled background, to take the background of."
        )
    for _ in range(2):
        begun = int(page.evaluate(AFRESH, room.number))
        page.keyboard.press("b")
        wait_for_answer(page, "silhouette")
        page.evaluate("watched.answers.splice(0, watched.answers.findIndex(one => one.way === 'silhouette'))")
        if page.evaluate("watched.changes.at(-1).segment") == room.number:
            return begun
    raise PageFailed(f"Learning the background took longer than segment {room.number}. Is this machine overloaded?")


def wait_for_answer(page: Page, way: str) -> None:
    """Wait for an answer in that way. Raises PageFailed."""
    try:
        page.wait_for_function("way => watched.answers.at(-1)?.way === way", arg=way, timeout=LOADING_MS)
    except Error as problem:
        raise PageFailed(f"The page gave no answer by the way {way}. It shows:\n{page.inner_text('body')}") from problem


def listen_one_loop(page: Page, clip: Clip, begun: int, at_change: Callable[[int, int], None]) -> list[Answer]:
    """The answers of one loop, see `hear_one_loop`."""
    return hear_one_loop(page, clip, begun, at_change).answers


def hear_one_loop(page: Page, clip: Clip, begun: int, at_change: Callable[[int, int], None]) -> Heard:
    """Listen from the change of segment numbered `begun` until that segment comes again.

    `at_change` gets the number of answers and the new segment. Raises PageFailed.
    """
    first, start = page.evaluate(CHANGES, begun - 1)[0]
    end = start + 1000 * clip.seconds
    if clip.has_one_segment:
        page.wait_for_timeout(1000 * clip.seconds)
    else:
        for changes in changes_of_segment(page, begun, 2000 * clip.seconds):
            again = [at for segment, at in changes if segment == first]
            if again:
                end = again[0]
                break
            at_change(int(page.evaluate("watched.answers.length")), changes[-1][0])
    noted = [read_answer(one) for one in page.evaluate("watched.answers")]
    changes = [(int(segment), float(at)) for segment, at in page.evaluate(CHANGES, begun - 1)]
    return Heard(
        answers=[one for one in noted if start <= one.at_ms < end],
        before=[one for one in noted if one.at_ms < start],
        changes=[(segment, at) for segment, at in changes if at < end],
        asked_ms=float(page.evaluate("watched.askedAt")),
    )


def changes_of_segment(page: Page, begun: int, limit_ms: float) -> Iterator[list[tuple[int, float]]]:
    """All changes (segment, page's clock in ms) since the one numbered `begun`, whenever there is a new one.

    Raises PageFailed when the clip has not come round after `limit_ms`: the page has lost its camera.
    """
    known = 0
    for _ in range(int(limit_ms / POLL_MS)):
        page.wait_for_timeout(POLL_MS)
        changes = [(int(segment), float(at)) for segment, at in page.evaluate(CHANGES, begun)]
        if len(changes) > known:
            known = len(changes)
            yield changes
    raise PageFailed(f"The camera's clip did not come round. The page shows:\n{page.inner_text('body')}")


def read_answer(noted: dict[str, Any]) -> Answer:
    """One of watch.js' notes, typed."""
    return Answer(
        segment=int(noted["segment"]),
        settled_ms=float(noted["settledMs"]),
        way=str(noted["way"]),
        gesture=str(noted["gesture"]),
        steady=str(noted["steady"]),
        hands=tuple(read_hand(one) for one in noted["hands"]),
        camera_ms=float(noted["cameraMs"]),
        silhouette_ms=float(noted["silhouetteMs"]),
        find_ms=float(noted["findMs"]),
        inference_ms=float(noted["inferenceMs"]),
        total_ms=float(noted["totalMs"]),
        at_ms=float(noted["at"]),
    )


def read_hand(noted: dict[str, Any]) -> Hand:
    """One hand of an answer, typed."""
    x, y, width, height = (float(noted["box"][part]) for part in ("x", "y", "width", "height"))
    return Hand(str(noted["gesture"]), str(noted["side"]), (x, y, width, height))
