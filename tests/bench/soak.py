"""Let the page predict for minutes; print answers a second, long tasks, and what grows."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from playwright.sync_api import Browser, CDPSession, Page

from backend.models.document import WAYS, Way
from tests.browser.chromium import NoChromium
from tests.browser.clip import render_clip, script_of
from tests.browser.launch import open_chromium, playing
from tests.browser.segments import BadClip, Clip, read_clip
from tests.browser.watching import PageFailed, begin, expect_state, open_page
from tests.server import ROOT, ServerFailed, serving

EVERY_S = 10.0
WARM = 0.2  # share of the run at its start in which caches fill, which is no growth
# Put into the page before its own code: counts answers without keeping them, and notes tasks over 50 ms.
NOTE = """(() => {
    const noted = { answers: 0, longTasks: [] };
    document.addEventListener("gesture", () => noted.answers++);
    new PerformanceObserver(list => {
        if (document.body?.dataset.state !== "predicting") return;
        for (const entry of list.getEntries()) noted.longTasks.push(entry.duration);
    }).observe({ type: "longtask" });
    window.noted = noted;
})()"""
TENSORS = "() => [self._tfengine.memory().numTensors, self._tfengine.memory().numBytes]"


@dataclass(frozen=True)
class Sample:
    """What the page holds at one time."""

    minutes: float
    answers: int
    page_heap: int
    tensors: int
    tensor_bytes: int
    renderer_memory: int | None


def open_predicting(page: Page, server: str, clip: Clip, way: Way) -> CDPSession:
    """Open the page, have it answer in that way, and give what asks its browser for more. Raises PageFailed."""
    page.add_init_script(NOTE)
    open_page(page, server, clip, way)
    begin(page, clip, way)
    return page.context.new_cdp_session(page)


def look(browser: Browser, page: Page, session: CDPSession, minutes: float) -> Sample:
    """Heap without garbage and the bench's notes, the worker's tensors, the renderer's memory where /proc tells it."""
    page.evaluate("watched.answers.length = 0, watched.changes.splice(0, watched.changes.length - 1)")
    session.send("HeapProfiler.collectGarbage")
    heap = int(session.send("Runtime.getHeapUsage")["usedSize"])
    worker = next(one for one in page.workers if "assets/main" in one.url)
    tensors, bytes_ = worker.evaluate(TENSORS)
    return Sample(minutes, int(page.evaluate("noted.answers")), heap, int(tensors), int(bytes_), memory_of(browser))


def memory_of(browser: Browser) -> int | None:
    """Bytes of the largest renderer in memory; None where there is no /proc."""
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = []
    for process in found:
        statm = Path(f"/proc/{process['id']}/statm")
        if process["type"] == "renderer" and statm.is_file():
            sizes.append(int(statm.read_text().split()[1]) * 4096)
    return max(sizes, default=None)


def slope(samples: Sequence[Sample], name: str) -> float | None:
    """Growth in a minute of one of the figures, fitted to all samples but the first ones; None where it is unknown."""
    warm = [one for one in samples if one.minutes >= WARM * samples[-1].minutes]
    values = [getattr(one, name) for one in warm]
    if len(warm) < 3 or None in values:
        return None
    return round(float(np.polyfit([one.minutes for one in warm], values, 1)[0]), 1) + 0.0  # not -0


def soak(browser: Browser, server: str, clip: Clip, way: Way, minutes: float) -> dict[str, object]:
    """Predict for minutes; the figures at both ends, their slopes, and long tasks. Raises PageFailed."""
    page = browser.new_context(permissions=["camera"]).new_page()
    session = open_predicting(page, server, clip, way)
    samples, start = [look(browser, page, session, 0.0)], time.monotonic()
    page.evaluate("noted.longTasks.length = 0")  # those of the opening and of the first look are not of predicting
    long_tasks: list[float] = []
    while samples[-1].minutes < minutes:
        page.wait_for_timeout(1000 * EVERY_S)
        long_tasks += page.evaluate("noted.longTasks.splice(0)")
        expect_state(page, "predicting", 1000)
        samples.append(look(browser, page, session, (time.monotonic() - start) / 60))
        page.wait_for_timeout(200)
        page.evaluate("noted.longTasks.length = 0")  # collecting garbage for the look is not the page's own task
        print(json.dumps(asdict(samples[-1])), flush=True)
    growth: dict[str, object] = {
        f"{name}_per_minute": slope(samples, name) for name in ("page_heap", "tensors", "renderer_memory")
    }
    answers = samples[-1].answers - samples[0].answers
    tensors = [one.tensors for one in samples]
    figures: dict[str, object] = {
        "way": way,
        "minutes": round(samples[-1].minutes, 2),
        "answers_per_second": round(answers / (60 * samples[-1].minutes), 2),
        "long_tasks": len(long_tasks),
        "longest_task_ms": max(long_tasks, default=0),
        "answers": answers,
        "tensors_min": min(tensors),
        "tensors_max": max(tensors),
        "first": asdict(samples[0]),
        "last": asdict(samples[-1]),
    }
    return figures | growth


def rendered(folder: Path) -> Path:
    """A clip of the synthetic hand."""
    return render_clip(folder / "hand.mjpeg", script_of(["fist", "open_palm", "l"]), seed=1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Render a clip, let the page answer to it for minutes, print; 1 with a message when that fails."""
    parser = argparse.ArgumentParser(prog="just bench-soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long the page predicts (default: 10)")
    parser.add_argument(
        "--clip", type=Path, help="an .mjpeg file as `just replay --help` says; without: a rendered one"
    )
    parser.add_argument("--models-dir", type=Path, default=ROOT / "converted_models", help="folder with registry.json")
    parser.add_argument("--way", choices=WAYS, default="hand", help="how frames become answers (default: hand)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="gesture-soak-") as folder:
        try:
            clip = read_clip(chosen.clip or rendered(Path(folder)))
            models = str(chosen.models_dir.resolve())
            with serving(MODELS_DIR=models) as server, open_chromium(playing(clip.path)) as browser:
                result = soak(browser, server, clip, chosen.way, chosen.minutes)
        except (BadClip, PageFailed, ServerFailed, NoChromium) as problem:
            print(problem, file=sys.stderr)
            return 1
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
