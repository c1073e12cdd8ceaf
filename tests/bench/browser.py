"""Time the page in one Chromium; print, as the last line, milliseconds a frame, share of peak, first-visit bytes."""

from __future__ import annotations

import argparse
import gzip
import json
import mimetypes
import sys
import tempfile
from collections.abc import Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

import numpy as np
from playwright.sync_api import Browser, Error, Page, Response, Route

from tests.bench.chromium import NoChromium
from tests.bench.launch import open_chromium, playing
from tests.bench.profile import keep_page
from tests.bench.segments import Answer, Clip, read_clip
from tests.bench.steady import SLOWER, open_predicting, throttled_fps
from tests.bench.watching import PageFailed, listen_one_loop, open_page, take_background
from tests.journey.clip import render_clip, script_of
from tests.server import ROOT, ServerFailed, serving

BUILT = ROOT / "web" / "build" / "bench"
SIDE = 1024  # of the matrices: large enough that memory and calls no longer count
ROUNDS = 25
INFERENCES_PER_ROUND = 25
MEASURE = """request => new Promise((resolve, reject) => {
    const worker = new Worker("/bench/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
    worker.onerror = event => { worker.terminate(); reject(new Error(event.message || "it could not be loaded")); };
    worker.postMessage(request);
})"""


def main(arguments: Sequence[str] | None = None) -> int:
    """Render a clip, show it to the page, time the backend, print; 1 with a message when that fails."""
    argparse.ArgumentParser(prog="just bench-browser", description=__doc__).parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="gesture-bench-") as folder:
        say("rendering a camera clip of the synthetic hand")
        film = render_clip(Path(folder) / "hand.mjpeg", script_of(["fist", "open_palm", "l"]), seed=1)
        try:
            with serving() as server, open_chromium(playing(film)) as browser:
                result = time_page(browser, server, film) | time_backend(browser, server)
        except (PageFailed, ServerFailed, NoChromium) as problem:
            print(problem, file=sys.stderr)
            return 1
    print(json.dumps(result))
    return 0


def time_page(browser: Browser, server: str, film: Path) -> dict[str, object]:
    """Bytes of a cold load, and the milliseconds of the answers to one loop of the clip. Raises PageFailed."""
    context = browser.new_context(permissions=["camera"])
    page, clip = context.new_page(), read_clip(film)
    responses: dict[str, Response] = {}  # what the service worker keeps comes from the cache when it was loaded already

    def note(response: Response) -> None:
        responses.setdefault(response.url, response)

    context.on("response", note)
    open_page(page, server, clip)
    keep_page(page)
    weight = sum(weigh(response) for response in list(responses.values()))
    begun = take_background(page, clip)
    answers = listen_one_loop(page, clip, begun, lambda count, segment: say(f"{count} answers, now segment {segment}"))
    context.close()
    return milliseconds(answers) | hold_pace(browser, server, clip) | {"first_visit_gzip_bytes": weight}


def hold_pace(browser: Browser, server: str, clip: Clip) -> dict[str, object]:
    """Answers a second while the page's main thread is four times as slow. Raises PageFailed."""
    say("slowing the page's main thread down")
    context = browser.new_context(permissions=["camera"])
    page = context.new_page()
    fps = throttled_fps(page, open_predicting(page, server, clip))
    context.close()
    return {f"fps_at_a_{SLOWER}th_of_the_speed": fps}


def weigh(response: Response) -> int:
    """Bytes of a response's body after gzip -9, said as progress."""
    has_body = response.ok and response.status != HTTPStatus.NO_CONTENT
    size = len(gzip.compress(response.body(), 9, mtime=0)) if has_body else 0
    say(f"{size:8d} bytes {response.url}")
    return size


def milliseconds(answers: Sequence[Answer]) -> dict[str, object]:
    """Medians of the stages, and the 95th percentiles of the network's time and of that from frame to answer."""
    if not answers:
        raise PageFailed("The page gave no answers while the clip played.")
    camera, silhouette = ([one.camera_ms for one in answers], [one.silhouette_ms for one in answers])
    inference, total = ([one.inference_ms for one in answers], [one.total_ms for one in answers])
    return {
        "camera_ms_p50": percentile(camera, 50),
        "silhouette_ms_p50": percentile(silhouette, 50),
        "inference_ms_p50": percentile(inference, 50),
        "inference_ms_p95": percentile(inference, 95),
        "total_ms_p50": percentile(total, 50),
        "total_ms_p95": percentile(total, 95),
    }


def time_backend(browser: Browser, server: str) -> dict[str, object]:
    """The network's share of what a 1024³ product reaches in the same worker. Raises PageFailed."""
    say("timing the network against a matrix product, one after the other, in one worker")
    context = browser.new_context()
    page = context.new_page()
    context.route("**/bench/**", give_built_file)
    page.goto(f"{server}/stats")
    measured = measure(page)
    context.close()
    return share_of_peak(measured["flops"], measured["inferenceMs"], measured["matmulMs"])


def measure(page: Page) -> dict[str, Any]:
    """What the bench's worker answers (web/src/bench/worker.ts). Raises PageFailed."""
    manifest = page.evaluate("fetch('/api/models/current').then(reply => reply.json())")["silhouette"]["manifest"]
    request = {"manifestPath": manifest, "rounds": ROUNDS, "inferencesPerRound": INFERENCES_PER_ROUND, "side": SIDE}
    try:
        measured: dict[str, Any] = page.evaluate(MEASURE, request)
    except Error as problem:
        raise PageFailed(f"The bench's worker could not run: {problem}") from problem
    if "failed" in measured:
        raise PageFailed(f"The bench's worker failed: {measured['failed']}")
    return measured


def share_of_peak(flops: float, inference_ms: Sequence[float], matmul_ms: Sequence[float]) -> dict[str, object]:
    """The network's operations a second as a share of the matrix product's, both at their median time."""
    network = flops / (percentile(inference_ms, 50) / 1000)
    peak = 2 * SIDE**3 / (percentile(matmul_ms, 50) / 1000)
    return {
        "back_to_back_ms_p50": percentile(inference_ms, 50),
        "matmul_gflops": round(peak / 1e9, 2),
        "share_of_peak": round(network / peak, 3),
    }


def give_built_file(route: Route) -> None:
    """Answer a request below /bench/ with the file that Vite built, at the server's own origin."""
    file = BUILT / route.request.url.partition("/bench/")[2]
    if file.is_file():
        kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
        route.fulfill(body=file.read_bytes(), content_type=kind)
    else:
        route.fulfill(status=404, body=f"{file} is missing: run just bench-browser, which builds it")


def percentile(numbers: Sequence[float], share: float) -> float:
    """The `share`th percentile, to a microsecond."""
    return round(float(np.percentile(numbers, share)), 3)


def say(line: str) -> None:
    """Progress, on the same stream as the result so that the order is kept."""
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
