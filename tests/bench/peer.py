"""Time npm's @mediapipe/hands in the same Chromium on the same clip: what a frame takes, how often it sees a hand.

Its own files answer its requests, at the bench's own origin, and no request leaves for another one. Its networks run in
wasm (XNNPACK, SIMD, one thread), as ours do; it moves and scales frames by WebGL, which a Chromium without a graphics
processor runs on the processor too: that part is given apart.
"""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Callable
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, Route

from tests.browser.segments import Clip, mean_of, of_gestures, shares
from tests.browser.timing import both
from tests.browser.watching import WATCH, Heard, PageFailed, hear_one_loop, start_of_loop, wait_for_answer
from tests.server import ROOT

PACKAGE: Final = ROOT / "web" / "node_modules" / "@mediapipe" / "hands"
OURS: Final = Path(__file__).parent / "peer_page"
PLACE: Final = "/bench/peer/"
COMPLEXITIES: Final = {"lite": 0, "full": 1}
PAGES_OWN: Final = ("blob", "data")  # addresses of what a page made itself


def time_peer(browser: Browser, server: str, clip: Clip, model: str, say: Callable[[str], None]) -> dict[str, object]:
    """Figures of one of its two models, `lite` or `full`, over one loop of the clip. Raises PageFailed."""
    say(f"@mediapipe/hands {version()}, its model {model}")
    context = browser.new_context(permissions=["camera"])
    left: list[str] = []
    context.route("**", lambda route: answer(route, server, left))
    page = context.new_page()
    page.on("pageerror", lambda problem: say(f"@mediapipe/hands failed: {problem}"))
    heard = hear(page, f"{server}{PLACE}?complexity={COMPLEXITIES[model]}&inference=wasm", clip, say)
    renderer = str(page.evaluate(RENDERER))
    context.close()
    if left:
        raise PageFailed(f"@mediapipe/hands asked others, which was stopped: {', '.join(left)}")
    return figures(clip, heard) | {"webgl": renderer}


RENDERER: Final = """() => {
    const gl = document.createElement("canvas").getContext("webgl2");
    const known = gl?.getExtension("WEBGL_debug_renderer_info");
    return known ? gl.getParameter(known.UNMASKED_RENDERER_WEBGL) : "unknown";
}"""


def hear(page: Page, address: str, clip: Clip, say: Callable[[str], None]) -> Heard:
    """Its answers to one loop of the clip. Raises PageFailed."""
    page.add_init_script(path=WATCH)
    page.goto(address)
    wait_for_answer(page, "peer")
    return hear_one_loop(
        page, clip, start_of_loop(page, clip), lambda count, segment: say(f"{count} answers, now segment {segment}")
    )


def figures(clip: Clip, heard: Heard) -> dict[str, object]:
    """What is printed of one loop. Raises PageFailed."""
    answers = heard.answers
    if len(answers) < 2:
        raise PageFailed("@mediapipe/hands gave no answers while the clip played.")
    seen = mean_of([one.hand_share for one in of_gestures(shares(clip, answers))])
    return {
        **both("total_ms", [one.total_ms for one in answers]),
        **both("webgl_ms", [one.camera_ms for one in answers]),
        **both("followed_total_ms", [one.total_ms for one in answers if one.hands]),
        **both("followed_without_webgl_ms", [one.inference_ms for one in answers if one.hands]),
        "fps": round(1000 * (len(answers) - 1) / (answers[-1].at_ms - answers[0].at_ms), 2),
        "hand_share": None if seen is None else round(seen, 4),
    }


def answer(route: Route, server: str, left: list[str]) -> None:
    """Give a file of the package or of ours; stop, and note in `left`, what goes elsewhere."""
    address = urlsplit(route.request.url)
    if address.scheme in PAGES_OWN:
        route.continue_()
    elif f"{address.scheme}://{address.netloc}" != server or not address.path.startswith(PLACE):
        left.append(route.request.url)
        route.abort()
    else:
        give(route, address.path.removeprefix(PLACE) or "index.html")


def give(route: Route, name: str) -> None:
    """The file of that name."""
    file = next((folder / name for folder in (OURS, PACKAGE) if (folder / name).is_file()), None)
    if file is None:
        route.fulfill(status=404, body=f"{name} is missing: run just bench-browser, which installs the page's packages")
    else:
        route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(name)[0] or "application/octet-stream")


def version() -> str:
    """The package's version."""
    return str(json.loads((PACKAGE / "package.json").read_text())["version"])
