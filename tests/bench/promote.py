"""Time from the command `promote` to the first answer by the new model in an open page; print the median."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Error, Page

from backend.registry import switch
from tests.bench.chromium import NoChromium
from tests.bench.launch import open_chromium, playing
from tests.bench.segments import Clip, read_clip
from tests.bench.watching import PageFailed, open_page, take_background
from tests.journey.clip import render_clip, script_of
from tests.server import ROOT, ServerFailed, serving

TAKEN_MS = 60_000.0
UNEVEN_S = 1.37  # between promotions, so that they fall on every part of the page's three seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Promote the registry's models in turns while a page predicts, print; 1 with a message when that fails."""
    parser = argparse.ArgumentParser(prog="just bench-promote", description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="promotions (default: 10)")
    times = parser.parse_args(arguments).times
    with tempfile.TemporaryDirectory(prefix="gesture-bench-") as folder:
        models = Path(shutil.copytree(ROOT / "converted_models", Path(folder) / "models"))
        clip = read_clip(render_clip(Path(folder) / "hand.mjpeg", script_of(["fist"]), seed=1))
        try:
            with serving(MODELS_DIR=str(models)) as server, open_chromium(playing(clip.path)) as browser:
                page = browser.new_context(permissions=["camera"]).new_page()
                print(json.dumps(measure(page, server, clip, models, times)))
        except (PageFailed, ServerFailed, NoChromium, switch.SwitchError) as problem:
            print(problem, file=sys.stderr)
            return 1
    return 0


def measure(page: Page, server: str, clip: Clip, models: Path, times: int) -> dict[str, object]:
    """Seconds of each promotion: from the command's start to an answer by the model. Raises PageFailed."""
    open_page(page, server, clip)
    take_background(page, clip)
    document = switch.read(models)
    current = document.current["silhouette"]
    others = [model_id for model_id in document.models if model_id not in document.current.values()]
    if not others:
        raise PageFailed("The registry has one model only: there is none to promote.")
    turns = [others[0], str(current)]
    seconds = []
    for number in range(times):
        seconds.append(promote(page, models, turns[number % 2]))
        page.wait_for_timeout(1000 * UNEVEN_S * (1 + number % 3))
    return {
        "promotions": times,
        "first_answer_s_p50": round(statistics.median(seconds), 2),
        "first_answer_s_max": round(max(seconds), 2),
    }


def promote(page: Page, models: Path, model_id: str) -> float:
    """Seconds of one promotion, said as progress. Raises PageFailed."""
    page.evaluate("watched.answers.length = 0")
    start = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "backend", "promote", model_id, "--why", "the bench"],
        cwd=ROOT,
        env={**os.environ, "MODELS_DIR": str(models)},
        check=True,
        stdout=subprocess.DEVNULL,
    )
    try:
        page.wait_for_function("id => watched.answers.at(-1)?.modelId === id", arg=model_id, timeout=TAKEN_MS)
    except Error as problem:
        raise PageFailed(f"The page did not take {model_id}. It shows:\n{page.inner_text('body')}") from problem
    seconds = time.monotonic() - start
    print(f"{model_id}: {seconds:.2f} s", flush=True)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
