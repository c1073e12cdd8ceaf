"""Another hand tracker in Chromium, on a rendered clip: its figures, whose files it is given, and what is stopped."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.bench import peer
from tests.browser.clip import Part, render_clip
from tests.browser.launch import open_chromium, playing
from tests.browser.segments import read_clip
from tests.browser.watching import PageFailed
from tests.server import ROOT

pytestmark = pytest.mark.slow

SERVER = "http://127.0.0.1:9"  # nobody listens: whatever the bench does not answer itself fails


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    parts = [Part("open_palm", 45), Part("none", 30)]
    return render_clip(tmp_path_factory.mktemp("clip") / "short.mjpeg", parts, seed=1)


def test_it_answers_from_the_packages_files_alone_and_sees_the_hand(clip: Path) -> None:
    said: list[str] = []
    with open_chromium(playing(clip)) as browser:
        figures = peer.time_peer(browser, SERVER, read_clip(clip), "lite", said.append)
    assert figures["hand_share"] == pytest.approx(1, abs=0.5)
    assert 0 < float(str(figures["webgl_ms_p50"])) < float(str(figures["total_ms_p50"]))
    assert said[0] == f"@mediapipe/hands {peer.version()}, its model lite"
    assert not [line for line in said if "failed" in line]


def test_what_it_asks_of_others_is_stopped_and_told(clip: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def hear(page: Page, *_: object) -> None:
        page.goto(f"{SERVER}{peer.PLACE}peer.js")
        page.evaluate("fetch('http://metrics.example/').catch(() => null)")

    monkeypatch.setattr(peer, "hear", hear)
    with (
        open_chromium(playing(clip)) as browser,
        pytest.raises(PageFailed, match=r"stopped: http://metrics\.example/$"),
    ):
        peer.time_peer(browser, SERVER, read_clip(clip), "full", lambda line: None)


def test_the_package_is_the_one_that_the_lock_file_names() -> None:
    lock = (ROOT / "web" / "package-lock.json").read_text()
    entry = lock[lock.index('"node_modules/@mediapipe/hands"') :]
    assert f'"version": "{peer.version()}"' in entry[:200]
