"""Photograph the page in each of its states, while the camera plays a rendered clip: to be looked at.

`just screenshots DIR` writes all: phone and desktop, light and dark. With `--readme` it is the README's picture alone.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.browser.chromium import NoChromium
from tests.browser.clip import LOOKS, Part, Random, looks, render_clip
from tests.browser.launch import open_chromium, playing
from tests.browser.pdf import pdf_of
from tests.browser.picture import room_with
from tests.browser.segments import Clip, read_clip
from tests.browser.stats_screenshots import SCHEMES, SIZES, WAITING_MS, all_drawn, photograph_stats, until
from tests.browser.watching import LOADING_MS, expect_state, open_page, take_background
from tests.journey.visitor import register
from tests.server import ROOT, ServerFailed, serving
from training.synthetic.poses import Shown, show

# The empty room, a gesture to be sure of, two hands, the room again, and hands that are on their way to a gesture.
SHOWN = [
    Part("background", 90),
    Part("open_palm", 90),
    Part("none", 45),
    Part("open_palm", 120, other="l"),
    Part("none", 60),
    *(Part(label, 45) for label in ("transition", "three", "rock")),
]
README_PICTURE = "page.jpg"
RATE_MS = 2_000.0  # by then the frame rate is that of a whole second
SURE = "#verdict:not(.calm, .unsure) #confidence:not(:empty)"
# Where the clip has no doubtful hand for this model, what the page shows of one can still be looked at.
DOUBT = """() => { document.querySelector('#verdict').classList.add('unsure');
document.querySelector('#confidence').textContent = 'not sure'; }"""


def photograph(out: Path) -> list[Path]:
    """Write all pictures into `out`, which is made; their paths. Raises NoChromium, ServerFailed, OSError."""
    out.mkdir(parents=True, exist_ok=True)
    written = []
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        film = render_clip(Path(folder, "clip.mjpeg"), SHOWN, seed=5, how=seen)
        clip = read_clip(film)
        with serving(WEB_DIR=str(ROOT / "web" / "dist")) as server, open_chromium(playing(film)) as browser:
            for device, size in SIZES.items():
                for scheme in SCHEMES:
                    for number, (state, page) in enumerate(states(browser, server, clip, size, scheme), start=1):
                        path = out / f"{device}-{scheme}-{number:02}-{state}.png"
                        page.screenshot(path=path, animations="disabled", full_page=state.endswith("whole-page"))
                        written.append(path)
        written += photograph_stats(out)
    return written


def photograph_for_readme(out: Path) -> list[Path]:
    """Write the page that names two hands; the picture's path. Raises NoChromium, ServerFailed, OSError."""
    out.mkdir(parents=True, exist_ok=True)
    path = out / README_PICTURE
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        film = render_clip(Path(folder, "clip.mjpeg"), [Part("open_palm", 150, other="l")], seed=5, how=looks)
        width, height = SIZES["desktop"]
        with serving(WEB_DIR=str(ROOT / "web" / "dist")) as server, open_chromium(playing(film)) as browser:
            page = browser.new_page(viewport={"width": width, "height": height}, permissions=["camera"])
            open_page(page, server, read_clip(film))
            until(page, "#hand-names:not(:has([hidden]))")
            until(page, SURE)
            page.get_by_text("I see two hands").first.wait_for(timeout=WAITING_MS)
            page.wait_for_timeout(RATE_MS)
            page.screenshot(path=path, animations="disabled", type="jpeg", quality=85)
    return [path]


def seen(label: str, random: Random) -> Shown:
    """The hand of LOOKS that shows the label; any hand where there is none."""
    return looks(label, random) if label in LOOKS else show(label, random)


def states(
    browser: Browser, server: str, clip: Clip, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> Iterator[tuple[str, Page]]:
    """The page in one state after another, each by its name."""
    width, height = size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        is_mobile=width < 500,
        has_touch=width < 500,
        permissions=[],
    )
    page = context.new_page()
    page.goto(server)
    expect_state(page, "no-camera", LOADING_MS)
    page.locator("#film-pause").wait_for()
    yield "no-camera", page
    page.get_by_role("button", name="Help").click()
    yield "help", page
    context.grant_permissions(["camera"], origin=server)
    open_page(page, server, clip)
    yield from answers(page)
    yield from own_gestures(page)
    yield from actions(page)
    yield from account(page, f"{scheme} {width}")
    yield from background_mode(page, server, clip)
    yield from file(page)
    page.goto(f"{server}/stats")
    all_drawn(page)
    yield "stats", page
    page.goto(f"{server}/examples")
    page.get_by_role("button", name="Run the module").click()
    until(page, "#said:not(:empty)")
    yield "examples-whole-page", page
    context.close()
    yield from failures(browser, server, size, scheme)


def failures(
    browser: Browser, server: str, size: tuple[int, int], scheme: Literal["light", "dark"]
) -> Iterator[tuple[str, Page]]:
    """A first visit during which the model, or the recogniser itself, cannot be downloaded."""
    for state, file, sign in (
        ("no-model", "**/models/**", "#retry:not([hidden])"),
        ("error", "**/assets/main-*.js", "[data-state=error]"),
    ):
        width, height = size
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, service_workers="block"
        )
        page = context.new_page()
        page.route(file, lambda route: route.abort())
        page.goto(server)
        until(page, sign)
        yield state, page
        context.close()


