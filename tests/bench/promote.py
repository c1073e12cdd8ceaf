"""Time from the command `promote` to the first answer by the new model in an open page; print the median."""

from __future__ import annotations

import argparse
import hashlib
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
from typing import Any

from playwright.sync_api import Error, Page

from backend.registry import switch
from backend.registry.document import WAYS, Way
from tests.bench.chromium import NoChromium
from tests.bench.launch import open_chromium, playing
from tests.bench.segments import Clip, read_clip
from tests.bench.watching import PageFailed, begin, open_page
from tests.journey.clip import render_clip, script_of
from tests.server import ROOT, ServerFailed, serving

TAKEN_MS = 60_000.0
UNEVEN_S = 1.37  # between promotions, so that they fall on every part of the page's three seconds


def main(arguments: Sequence[str] | None = None) -> int:
    """Promote the registry's models in turns while a page predicts, print; 1 with a message when that fails."""
    parser = argparse.ArgumentParser(prog="just bench-promote", description=__doc__)
    parser.add_argument("--times", type=int, default=10, help="promotions (default: 10)")
    parser.add_argument("--models-dir", type=Path, default=ROOT / "converted_models", help="folder with registry.json")
    parser.add_argument("--way", choices=WAYS, default="hand", help="whose models take turns (default: hand)")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="gesture-bench-") as folder:
        models = Path(shutil.copytree(chosen.models_dir, Path(folder) / "models"))
        clip = read_clip(render_clip(Path(folder) / "hand.mjpeg", script_of(["fist"]), seed=1))
        try:
            with serving(MODELS_DIR=str(models)) as server, open_chromium(playing(clip.path)) as browser:
                page = browser.new_context(permissions=["camera"]).new_page()
                print(json.dumps(measure(page, server, clip, models, chosen)))
        except (PageFailed, ServerFailed, NoChromium, switch.SwitchError) as problem:
            print(problem, file=sys.stderr)
            return 1
    return 0


def measure(page: Page, server: str, clip: Clip, models: Path, chosen: argparse.Namespace) -> dict[str, object]:
    """Seconds of each promotion: from the command's start to an answer by the model. Raises PageFailed, SwitchError."""
    turns = two_models(models, chosen.way)
    open_page(page, server, clip, chosen.way)
    begin(page, clip, chosen.way)
    seconds = []
    for number in range(chosen.times):
        seconds.append(promote(page, models, turns[number % 2]))
        page.wait_for_timeout(1000 * UNEVEN_S * (1 + number % 3))
    return {
        "way": chosen.way,
        "promotions": chosen.times,
        "first_answer_s_p50": round(statistics.median(seconds), 2),
        "first_answer_s_max": round(max(seconds), 2),
    }


def two_models(models: Path, way: Way) -> tuple[str, str]:
    """Another model of that way and the current one; the other is its twin where there is none. Raises PageFailed."""
    document = switch.read(models)
    current = document.current[way]
    if current is None:
        raise PageFailed(f"The registry has no current model of the way {way}.")
    others = [one for one in document.models if one != current and manifest_of(models, one)["way"] == way]
    return (others[0] if others else add_twin(models, current)), current


def manifest_of(models: Path, model_id: str) -> dict[str, Any]:
    """What a model's manifest says."""
    manifest: dict[str, Any] = json.loads((models / model_id / "manifest.json").read_text())
    return manifest


def add_twin(models: Path, model_id: str) -> str:
    """Add a copy of a model under another id, so that there is something to promote; its id."""
    twin = f"{model_id[:-1]}{'1' if model_id[-1] == '0' else '0'}"
    shutil.copytree(models / model_id, models / twin)
    content = json.dumps(manifest_of(models, model_id) | {"id": twin}).encode()
    (models / twin / "manifest.json").write_bytes(content)
    registry = json.loads((models / "registry.json").read_text())
    registry["models"].append({"id": twin, "manifest_sha256": hashlib.sha256(content).hexdigest()})
    (models / "registry.json").write_text(json.dumps(registry))
    return twin


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
