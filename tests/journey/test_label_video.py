"""Labels a rendered film in Chromium with the page's keys; what training reads of the folder, out."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.launch import ABSENT, open_chromium
from tests.browser.segments import Clip
from tests.server import ROOT
from training.backbone.frames import read_frames

SLOW_MS = 60_000


def test_keys_on_a_film_make_a_folder_to_learn_from(hands_clip: Clip, tmp_path: Path) -> None:
    out = tmp_path / "labelled"
    arguments = [str(hands_clip.path), "--licence", "CC0-1.0", "--source", "ada", "--out", str(out), "--no-browser"]
    command = subprocess.Popen(
        [sys.executable, "-m", "training.label", *arguments], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert command.stdout is not None
    try:
        url = command.stdout.readline().split()[-1]
        with open_chromium(ABSENT) as browser:
            page = browser.new_page()
            complaints: list[object] = []
            page.on("pageerror", lambda error: complaints.append(error))
            page.goto(url)
            place = page.locator("#place")
            expect(place).to_contain_text("Picture 1 of")

            for _ in range(3):  # paused, a key labels a picture and goes on
                page.keyboard.press("f")
            expect(place).to_contain_text("Picture 4 of")
            page.keyboard.press("ArrowLeft")
            page.keyboard.press("x")
            expect(place).to_contain_text("2 are labelled")
            page.reload()
            expect(place).to_contain_text("2 are labelled")

            page.locator("#strip").click(position={"x": 300, "y": 10})
            page.keyboard.down("o")  # held while the film plays
            page.keyboard.press("Space")
            page.wait_for_timeout(1500)
            page.keyboard.up("o")
            page.wait_for_timeout(600)  # plays on without a label
            page.keyboard.press("Space")
            page.get_by_role("button", name="n none").click()

            page.get_by_role("button", name="Save").click()
            expect(page.locator("#said")).to_contain_text("You may close this page", timeout=SLOW_MS)
            assert complaints == []
        assert command.wait(SLOW_MS / 1000) == 0
    finally:
        command.kill()
        command.stdout.close()
    frames = read_frames(out)
    counts = Counter(one.label for one in frames)
    assert counts.keys() == {"fist", "open_palm", "none"}
    assert (counts["fist"], counts["none"]) == (2, 1)
    assert 4 <= counts["open_palm"] <= 12  # a second and a half at five pictures a second, on a busy machine
    assert {one.read().shape for one in frames} == {(480, 640, 3)}
    assert {one.source for one in frames} == {"ada"}
