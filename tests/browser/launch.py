"""Open a headless Chromium whose camera plays a clip, is refused, or is absent; give a context of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from tests.browser import chromium

FLAGS = (
    "--headless=new",
    "--no-sandbox",  # root cannot have it, nor can users where namespaces are closed; only our own page is opened
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@dataclass(frozen=True)
class Camera:
    """What the page's getUserMedia meets, as Chromium's flags."""

    flags: tuple[str, ...]
    allowed: bool = True


def playing(clip: Path) -> Camera:
    """A camera that plays the file `clip` again and again: .mjpeg at 30 frames a second, .y4m at its own pace."""
    file = f"--use-file-for-fake-video-capture={clip.resolve()}"
    return Camera(("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream", file))


REFUSED = Camera(("--use-fake-device-for-media-stream", "--deny-permission-prompts"), allowed=False)
ABSENT = Camera(("--use-fake-device-for-media-stream=device-count=0", "--use-fake-ui-for-media-stream"))


@contextmanager
def open_chromium(camera: Camera) -> Iterator[Browser]:
    """One Chromium process with that camera, closed at the end.

    Raises chromium.NoChromium, whose message says what to do, when the machine has no browser.
    """
    path = chromium.find()
    if path is None:
        raise chromium.NoChromium(chromium.ADVICE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *camera.flags])
        try:
            yield browser
        finally:
            browser.close()
