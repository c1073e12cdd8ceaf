"""What share of a matrix product's rate the networks reach, one after the other in one worker of the page's kind.

And what a head takes: a challenger's costs as much in each frame.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Callable, Sequence
from typing import Any

from playwright.sync_api import Browser, Error, Page, Route

from tests.browser.timing import percentile
from tests.browser.watching import PageFailed
from tests.server import ROOT

BUILT = ROOT / "web" / "build" / "bench"
SIDE = 1024  # of the matrices: large enough that memory and calls no longer count
ROUNDS = 25
INFERENCES_PER_ROUND = 25
# The current model of each way that has one.
CURRENT = """async () => {
    const { hand, silhouette } = await (await fetch("/api/models/current")).json();
    return Object.fromEntries(Object.entries({ hand, silhouette }).filter(([, model]) => model !== null));
}"""
MEASURE = """request => new Promise((resolve, reject) => {
    const worker = new Worker("/bench/worker.js", { type: "module" });
    worker.onmessage = ({ data }) => { worker.terminate(); resolve(data); };
    worker.onerror = event => { worker.terminate(); reject(new Error(event.message || "it could not be loaded")); };
    worker.postMessage(request);
})"""


def time_networks(browser: Browser, server: str, say: Callable[[str], None]) -> dict[str, object]:
    """Each way's network and its share of what a 1024³ product reaches in the same worker. Raises PageFailed."""
    context = browser.new_context()
    page = context.new_page()
    context.route("**/bench/**", give_built_file)
    page.goto(f"{server}/stats")
    result: dict[str, dict[str, object]] = {}
    for way, current in page.evaluate(CURRENT).items():
        say(f"timing the network of the way {way} against a matrix product, one after the other, in one worker")
        measured = measure(page, current["manifest"])
        result[way] = share_of_peak(measured["flops"], measured["inferenceMs"], measured["matmulMs"])
        if measured["headMs"]:
            result[way]["head_ms_p50"] = percentile(measured["headMs"], 50)
            result[way]["own_gestures_ms_p50"] = percentile(measured["ownMs"], 50)
    context.close()
    return {"networks": result}


def measure(page: Page, manifest: str) -> dict[str, Any]:
    """What the bench's worker answers (web/src/bench/worker.ts). Raises PageFailed."""
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
