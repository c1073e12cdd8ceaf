"""Answers a second on a machine that is four times as slow: its page's main thread alone, or all of its process."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, CDPSession, Page

from tests.bench.soak import open_predicting
from tests.browser.segments import Clip

SLOWER = 4
COUNTED_S = 20.0
SETTLING_MS = 2000.0  # in which the page finds its new pace
SLICE_S = 0.004  # for which a held process runs at a time: far less than a frame lasts


def hold_pace(browser: Browser, server: str, clip: Clip) -> dict[str, object]:
    """Answers a second while the main thread, and while all of the page's process, is slow. Raises PageFailed.

    The networks run in a worker, which Chromium's own throttling leaves alone; so the second figure is what a slow
    device gives.
    """
    context = browser.new_context(permissions=["camera"])
    page = context.new_page()
    session = open_predicting(page, server, clip, "hand")
    result: dict[str, object] = {f"fps_with_a_main_thread_{SLOWER}_times_as_slow": throttled_fps(page, session)}
    page.wait_for_timeout(SETTLING_MS)
    with held_back(renderers_of(browser)):
        result[f"fps_with_all_{SLOWER}_times_as_slow"] = count_fps(page)
    context.close()
    return result


def throttled_fps(page: Page, session: CDPSession) -> float:
    """Answers a second while Chromium holds the page's main thread back."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    fps = count_fps(page)
    session.send("Emulation.setCPUThrottlingRate", {"rate": 1})
    return fps


def count_fps(page: Page) -> float:
    """Answers a second, by the page's clock."""
    page.wait_for_timeout(SETTLING_MS)
    before, start = page.evaluate("[noted.answers, performance.now()]")
    page.wait_for_timeout(1000 * COUNTED_S)
    after, end = page.evaluate("[noted.answers, performance.now()]")
    return round(float(1000 * (after - before) / (end - start)), 2)


def renderers_of(browser: Browser) -> list[int]:
    """The numbers of the processes that run pages and their workers."""
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return [int(process["id"]) for process in found if process["type"] == "renderer"]


@contextmanager
def held_back(processes: list[int]) -> Iterator[None]:
    """Stop these processes again and again, so that they run for a SLOWERth of the time."""
    over = threading.Event()
    thread = threading.Thread(target=_hold, args=(processes, over))
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def _hold(processes: list[int], over: threading.Event) -> None:
    while not over.is_set():
        _signal(processes, signal.SIGSTOP)
        time.sleep((SLOWER - 1) * SLICE_S)
        _signal(processes, signal.SIGCONT)
        time.sleep(SLICE_S)


def _signal(processes: list[int], what: signal.Signals) -> None:
    for process in processes:
        try:
            os.kill(process, what)
        except ProcessLookupError:
            continue  # a page that was kept in reserve has gone
