"""Photograph each tab of the stats page, empty, with few samples and with demo data; a part of `just screenshots`."""

from __future__ import annotations

import itertools
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal

from playwright.sync_api import Browser, Page

from tests.browser.launch import ABSENT, open_chromium
from tests.journey.stats.made_up import add_demo_data, appoint, leave_few_people, log_in
from tests.server import ROOT, running_server

SIZES = {"phone": (375, 667), "desktop": (1280, 800)}
STATS_SIZES = SIZES | {"large": (1920, 1080)}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TABS = ("overview", "models", "usage", "quality", "speed", "learning", "mistakes")
# Every place for a chart that is seen has one.
DRAWN = """() => Array.from(document.querySelectorAll(".tab:not([hidden]) .plot"))
  .every((plot) => !plot.checkVisibility() || plot.querySelector("svg, canvas") !== null)"""
WAITING_MS = 30_000.0


def photograph_stats(out: Path) -> list[Path]:
    """Write pictures of each tab of the stats page: with demo data, with a little of it, and with nothing."""
    written: list[Path] = []
    with (
        tempfile.TemporaryDirectory(prefix="gesture-") as folder,
        running_server(Path(folder, "data"), WEB_DIR=str(ROOT / "web" / "dist")) as server,
        open_chromium(ABSENT) as browser,
    ):
        written += photograph_tabs(browser, server.url, out, "empty", ["overview"])
        add_demo_data(server)
        appoint(server, "Boss")
        written += photograph_tabs(browser, server.url, out, "demo", TABS)
        written.append(print_stats(browser, server.url, out / "stats-demo.pdf"))
        leave_few_people(server)
        written += photograph_tabs(browser, server.url, out, "few", TABS)
    return written


def photograph_tabs(browser: Browser, server: str, out: Path, state: str, tabs: Sequence[str]) -> Iterator[Path]:
    """Write the tabs in each size and scheme, as the administrator sees them where there is one; their paths."""
    for (device, (width, height)), scheme in itertools.product(STATS_SIZES.items(), SCHEMES):
        context = browser.new_context(viewport={"width": width, "height": height}, color_scheme=scheme)
        if state != "empty":
            log_in(context, server, "Boss")
        page = context.new_page()
        for tab in tabs:
            page.goto(f"{server}/stats?tab={tab}&days=90")
            all_drawn(page)
            path = out / f"stats-{state}-{tab}-{device}-{scheme}.png"
            page.screenshot(path=path, animations="disabled", full_page=True)
            yield path
        context.close()


def all_drawn(page: Page) -> None:
    """Wait until each part of the tab has come, and each chart of it is drawn. Raises TimeoutError."""
    until(page, "#computed:not(:text('Loading'))")
    page.wait_for_load_state("networkidle")
    page.wait_for_function(DRAWN, timeout=WAITING_MS)


def print_stats(browser: Browser, server: str, path: Path) -> Path:
    """Write the stats page as it is printed by somebody whose screen is dark; the path."""
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    page.goto(f"{server}/stats?tab=models&days=90")
    all_drawn(page)
    page.pdf(path=path, print_background=True)
    context.close()
    return path


def until(page: Page, selector: str) -> None:
    """Wait for an element, also for one that is there for a moment. Raises TimeoutError, which says for what."""
    page.wait_for_selector(selector, state="attached", timeout=WAITING_MS)
