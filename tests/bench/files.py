"""Give files of hands before plain walls to the page; print, as the last line, how many it names rightly."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from playwright.sync_api import Page

from backend.registry.document import WAYS, Way
from tests.bench.chromium import NoChromium
from tests.bench.launch import ABSENT, open_chromium
from tests.bench.watching import LOADING_MS, WATCH, PageFailed, expect_state
from tests.journey.picture import film_file, picture_file, silhouette_file
from tests.server import ROOT, ServerFailed, serving

# What the models of each way know, and the kinds of files that are given to them unless others are asked for.
GESTURES: dict[Way, tuple[str, ...]] = {
    "hand": ("thumbs_up", "l", "fist", "open_palm", "closed_palm", "okay", "peace"),
    "silhouette": ("thumbs_up", "l", "fist", "open_palm", "closed_palm"),
}
DRAWN_AS = {"okay": "ok"}  # the pose's name in training/poses.py, where it is another one
USUAL: dict[Way, list[str]] = {"hand": ["pictures"], "silhouette": ["pictures", "silhouettes"]}
FILM = 60  # answers in a loop of a film
SETTLED = 6  # answers after which the smoothed one holds
KINDS: dict[str, tuple[str, Callable[[Path, str, int], Path]]] = {
    "pictures": (".png", picture_file),
    "silhouettes": (".png", silhouette_file),
    "films": (".webm", film_file),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Render the files, give each to the page, print; 1 with a message when that fails."""
    parser = argparse.ArgumentParser(prog="just bench-files", description=__doc__)
    parser.add_argument("--each", type=int, default=10, help="how many files of each gesture and kind")
    parser.add_argument("--way", choices=WAYS, default="hand", help="how frames become answers (default: hand)")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, help="by default pictures, and silhouettes of that way")
    parser.add_argument("--models-dir", type=Path, default=ROOT / "converted_models", help="folder with registry.json")
    chosen = parser.parse_args(arguments)
    kinds = chosen.kinds or USUAL[chosen.way]
    if chosen.way == "hand" and "silhouettes" in kinds:
        parser.error("silhouettes show no hand: give them with --way silhouette")
    try:
        with (
            tempfile.TemporaryDirectory(prefix="gesture-files-") as folder,
            serving(MODELS_DIR=str(chosen.models_dir.resolve())) as server,
            open_chromium(ABSENT) as browser,
        ):
            page = browser.new_page()
            page.add_init_script(path=WATCH)
            page.goto(f"{server}/?way={chosen.way}")
            expect_state(page, "no-camera", LOADING_MS)
            labels = GESTURES[chosen.way]
            result = {kind: share_of_right(page, kind, labels, Path(folder), chosen.each) for kind in kinds}
    except (PageFailed, ServerFailed, NoChromium) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(result))
    return 0


def share_of_right(page: Page, kind: str, labels: Sequence[str], folder: Path, each: int) -> dict[str, float]:
    """For each gesture the share of files that most of the page's answers name rightly, and their mean."""
    ending, make = KINDS[kind]
    shares = {}
    for label in labels:
        files = [
            make(folder / f"{kind}-{label}-{seed}{ending}", DRAWN_AS.get(label, label), seed) for seed in range(each)
        ]
        answers = [answer_to(page, file) for file in files]
        shares[label] = round(answers.count(label) / each, 3)
        print(f"{kind} of {label}: {answers}", flush=True)
    return shares | {"mean": round(sum(shares.values()) / len(shares), 3)}


def answer_to(page: Page, file: Path) -> str:
    """The steady answer that a file gets most often, after the first ones. Raises PageFailed.

    A film's hand goes out on both sides: there, only the answers that name a gesture count, over a loop of it.
    """
    is_film = file.suffix == ".webm"
    # Set here, so that the state of the file before is not taken for that of this one.
    page.evaluate("document.body.dataset.state = 'opening'")
    page.set_input_files("#file", file)
    expect_state(page, "predicting", LOADING_MS)
    page.evaluate("watched.answers.length = 0")
    page.wait_for_function(
        "least => watched.answers.length >= least", arg=FILM if is_film else 2 * SETTLED, timeout=LOADING_MS
    )
    steady: list[str] = page.evaluate("from => watched.answers.slice(from).map(one => one.steady)", SETTLED)
    counted = [one for one in steady if one != "none" or not is_film] or steady
    return max(set(counted), key=counted.count)


if __name__ == "__main__":
    sys.exit(main())
