"""Time the page in one Chromium, and another hand tracker beside it on the same clip; the last line is JSON.

It has milliseconds from frame to answer in both ways, bytes of the first visit, answers a second with a slow main
thread, and what npm's @mediapipe/hands needs and sees.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser

from tests.bench.first_visit.mobile import time_visit
from tests.bench.first_visit.start import time_start
from tests.bench.first_visit.weight import FirstVisit, sent_twice
from tests.bench.pace import hold_pace
from tests.bench.peak import time_networks
from tests.bench.peer import COMPLEXITIES, time_peer
from tests.bench.soak import rendered
from tests.browser.chromium import NoChromium
from tests.browser.launch import open_chromium, playing
from tests.browser.profile import keep_page
from tests.browser.segments import BadClip, Clip, mean_of, of_gestures, read_clip, shares
from tests.browser.timing import both, milliseconds
from tests.browser.watching import PageFailed, begin, hear_one_loop, open_page, take_background, wait_for_answer
from tests.replay.replay import rounded
from tests.server import ROOT, ServerFailed, running_server


def main(arguments: Sequence[str] | None = None) -> int:
    """Show a clip to the page and to the other tracker, print; 1 with a message when that fails."""
    parser = argparse.ArgumentParser(prog="just bench-browser", description=__doc__)
    parser.add_argument(
        "--clip", type=Path, help="an .mjpeg file as `just replay --help` says; without: a rendered one"
    )
    parser.add_argument("--models-dir", type=Path, default=ROOT / "converted_models", help="folder with registry.json")
    parser.add_argument(
        "--peer", nargs="*", choices=COMPLEXITIES, default=list(COMPLEXITIES), help="its models; `--peer` alone: none"
    )
    parser.add_argument("--visit", action="store_true", help="first visits only: by a mobile network, and by a click")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="gesture-bench-") as folder:
        try:
            clip = read_clip(chosen.clip or rendered(Path(folder)))
            measured = measure_visit if chosen.visit else measure
            print(json.dumps(measured(clip, chosen.models_dir, chosen.peer, Path(folder))))
        except (BadClip, PageFailed, ServerFailed, NoChromium, OSError) as problem:
            print(problem, file=sys.stderr)
            return 1
    return 0


def measure(clip: Clip, models: Path, peers: Sequence[str], folder: Path) -> dict[str, object]:
    """All figures, from one server and one Chromium. Raises PageFailed, ServerFailed, NoChromium."""
    data = folder / "data"
    settings = {"MODELS_DIR": str(models.resolve())}
    with running_server(data, **settings) as server, open_chromium(playing(clip.path)) as browser:
        result = time_hands(browser, server.url, clip)
        result["fetched_twice"] = sent_twice(data.with_name(f"{data.name}.stderr"))
        result["peer"] = {model: time_peer(browser, server.url, clip, model, say) for model in peers}
        result["times_faster"] = {model: times_faster(result, figures) for model, figures in result["peer"].items()}
        say("visiting by a mobile network")
        result["visit"] = time_visit(browser, server.url)
        say("slowing the page down")
        result |= hold_pace(browser, server.url, clip)
        if clip.room is not None:
            result["background"] = time_background(browser, server.url, clip)
        result |= time_networks(browser, server.url, say)
    return result


def measure_visit(clip: Clip, models: Path, _: Sequence[str], folder: Path) -> dict[str, object]:
    """First visits: by a mobile network, and by a click. Raises BadClip, PageFailed, ServerFailed, NoChromium."""
    settings = {"MODELS_DIR": str(models.resolve())}
    with running_server(folder / "data", **settings) as server:
        with open_chromium(playing(clip.path)) as browser:
            visited = time_visit(browser, server.url)
        return visited | {"start": time_start(server.url, clip, folder)}


def time_hands(browser: Browser, server: str, clip: Clip) -> dict[str, Any]:
    """Bytes of a first visit, and the milliseconds of the answers to one loop of the clip. Raises PageFailed."""
    context = browser.new_context(permissions=["camera"])
    visit, page = FirstVisit(context), context.new_page()
    open_page(page, server, clip)
    wait_for_answer(page, "hand")
    keep_page(page)
    weight = visit.weigh(say)
    heard = hear_one_loop(page, clip, begin(page, clip, "hand"), say_change)
    context.close()
    answers = heard.answers
    if len(answers) < 2:
        raise PageFailed("The page gave no answers while the clip played.")
    seen = mean_of([one.hand_share for one in of_gestures(shares(clip, answers))])
    return {
        "first_visit_gzip_bytes": weight,
        **milliseconds(answers),
        **both("followed_total_ms", [one.total_ms for one in answers if one.hands and one.find_ms == 0]),
        "fps": round(1000 * (len(answers) - 1) / (answers[-1].at_ms - answers[0].at_ms), 2),
        "hand_share": rounded(seen),
    }


def times_faster(ours: dict[str, Any], peer: dict[str, Any]) -> dict[str, float | None]:
    """How many times as long the other tracker takes for a frame, at the median.

    Of all frames, of those in which each follows a hand, and of these without its share of WebGL.
    """
    pairs = {
        "all": ("total_ms_p50", "total_ms_p50"),
        "followed": ("followed_total_ms_p50", "followed_total_ms_p50"),
        "followed_without_webgl": ("followed_total_ms_p50", "followed_without_webgl_ms_p50"),
    }
    known = {name: (ours[mine], peer[other]) for name, (mine, other) in pairs.items()}
    return {name: round(other / mine, 2) if mine and other else None for name, (mine, other) in known.items()}


def time_background(browser: Browser, server: str, clip: Clip) -> dict[str, object]:
    """Milliseconds of the answers to one loop of the clip by its silhouettes. Raises PageFailed."""
    say("background mode")
    context = browser.new_context(permissions=["camera"])
    page = context.new_page()
    open_page(page, server, clip, "silhouette")
    answers = hear_one_loop(page, clip, take_background(page, clip), say_change).answers
    context.close()
    return {**milliseconds(answers)}


def say_change(count: int, segment: int) -> None:
    """How far the clip is."""
    say(f"{count} answers, now segment {segment}")


def say(line: str) -> None:
    """Progress, on the same stream as the result so that the order is kept."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
