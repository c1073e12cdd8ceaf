"""Show a camera clip to the page in Chromium; print, as the last line, the share of right answers per segment."""

from __future__ import annotations

import argparse
import json
import shutil
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from tests.bench.chromium import NoChromium
from tests.bench.launch import open_chromium, playing
from tests.bench.segments import (
    SETTLING_MS,
    Answer,
    BadClip,
    Clip,
    Share,
    mean_share,
    of_gestures,
    of_none,
    read_clip,
    shares,
)
from tests.bench.watching import PageFailed, listen_one_loop, open_page, take_background
from tests.server import ROOT, ServerFailed, serving


class NoModel(ValueError):  # noqa: N818 - the message lists the models that there are
    """The folder has no such model."""


def report(clip: Clip, answers: Sequence[Answer]) -> dict[str, object]:
    """What is printed: shares per segment, their means, answers a second, and milliseconds. Raises PageFailed."""
    if len(answers) < 2:
        raise PageFailed("The page gave no answers while the clip played.")
    found = shares(clip, answers)
    span = answers[-1].at_ms - answers[0].at_ms
    return {
        "segments": [as_json(one) for one in found],
        "gesture_share": rounded(mean_share(of_gestures(found))),
        "none_share": rounded(mean_share(of_none(found))),
        "fps": round(1000 * (len(answers) - 1) / span, 2),
        "total_ms_p50": round(statistics.median(one.total_ms for one in answers), 3),
        "inference_ms_p50": round(statistics.median(one.inference_ms for one in answers), 3),
    }


def as_json(one: Share) -> dict[str, object]:
    """One segment's line of the report."""
    segment = one.segment
    return {"segment": segment.number, "label": segment.label, "answers": one.answers, "share": rounded(one.share)}


def rounded(share: float | None) -> float | None:
    """Four decimals are more than a few hundred answers can tell."""
    return None if share is None else round(share, 4)


def say(line: str) -> None:
    """Progress, on the same stream as the result so that the order is kept."""
    print(line, flush=True)


@contextmanager
def models_folder(models: Path, chosen: str | None) -> Iterator[Path]:
    """`models` itself, or a copy in which the model `chosen` is the current one of its way. Raises NoModel."""
    registry = json.loads((models / "registry.json").read_text())
    if chosen is None or chosen in registry["current"].values():
        yield models
        return
    known = [one["id"] for one in registry["models"]]
    if chosen not in known:
        raise NoModel(f"There is no model {chosen} in {models / 'registry.json'}. It lists: {', '.join(known)}")
    with tempfile.TemporaryDirectory(prefix="gesture-models-") as folder:
        copy = Path(folder) / "models"
        shutil.copytree(models, copy)
        way = json.loads((copy / chosen / "manifest.json").read_text())["way"]
        (copy / "registry.json").write_text(json.dumps(registry | {"current": registry["current"] | {way: chosen}}))
        yield copy


def replay(clip: Clip, models: Path, screenshots: Path | None = None) -> dict[str, object]:
    """Serve the page, show it the clip for one loop, report. Raises PageFailed, ServerFailed, NoChromium."""
    with serving(MODELS_DIR=str(models.resolve())) as server, open_chromium(playing(clip.path)) as browser:
        page = browser.new_page()
        page.context.grant_permissions(["camera"], origin=server)
        page.on("pageerror", lambda problem: say(f"the page failed: {problem}"))
        page.on("console", lambda line: say(f"the page says: {line.text}") if line.type == "error" else None)
        open_page(page, server, clip)
        say(f"waiting for segment {clip.segments[0].number}, the empty room")
        begun = take_background(page, clip)
        answers = listen_one_loop(page, clip, begun, partial(at_change, page, screenshots))
    return report(clip, answers)


def at_change(page: Page, screenshots: Path | None, count: int, segment: int) -> None:
    """Say how far the clip is, and take a picture of the page once the new segment has settled."""
    say(f"{count} answers, now segment {segment}")
    if screenshots:
        page.wait_for_timeout(SETTLING_MS)
        page.screenshot(path=screenshots / f"segment-{segment:02d}.png", full_page=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, replay, print; 1 with a message when something the user can mend is wrong."""
    parser = argparse.ArgumentParser(prog="just replay", description=__doc__)
    parser.add_argument("clip", type=Path, help="an .mjpeg file; the .json of the same name lists its segments")
    parser.add_argument("--models-dir", type=Path, default=ROOT / "converted_models", help="folder with registry.json")
    parser.add_argument("--model", help="the id of a model in that folder, instead of the current one")
    parser.add_argument("--screenshots", type=Path, help="folder for one picture of the page per segment")
    chosen = parser.parse_args(arguments)
    if chosen.screenshots:
        chosen.screenshots.mkdir(parents=True, exist_ok=True)
    try:
        with models_folder(chosen.models_dir, chosen.model) as models:
            result = replay(read_clip(chosen.clip), models, chosen.screenshots)
    except (BadClip, NoModel, PageFailed, ServerFailed, NoChromium, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
