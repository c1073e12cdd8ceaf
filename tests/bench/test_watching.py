"""A rendered clip as Chromium's camera and a page that answers every frame in; which segment each answer met, out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.bench.launch import open_chromium, playing
from tests.bench.segments import read_clip
from tests.bench.watching import PageFailed, expect_state, listen_one_loop, open_page, take_background
from tests.journey.clip import Part, render_clip

# Answers every frame of the camera, as the real page does, once b has been pressed.
PAGE = b"""<!doctype html><title>answers</title><video muted playsinline></video><script type="module">
const video = document.querySelector("video");
video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
await video.play();
document.body.dataset.state = "needs-background";
document.addEventListener("keydown", ({ key }) => { if (key === "b") document.body.dataset.state = "predicting"; });
const answer = () => {
  video.requestVideoFrameCallback(answer);
  if (document.body.dataset.state !== "predicting") return;
  const detail = { steady: "fist", cameraMs: 0.5, silhouetteMs: 0.5, inferenceMs: 1, totalMs: 3 };
  document.dispatchEvent(new CustomEvent("gesture", { detail }));
};
video.requestVideoFrameCallback(answer);
</script>"""


class Handler(BaseHTTPRequestHandler):
    """Serves the page above at every path."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_request(self, *_: object) -> None:
        """Says nothing: what the tests print is read by people."""


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parts = [Part("background", 40), Part("fist", 45), Part("none", 30)]
    return render_clip(tmp_path_factory.mktemp("clip") / "short.mjpeg", parts, seed=1)


@pytest.fixture(scope="module")
def page(clip: Path) -> Iterator[Page]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        with open_chromium(playing(clip)) as browser:
            page = browser.new_page(base_url=f"http://127.0.0.1:{server.server_port}")
            page.context.grant_permissions(["camera"])
            yield page
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_answers_of_one_loop_know_their_segment(page: Page, clip: Path) -> None:
    described = read_clip(clip)
    changes: list[int] = []
    open_page(page, "", described)
    begun = take_background(page, described)
    answers = listen_one_loop(page, described, begun, lambda _, segment: changes.append(segment))

    assert changes == [2, 3]
    assert [one.segment for one in answers] == sorted(one.segment for one in answers)
    per_segment = {number: sum(one.segment == number for one in answers) for number in (1, 2, 3)}
    # A busy machine drops frames; frames of another segment must not be counted for these.
    assert 20 <= per_segment[2] <= 47
    assert 12 <= per_segment[3] <= 32
    assert answers[-1].at_ms - answers[0].at_ms == pytest.approx(1000 * described.seconds, abs=400)
    assert all(0 <= one.settled_ms < 1700 for one in answers)


def test_a_page_that_does_not_come_to_a_state_is_told_with_what_it_shows(page: Page) -> None:
    page.set_content("<body data-state='error'>The model could not be loaded.</body>")
    with pytest.raises(PageFailed, match=r"'error', not 'predicting'.*\n.*could not be loaded"):
        expect_state(page, "predicting", 200)
