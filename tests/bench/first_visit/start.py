"""How soon after its one click the page names the hand that the camera shows."""

from __future__ import annotations

from pathlib import Path
from statistics import median
from typing import Final

from playwright.sync_api import Browser

from tests.browser.launch import open_chromium, playing
from tests.browser.segments import BadClip, Clip, Segment
from tests.browser.watching import LOADING_MS, WATCH, expect_state

VISITS: Final = 5
START_OF_JPEG: Final = b"\xff\xd8\xff"  # which no JPEG has inside: there a zero follows each ff
RIGHT_MS: Final = 20_000.0
# Chromium's camera of files needs no permission, so that the page would start by itself; a new visitor's browser asks.
ASKS: Final = "navigator.permissions.query = async () => new EventTarget();"


def time_start(server: str, clip: Clip, folder: Path) -> dict[str, object]:
    """Visits by somebody who was never here, clicks as soon as there is something to click, and allows the camera.

    The camera shows the clip's first gesture from its first frame on. `clicks` until the page has the camera;
    `permission_to_right_ms`: from the camera's permission to the first answer of the page that names the gesture, at
    the median; `…_worst`: the longest. Raises BadClip, PageFailed, playwright's errors where nothing is named rightly.
    """
    shown = next((one for one in clip.segments if one.is_gesture), None)
    if shown is None:
        raise BadClip(f"{clip.path.name} shows no gesture.")
    with open_chromium(playing(only(clip, shown, folder / "gesture.mjpeg"))) as browser:
        took = [visit(browser, server, shown) for _ in range(VISITS)]
    return {"clicks": 1, "permission_to_right_ms": median(took), "permission_to_right_ms_worst": max(took)}


def visit(browser: Browser, server: str, shown: Segment) -> int:
    """Milliseconds from the camera's permission to the first right answer of one visit."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    page.add_init_script(ASKS)
    page.add_init_script(path=WATCH)
    page.goto(server)
    expect_state(page, "no-camera", LOADING_MS)
    page.click(".start")
    right = "names => watched.answers.find(({ steady }) => names.includes(steady))?.at"
    at = page.wait_for_function(right, arg=shown.right, timeout=RIGHT_MS).json_value()
    took = round(float(at) - float(page.evaluate("watched.askedAt")))
    context.close()
    return took


def only(clip: Clip, shown: Segment, path: Path) -> Path:
    """Write the frames of one segment of an MJPEG clip to `path`."""
    _, *frames = clip.path.read_bytes().split(START_OF_JPEG)
    path.write_bytes(b"".join(START_OF_JPEG + frame for frame in frames[shown.start : shown.end]))
    return path
