"""The clip of one gesture that the camera shows from the first frame on."""

from __future__ import annotations

from pathlib import Path

import cv2

from tests.bench.first_visit.start import only
from tests.browser.clip import Part, render_clip
from tests.browser.segments import read_clip


def test_only_the_frames_of_one_segment_are_left(tmp_path: Path) -> None:
    clip = read_clip(render_clip(tmp_path / "whole.mjpeg", [Part("none", 3), Part("fist", 4), Part("none", 2)], seed=1))
    cut = cv2.VideoCapture(str(only(clip, clip.segments[1], tmp_path / "fist.mjpeg")))
    frames = []
    while (read := cut.read())[0]:
        frames.append(read[1])
    whole = cv2.VideoCapture(str(clip.path))
    expected = [whole.read()[1] for _ in range(clip.frames)][3:7]
    assert len(frames) == 4
    assert all((one == other).all() for one, other in zip(frames, expected, strict=True))
