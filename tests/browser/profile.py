"""A browser that remembers: each visit is a process of its own that knows what those before it kept."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Page, Playwright

from tests.browser import chromium
from tests.browser.launch import FLAGS, Camera
from tests.browser.segments import Clip
from tests.browser.watching import LOADING_MS, PageFailed

AT_ONCE = Path(__file__).parent / "at_once.js"


@contextmanager
def opened(playwright: Playwright, profile: Path, camera: Camera) -> Iterator[BrowserContext]:
    """A new process of Chromium that knows what those before it kept in `profile`. Raises chromium.NoChromium."""
    path = chromium.find()
    if path is None:
        raise chromium.NoChromium(chromium.ADVICE)
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=path, args=[*FLAGS, *camera.flags], permissions=["camera"]
    )
    context.add_init_script(path=AT_ONCE)
    try:
        yield context
    finally:
        context.close()


def open_at_once(page: Page, server: str, clip: Clip) -> float:
    """Open the page and wait for its first answer; seconds from the navigation to it. Raises PageFailed."""
    guide = ",".join(f"{part:g}" for part in clip.guide)
    page.goto(f"{server}/?guide={guide}&countdown=0")
    try:
        page.wait_for_function("() => noted.first !== null", timeout=LOADING_MS)
    except Error as problem:
        raise PageFailed(f"The page gave no answer. It shows:\n{page.inner_text('body')}") from problem
    return float(page.evaluate("noted.first")) / 1000


def keep_page(page: Page) -> None:
    """Wait until the page is kept for when there is no network."""
    page.evaluate("navigator.serviceWorker.ready.then(() => undefined)")
