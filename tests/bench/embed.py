"""Print what gesture-camera costs: its bytes, the processor's time while nothing moves, memory after many rounds."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
from playwright.sync_api import Browser, Page

from tests.bench.soak import memory_of
from tests.browser.chromium import NoChromium
from tests.browser.launch import open_chromium, playing
from tests.browser.picture import room_with
from tests.journey.embed.site import another_site, palms, put_module_page, round_of
from tests.server import ROOT, ServerFailed, serving

FRAMES = 30
NOISE_LEVELS = 2.5  # of a sensor: nothing moves, and no two frames are the same
SETTLED_S = 4.0
WATCH = """async (motionGate) => {
    const shown = Object.assign(document.createElement("video"), { muted: true });
    document.body.append(shown);
    shown.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
    await shown.play();
    window.frames = new Set();
    if (motionGate === null) return;
    const hands = await GestureCamera.create({ worker: "/worker.js", motionGate });
    hands.watch(shown).on("gesture", ({ detail }) => frames.add(detail.frame));
}"""


def bytes_of_package() -> dict[str, int]:
    """Of each script, packed by gzip."""
    scripts = (ROOT / "web" / "dist" / "embed" / "assets").glob("*.js")
    return {path.name: len(gzip.compress(path.read_bytes())) for path in sorted(scripts)}


def still_room(folder: Path) -> Path:
    """A palm that stands still, as a camera sees it."""
    picture = cv2.imread(str(room_with("open_palm", folder / "still.png")))
    if picture is None:
        raise RuntimeError("the picture of a palm could not be drawn")
    random = np.random.default_rng(3)
    film = folder / "still.mjpeg"
    frames = [
        np.clip(picture + random.normal(0, NOISE_LEVELS, picture.shape), 0, 255).astype(np.uint8) for _ in range(FRAMES)
    ]
    film.write_bytes(b"".join(cv2.imencode(".jpg", frame)[1].tobytes() for frame in frames))
    return film


def processor_s(browser: Browser) -> float:
    """Seconds of the processor that all renderers have had."""
    found = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    return float(sum(process["cpuTime"] for process in found if process["type"] == "renderer"))


def share_of_processor(
    browser: Browser, page: Page, address: str, gate: bool | None, seconds: float
) -> dict[str, float]:
    """How much of a core the page has, and answers a second, once it has settled; `gate` None: nothing is watched."""
    page.goto(address)
    page.wait_for_function("() => window.GestureCamera")
    page.evaluate(WATCH, gate)
    page.wait_for_timeout(1000 * SETTLED_S)
    before, answers, start = processor_s(browser), page.evaluate("frames.size"), time.monotonic()
    page.wait_for_timeout(1000 * seconds)
    took = time.monotonic() - start
    return {
        "cores": round((processor_s(browser) - before) / took, 3),
        "answers_a_second": round((page.evaluate("frames.size") - answers) / took, 1),
    }


def measure(server: str, seconds: float, rounds: int) -> dict[str, object]:
    """All figures. Raises NoChromium."""
    with tempfile.TemporaryDirectory() as folder, another_site() as site:
        address = put_module_page(site, server)
        site.put("/palm.webm", palms(Path(folder))[0].read_bytes())
        with open_chromium(playing(still_room(Path(folder)))) as browser:
            page = browser.new_context(permissions=["camera"]).new_page()
            video, gated, open_ = (
                share_of_processor(browser, page, address, gate, seconds) for gate in (None, True, False)
            )
            page.goto(address)
            page.wait_for_function("() => window.GestureCamera")
            session = page.context.new_cdp_session(page)
            memory = []
            for _ in range(rounds):
                heap = round_of(page, session)
                memory.append({"heap": heap, "renderer": memory_of(browser), "workers": len(page.workers)})
    return {
        "gzip": bytes_of_package(),
        "still": {"video alone": video, "with the gate": gated, "without it": open_},
        "share": round((gated["cores"] - video["cores"]) / (open_["cores"] - video["cores"]), 3),
        "rounds": memory,
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures as JSON; 1 where there is no browser or server, with the reason."""
    parser = argparse.ArgumentParser(prog="just bench-embed", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10.0, help="of each measurement of the processor (10)")
    parser.add_argument("--rounds", type=int, default=20, help="of creating and disposing (20)")
    options = parser.parse_args(arguments)
    try:
        with serving(WEB_DIR=str(ROOT / "web" / "dist")) as server:
            print(json.dumps(measure(server, options.seconds, options.rounds), indent=2))
    except (NoChromium, ServerFailed) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
