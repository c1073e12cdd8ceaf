"""Drive the page in Chromium while its camera plays a clip, and note what it answers to which segment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Page

from tests.bench.segments import Answer, Clip

WATCH = Path(__file__).parent / "watch.js"
LOADING_MS = 60_000.0
POLL_MS = 100.0
SETTLED_MS = 900.0  # into a segment, when the steady answer is that of its gesture


class PageFailed(RuntimeError):  # noqa: N818 - the message is what the page said
    """The page did not come to its answers; the message is what it showed."""


def open_page(page: Page, server: str, clip: Clip) -> None:
    """Open the page with the clip's guide box and wait until it wants a background. Raises PageFailed."""
    page.add_init_script(path=WATCH)
    guide = ",".join(f"{part:g}" for part in clip.guide)
    page.goto(f"{server}/?guide={guide}&countdown=0")
    expect_state(page, "needs-background", LOADING_MS)


def expect_state(page: Page, state: str, timeout_ms: float) -> None:
    """Wait for document.body.dataset.state to be `state`. Raises PageFailed with what the page shows instead."""
    try:
        page.wait_for_function("state => document.body.dataset.state === state", arg=state, timeout=timeout_ms)
    except Error as problem:
        found = page.evaluate("document.body.dataset.state")
        raise PageFailed(f"The page is {found!r}, not {state!r}. It shows:\n{page.inner_text('body')}") from problem


def take_background(page: Page, clip: Clip) -> int:
    """Press b at the start of the clip's first segment; the number of changes of segment by then. Raises PageFailed."""
    first = clip.segments[0].number
    begun = int(page.evaluate("segment => watched.startOf(segment)", first))
    page.keyboard.press("b")
    expect_state(page, "predicting", 1000 * clip.seconds)
    if page.evaluate("watched.look().segment") != first:
        raise PageFailed(f"Learning the background took longer than segment {first}. Is this machine overloaded?")
    return begun


def listen_one_loop(page: Page, clip: Clip, begun: int, at_change: Callable[[int, int], None]) -> list[Answer]:
    """The answers from now until the clip starts again; `at_change` gets the number of answers and the new segment."""
    first, end = clip.segments[0].number, None
    for changes in changes_of_segment(page, begun, 2000 * clip.seconds):
        end = next((at for segment, at in changes if segment == first), None)
        if end is not None:
            break
        at_change(int(page.evaluate("watched.answers.length")), changes[-1][0])
    return [read_answer(one) for one in page.evaluate("end => watched.answers.filter(one => one.at < end)", end)]


def changes_of_segment(page: Page, begun: int, limit_ms: float) -> Iterator[list[tuple[int, float]]]:
    """All changes (segment, page's clock in ms) since the one numbered `begun`, whenever there is a new one.

    Raises PageFailed when the clip has not come round after `limit_ms`: the page has lost its camera.
    """
    known = 0
    for _ in range(int(limit_ms / POLL_MS)):
        page.wait_for_timeout(POLL_MS)
        script = "begun => (watched.look(), watched.changes.slice(begun).map(one => [one.segment, one.since]))"
        changes = [(int(segment), float(at)) for segment, at in page.evaluate(script, begun)]
        if len(changes) > known:
            known = len(changes)
            yield changes
    raise PageFailed(f"The camera's clip did not come round. The page shows:\n{page.inner_text('body')}")


def read_answer(noted: dict[str, Any]) -> Answer:
    """One of watch.js' notes, typed."""
    return Answer(
        segment=int(noted["segment"]),
        settled_ms=float(noted["settledMs"]),
        steady=str(noted["steady"]),
        camera_ms=float(noted["cameraMs"]),
        silhouette_ms=float(noted["silhouetteMs"]),
        inference_ms=float(noted["inferenceMs"]),
        total_ms=float(noted["totalMs"]),
        at_ms=float(noted["at"]),
    )
