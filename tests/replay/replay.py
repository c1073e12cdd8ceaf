"""Show a camera clip to the page in Chromium; print, as the last line, the share of right answers per segment."""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from playwright.sync_api import Page

from backend.models.document import WAYS, Way
from tests.browser.chromium import NoChromium
from tests.browser.launch import open_chromium, playing
from tests.browser.segments import (
    SETTLING_MS,
    BadClip,
    Clip,
    Share,
    known_only,
    mean_of,
    mean_share,
    of_gestures,
    of_none,
    read_clip,
    shares,
)
from tests.browser.timing import milliseconds
from tests.browser.watching import Heard, PageFailed, begin, hear_one_loop, open_page
from tests.replay import jumps
from tests.server import ROOT, ServerFailed, serving

CLIPS = """A clip is an MJPEG film (or .y4m) and, beside it, a .json of the same name: {"width", "height", "fps",
"frames", "guide": {"cx", "cy", "side"}, "segments": [{"segment", "label", "start", "end"}, …]}. A segment's frames are
start … end - 1, and its number is drawn into each of them: eight 16×16 blocks, black 0 and white 1, the most
significant first, at the top left of what Chromium gives when it is asked for 640×480. Labels: the gestures, any_palm,
none, and background for the empty room, which only the way of silhouettes needs."""


class NoModel(ValueError):  # noqa: N818 - the message lists the models that there are
    """The folder has no such model."""


def report(clip: Clip, heard: Heard, way: Way) -> dict[str, object]:
    """What is printed: shares per segment, their means, answers a second, milliseconds, jumps. Raises PageFailed."""
    answers = heard.answers
    if len(answers) < 2:
        raise PageFailed("The page gave no answers while the clip played.")
    found = shares(clip, answers)
    gestures = of_gestures(found)
    result: dict[str, object] = {
        "way": way,
        "segments": [as_json(one, way) for one in found],
        "gesture_share": rounded(mean_share(gestures)),
        "none_share": rounded(mean_share(of_none(found))),
        "fps": round(1000 * (len(answers) - 1) / (answers[-1].at_ms - answers[0].at_ms), 2),
        **milliseconds(answers),
    }
    if way == "silhouette":
        return result
    return result | {
        "hand_share": rounded(mean_of([one.hand_share for one in gestures])),
        "both_share": rounded(mean_of([one.both_share for one in gestures])),
        **first(clip, heard),
        **jumps.summary(jumps.search(jumps.jumps_of(clip), heard.changes, answers)),
    }


def first(clip: Clip, heard: Heard) -> dict[str, object]:
    """Milliseconds from the camera's permission to the first answer and to the first right one, and what that said."""
    known = {segment.number: segment for segment in clip.segments}
    answers = [*heard.before, *heard.answers]
    right = next((one for one in answers if one.segment in known and known[one.segment].names(one.steady)), None)
    return {
        "first_answer_ms": round(answers[0].at_ms - heard.asked_ms),
        "first_right_ms": None if right is None else round(right.at_ms - heard.asked_ms),
        "first_right": None if right is None else right.steady,
    }


def as_json(one: Share, way: Way) -> dict[str, object]:
    """One segment's line of the report; background mode knows no hands."""
    segment = one.segment
    line = {"segment": segment.number, "label": segment.label, "answers": one.answers, "share": rounded(one.share)}
    if way == "silhouette":
        return line
    return line | {"hand_share": rounded(one.hand_share), "both_share": rounded(one.both_share)}


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
    way = json.loads((models / chosen / "manifest.json").read_text())["way"]
    with tempfile.TemporaryDirectory(prefix="gesture-models-") as folder:
        copy = Path(folder) / "models"
        shutil.copytree(models, copy)
        current = registry["current"] | {way: chosen}
        (copy / "registry.json").write_text(json.dumps(registry | {"current": current}))
        yield copy


def labels_of(models: Path, way: Way) -> list[str]:
    """What the current model of that way can say. Raises NoModel, OSError."""
    current = json.loads((models / "registry.json").read_text())["current"].get(way)
    if current is None:
        raise NoModel(f"{models / 'registry.json'} has no current model of the way {way}. Name one with --model.")
    return [str(label) for label in json.loads((models / current / "manifest.json").read_text())["labels"]]


def replay(clip: Clip, models: Path, way: Way, screenshots: Path | None = None) -> dict[str, object]:
    """Serve the page, show it the clip for one loop, report. Raises PageFailed, ServerFailed, NoChromium, NoModel."""
    seen = known_only(clip, labels_of(models, way))
    with serving(MODELS_DIR=str(models.resolve())) as server:
        return show(server, seen, way, partial(at_change, screenshots))


def show(server: str, clip: Clip, way: Way, at_change: Callable[[Page, int, int], None]) -> dict[str, object]:
    """Show the clip for one loop to the page of a server that runs, report. Raises PageFailed, NoChromium."""
    with open_chromium(playing(clip.path)) as browser:
        page = browser.new_page()
        page.context.grant_permissions(["camera"], origin=server)
        page.on("pageerror", lambda problem: say(f"the page failed: {problem}"))
        page.on("console", lambda line: say(f"the page says: {line.text}") if line.type == "error" else None)
        open_page(page, server, clip, way)
        begun = begin(page, clip, way)
        heard = hear_one_loop(page, clip, begun, partial(at_change, page))
    return report(clip, heard, way)


def at_change(screenshots: Path | None, page: Page, count: int, segment: int) -> None:
    """Say how far the clip is, and take a picture of the page once the new segment has settled."""
    say(f"{count} answers, now segment {segment}")
    if screenshots:
        page.wait_for_timeout(SETTLING_MS)
        page.screenshot(path=screenshots / f"segment-{segment:02d}.png", full_page=True)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Which model answers, and how it is shown frames."""
    parser.add_argument("--models-dir", type=Path, default=ROOT / "converted_models", help="folder with registry.json")
    parser.add_argument("--model", help="the id of a model in that folder, instead of the current one of its way")
    parser.add_argument(
        "--way",
        choices=WAYS,
        default="hand",
        help="hand: the page starts by itself (default); silhouette: it takes the empty room as the background first",
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line, replay, print; 1 with a message when something the user can mend is wrong."""
    parser = argparse.ArgumentParser(prog="just replay", description=__doc__, epilog=CLIPS)
    parser.add_argument("clip", type=Path, help="an .mjpeg file; the .json of the same name lists its segments")
    add_options(parser)
    parser.add_argument("--screenshots", type=Path, help="folder for one picture of the page per segment")
    chosen = parser.parse_args(arguments)
    if chosen.screenshots:
        chosen.screenshots.mkdir(parents=True, exist_ok=True)
    try:
        with models_folder(chosen.models_dir, chosen.model) as models:
            result = replay(read_clip(chosen.clip), models, chosen.way, chosen.screenshots)
    except (BadClip, NoModel, PageFailed, ServerFailed, NoChromium, OSError) as problem:
        print(problem, file=sys.stderr)
        return 1
    print(json.dumps(result))
    return 0


if __name__ == "__main__":
    sys.exit(main())
