"""Swipes and waves before a camera: a film of them in; `swipe` events, and words on the picture, out."""

from __future__ import annotations

import json
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.clip import FPS, GUIDE, HEIGHT, WIDTH, encode
from tests.browser.launch import playing
from tests.browser.moving import moving_frames
from tests.browser.segments import Clip, read_clip
from tests.browser.watching import open_page
from tests.journey.visitor import visiting
from tests.server import RunningServer

MOVEMENTS = ["swipe-left", "swipe-up", "wave"]
WORDS = {"swipe-left": "← Swipe left", "swipe-up": "↑ Swipe up", "wave": "Wave"}
ROUND_MS = 45_000.0
LISTEN = """() => {
    window.moved = [];
    document.addEventListener("swipe", ({ detail }) =>
        moved.push([detail.movement, document.querySelector(".stage .moved").textContent, performance.now()]));
}"""


def clip_in(folder: Path) -> Clip:
    """The film as a camera shows it, again and again."""
    film, number = folder / "swipes.mjpeg", 0
    with film.open("wb") as file:
        for frame in moving_frames(MOVEMENTS):
            file.write(encode(frame, 1))
            number += 1
    segments = [{"segment": 1, "label": "open_palm", "start": 0, "end": number}]
    about = {"width": WIDTH, "height": HEIGHT, "fps": FPS, "frames": number, "guide": GUIDE, "segments": segments}
    film.with_suffix(".json").write_text(json.dumps(about))
    return read_clip(film)


def test_swipes_and_waves_are_told_once_each_and_shown(server: RunningServer, tmp_path: Path) -> None:
    clip = clip_in(tmp_path)
    with visiting(server.url, playing(clip.path)) as visit:
        open_page(visit.page, server.url, clip)
        visit.page.evaluate(LISTEN)
        # A busy machine sees too few frames of some movements; none may be told twice, or take another's name.
        all_seen = f"() => new Set(moved.map(([name]) => name)).size === {len(MOVEMENTS)}"
        visit.page.wait_for_function(f"() => moved.length >= 4 && ({all_seen})()", timeout=4 * ROUND_MS)
        moved = visit.page.evaluate("moved")
        assert [words for _, words, _ in moved] == [WORDS[movement] for movement, _, _ in moved]
        round_ms = 1000 * clip.frames / clip.fps
        for movement in MOVEMENTS:
            times = [at for name, _, at in moved if name == movement]
            assert all(later - sooner > 0.7 * round_ms for sooner, later in pairwise(times)), moved
        expect(visit.page.locator(".stage .moved")).to_be_empty(timeout=5_000)
        assert visit.complaints == []