def answers(page: Page) -> Iterator[tuple[str, Page]]:
    """What the page says of hands while the clip plays."""
    until(page, "#verdict.calm #confidence:not(:empty)")
    yield "none", page
    until(page, "#hand-names:not(:has([hidden]))")
    yield "two-hands", page
    until(page, SURE)
    yield "predicting", page
    yield "predicting-whole-page", page
    page.get_by_role("button", name="Figures").click()
    yield "drawer", page
    page.get_by_role("button", name="Figures").click()
    page.evaluate("window.scrollTo(0, 0)")
    page.get_by_role("button", name="Settings").click()
    yield "settings", page
    page.keyboard.press("Escape")
    page.evaluate(DOUBT)
    yield "not-sure", page
    page.keyboard.press("p")
    expect_state(page, "paused", WAITING_MS)
    yield "paused", page
    page.keyboard.press("p")
    page.keyboard.press("g")
    until(page, "#game[data-step=ask]")
    yield "game", page
    until(page, "#game:is([data-step=right], [data-step=missed])")
    yield "game-judged", page
    page.get_by_role("button", name="Stop").click()
    yield "game-over", page
    page.get_by_role("button", name="Close", exact=True).click()


def own_gestures(page: Page) -> Iterator[tuple[str, Page]]:
    """A gesture that is taught while the clip plays, and deleted again."""
    page.get_by_role("button", name="Your own gestures").click()
    yield "own-gestures-none", page
    page.get_by_role("button", name="Teach a new gesture").click()
    page.get_by_role("dialog").get_by_label("Name", exact=True).fill("Hello")
    yield "teaching", page
    page.get_by_role("button", name="Start", exact=True).click()
    until(page, ".taken-hands li:nth-child(5)")
    yield "teaching-takes", page
    page.get_by_role("button", name="Keep it").click(timeout=WAITING_MS)
    page.get_by_role("button", name="Link to share Hello").click()
    yield "own-gestures", page
    page.get_by_role("button", name="Delete Hello").click()
    page.locator(".ask button.danger").click()
    page.get_by_role("button", name="Close", exact=True).click()
    page.evaluate("window.scrollTo(0, 0)")


def actions(page: Page) -> Iterator[tuple[str, Page]]:
    """An open palm that makes a sound, and slides that are presented."""
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name="Add an action").click()
    page.locator("[name=on]").select_option("open_palm")
    page.locator("[name=action]").select_option("sound")
    yield "action", page
    page.get_by_role("button", name="Save").click()
    yield "actions", page
    page.keyboard.press("Escape")
    page.evaluate("window.scrollTo(0, 0)")
    until(page, ".action-ring:not([hidden])")
    yield "action-ring", page
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("button", name="Delete: Sound").click()
    chooser = page.locator("input[accept*=pdf]")
    chooser.set_input_files({"name": "talk.pdf", "mimeType": "application/pdf", "buffer": pdf_of(6)})
    until(page, ".slide canvas")
    yield "presentation", page
    page.keyboard.press("Escape")
    page.evaluate("window.scrollTo(0, 0)")


def account(page: Page, name: str) -> Iterator[tuple[str, Page]]:
    """Logged in, and correcting an answer."""
    register(page, name, "correct horse battery")
    page.locator("[data-opens=account]").click()
    yield "account", page
    page.keyboard.press("Escape")
    yield "logged-in-whole-page", page
    page.evaluate("window.scrollTo(0, 0)")
    until(page, SURE)
    page.keyboard.press("w")
    until(page, "#correct[open]")
    yield "correcting", page
    page.keyboard.press("Escape")


def background_mode(page: Page, server: str, clip: Clip) -> Iterator[tuple[str, Page]]:
    """Before a background, with one, and counting down to another."""
    open_page(page, server, clip, "silhouette")
    yield "needs-background", page
    yield "needs-background-whole-page", page
    take_background(page, clip)
    until(page, "#verdict.calm #confidence:not(:empty)")
    yield "background-mode-none", page
    until(page, SURE)
    yield "background-mode", page
    yield "background-mode-whole-page", page
    page.goto(page.url.replace("countdown=0", "countdown=60"))
    expect_state(page, "needs-background", LOADING_MS)
    page.keyboard.press("b")
    expect_state(page, "counting-down", WAITING_MS)
    yield "counting", page
    page.keyboard.press("r")
    expect_state(page, "predicting", WAITING_MS)


def file(page: Page) -> Iterator[tuple[str, Page]]:
    """A picture of a hand in a room that somebody gave."""
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        page.set_input_files("#file", room_with("open_palm", Path(folder, "hand.png")))
        until(page, "#back-to-camera:not([hidden])")
        until(page, SURE)
        yield "file", page


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just screenshots", description=__doc__)
    parser.add_argument("out", type=Path, metavar="DIR", help="a folder, which is made")
    parser.add_argument("--readme", action="store_true", help=f"write {README_PICTURE} only: the page naming two hands")
    options = parser.parse_args()
    try:
        written = photograph_for_readme(options.out) if options.readme else photograph(options.out)
    except (NoChromium, ServerFailed, OSError) as problem:
        sys.exit(f"just screenshots: {problem}")
    print(f"{len(written)} pictures in {options.out}")


if __name__ == "__main__":
    main()
