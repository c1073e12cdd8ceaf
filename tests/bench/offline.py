"""Time the page's first answer in a cold Chromium without a server against one with it; print both medians."""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Playwright, sync_playwright

from tests.bench.chromium import NoChromium
from tests.bench.launch import playing
from tests.bench.profile import keep_page, open_at_once, opened
from tests.bench.segments import Clip, read_clip
from tests.bench.watching import PageFailed
from tests.journey.clip import render_clip, script_of
from tests.server import ROOT, ServerFailed, serving


def main(arguments: Sequence[str] | None = None) -> int:
    """Visit once, time visits with the server and after it has gone, print; 1 with a message when that fails."""
    parser = argparse.ArgumentParser(prog="just bench-offline", description=__doc__)
    parser.add_argument("--visits", type=int, default=5, help="of each kind; the median counts (default: 5)")
    parser.add_argument("--models-dir", type=Path, default=ROOT / "converted_models", help="folder with registry.json")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="gesture-bench-") as folder:
        clip = read_clip(render_clip(Path(folder) / "hand.mjpeg", script_of(["fist"]), seed=1))
        try:
            with sync_playwright() as playwright:
                profile = Path(folder) / "profile"
                print(json.dumps(measure(playwright, profile, clip, chosen.visits, chosen.models_dir)))
        except (PageFailed, ServerFailed, NoChromium) as problem:
            print(problem, file=sys.stderr)
            return 1
    return 0


def measure(playwright: Playwright, profile: Path, clip: Clip, visits: int, models: Path) -> dict[str, float]:
    """Median seconds from the navigation to the first answer; each visit has a browser process of its own."""
    with serving(MODELS_DIR=str(models.resolve())) as server:
        first = visit(playwright, profile, server, clip, "first visit")
        online = [visit(playwright, profile, server, clip, "online, warm") for _ in range(visits)]
    offline = [visit(playwright, profile, server, clip, "offline, cold") for _ in range(visits)]
    return {
        "offline_cold_s": round(statistics.median(offline), 3),
        "online_warm_s": round(statistics.median(online), 3),
        "first_visit_s": round(first, 3),
    }


def visit(playwright: Playwright, profile: Path, server: str, clip: Clip, kind: str) -> float:
    """Seconds to the first answer of one visit, said as progress. Raises PageFailed."""
    with opened(playwright, profile, playing(clip.path)) as context:
        page = context.new_page()
        seconds = open_at_once(page, server, clip)
        keep_page(page)
    print(f"{kind}: {seconds:.3f} s", flush=True)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
