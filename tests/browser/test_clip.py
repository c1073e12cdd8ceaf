"""Parts and a seed in; a film whose frames, blocks and JSON agree, out."""

from __future__ import annotations

import json
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.browser.clip import Part, render_clip
from training.silhouette import Picture

pytestmark = pytest.mark.slow

PARTS = [Part("background", 4), Part("open_palm", 5), Part("none", 3)]


def frames_of(film: Path) -> list[Picture]:
    capture, frames = cv2.VideoCapture(str(film)), []
    while (read := capture.read())[0]:
        frames.append(np.asarray(read[1], np.uint8))
    return frames


def number_in(frame: Picture) -> int:
    bits = [frame[4:12, 16 * block + 4 : 16 * block + 12].mean() > 128 for block in range(8)]
    return int("".join("1" if bit else "0" for bit in bits), 2)


@pytest.mark.parametrize(("name", "every", "number"), [("a.mjpeg", 1, 12), ("a.y4m", 3, 5)])
def test_every_frame_carries_the_number_of_its_segment(tmp_path: Path, name: str, every: int, number: int) -> None:
    film = render_clip(tmp_path / name, PARTS, seed=3, every=every)
    described = json.loads(film.with_suffix(".json").read_text())
    frames = frames_of(film)
    assert described["fps"] == 30 // every
    assert len(frames) == described["frames"] == number
    assert all(frame.shape == (480, 640, 3) for frame in frames)
    for segment in described["segments"]:
        numbers = {number_in(frame) for frame in frames[segment["start"] : segment["end"]]}
        assert numbers == {segment["segment"]}
    assert [segment["label"] for segment in described["segments"]] == ["background", "open_palm", "none"]


def test_the_hand_is_in_the_guide_box_and_the_room_stays(tmp_path: Path) -> None:
    frames = frames_of(render_clip(tmp_path / "a.mjpeg", PARTS, seed=3))
    room, hand = frames[0].astype(int), frames[6].astype(int)
    changed = np.abs(room - hand).max(axis=2) > 40
    changed[:16, :128] = False
    box = changed[48:384, 24:360]
    assert 0.08 < box.mean() < 0.6
    assert changed[:, 400:].mean() < 0.01


def test_the_same_seed_gives_the_same_bytes(tmp_path: Path) -> None:
    first = render_clip(tmp_path / "a.mjpeg", PARTS, seed=3).read_bytes()
    assert render_clip(tmp_path / "b.mjpeg", PARTS, seed=3).read_bytes() == first
    assert render_clip(tmp_path / "c.mjpeg", PARTS, seed=4).read_bytes() != first
