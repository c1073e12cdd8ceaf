"""A rendered clip as Chromium's camera and a page that answers every frame in; which segment each answer met, out."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.clip import Part, render_clip
from tests.browser.launch import open_chromium, playing
from tests.browser.segments import Clip, Hand, Segment, read_clip
from tests.browser.watching import PageFailed, begin, expect_state, hear_one_loop, listen_one_loop, open_page

pytestmark = pytest.mark.slow

# Answers every frame of the camera, as the real page does: by seeing the hand, and after b by its silhouette.
PAGE = b"""<!doctype html><title>answers</title><video muted playsinline></video><script type="module">
const video = document.querySelector("video");
video.srcObject = await navigator.mediaDevices.getUserMedia({ video: { width: 640, height: 480 } });
await video.play();
let way = new URLSearchParams(location.search).get("way");
const state = (name) => { document.body.dataset.state = name; };
state(way === "hand" ? "predicting" : "needs-background");
document.addEventListener("keydown", ({ key }) => { if (key === "b") { way = "silhouette"; state("predicting"); } });
const answer = () => {
  video.requestVideoFrameCallback(answer);
  if (document.body.dataset.state !== "predicting") return;
  const hand = { gesture: "l", side: "left", box: { x: 1, y: 2, width: 3, height: 4 }, points: [] };
  const hands = way === "hand" ? [hand] : [];
  const ms = { cameraMs: 0.5, silhouetteMs: 0.5, findMs: 2, inferenceMs: 1, totalMs: 3 };
  const detail = { way, gesture: "l", steady: "fist", probabilities: [], hands, ...ms };
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
    open_page(page, "", described, "silhouette")
    begun = begin(page, described, "silhouette")
    answers = listen_one_loop(page, described, begun, lambda _, segment: changes.append(segment))

    assert changes == [2, 3]
    assert [one.segment for one in answers] == sorted(one.segment for one in answers)
    per_segment = {number: sum(one.segment == number for one in answers) for number in (1, 2, 3)}
    # A busy machine drops frames; frames of another segment must not be counted for these.
    assert 20 <= per_segment[2] <= 47
    assert 12 <= per_segment[3] <= 32
    assert answers[-1].at_ms - answers[0].at_ms == pytest.approx(1000 * described.seconds, abs=400)
    assert all(0 <= one.settled_ms < 1700 for one in answers)
    assert {one.way for one in answers} == {"silhouette"}


def test_the_hand_is_seen_from_the_start_and_its_loop_may_begin_with_any_segment(page: Page, clip: Path) -> None:
    described = read_clip(clip)
    open_page(page, "", described)
    heard = hear_one_loop(page, described, begin(page, described, "hand"), lambda _, segment: None)

    assert {one.segment for one in heard.answers} == {1, 2, 3}
    assert sorted(segment for segment, _ in heard.changes) == [1, 2, 3]
    assert heard.answers[0].hands == (Hand("l", "left", (1, 2, 3, 4)),)
    assert heard.answers[-1].at_ms - heard.answers[0].at_ms == pytest.approx(1000 * described.seconds, abs=400)
    # The camera is allowed already: from that moment on to the first answer it only has to be opened.
    assert 0 < heard.before[0].at_ms - heard.asked_ms < 10_000


def test_background_mode_is_entered_from_the_other_way_too(page: Page, clip: Path) -> None:
    described = read_clip(clip)
    open_page(page, "", described)
    begun = begin(page, described, "silhouette")
    assert page.evaluate("begun => watched.changes[begun - 1].segment", begun) == 1
    assert page.evaluate("watched.answers.every(one => one.way === 'silhouette')")


def test_a_clip_that_never_changes_is_listened_to_for_its_length(page: Page, clip: Path) -> None:
    one = Clip(clip, 30, 30, (0.3, 0.45, 0.7), (Segment(1, "l", 0, 30),))
    open_page(page, "", one)
    answers = listen_one_loop(page, one, begin(page, one, "hand"), lambda _, segment: None)
    assert 5 <= len(answers) <= 32
    assert answers[-1].at_ms - answers[0].at_ms <= 1000 * one.seconds


def test_background_mode_wants_an_empty_room(page: Page, clip: Path) -> None:
    people = Clip(clip, 30, 30, (0.5, 0.5, 0.9), (Segment(1, "l", 0, 15), Segment(2, "none", 15, 30)))
    with pytest.raises(PageFailed, match=r"short\.mjpeg has no empty room"):
        begin(page, people, "silhouette")


def test_a_page_that_does_not_come_to_a_state_is_told_with_what_it_shows(page: Page) -> None:
    page.set_content("<body data-state='error'>The model could not be loaded.</body>")
    with pytest.raises(PageFailed, match=r"'error', not 'predicting'.*\n.*could not be loaded"):
        expect_state(page, "predicting", 200)
