"""The page's pictures of gestures: what the command draws is what is committed, and each shows its gesture."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.labels import LABELS
from training.silhouette import Picture
from training.synthetic.gesture_pictures import FOLDER, POSES, UNITS, picture_of

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
SIDE = 384
GESTURES = (*LABELS[:-1], "okay", "peace")  # background mode knows all but the last two


def paths_of(svg: str) -> list[Picture]:
    """Each path of a picture, filled: (SIDE, SIDE) of 0 and 255. Curves are drawn as their corners, near enough."""
    drawn = []
    for path in re.findall(r' d="([^"]+)"', svg):
        mask = np.zeros((SIDE, SIDE), np.uint8)
        rings = [np.array(re.findall(r"[\d.]+", ring), float).reshape(-1, 2) for ring in path.split("z") if ring]
        cv2.fillPoly(mask, [np.rint(ring * SIDE / UNITS).astype(np.int32) for ring in rings], 255)
        drawn.append(mask)
    return drawn


def overlap(one: Picture, other: Picture) -> float:
    """Pixels in both by pixels in either."""
    return float(np.sum((one > 0) & (other > 0)) / np.sum((one > 0) | (other > 0)))


@pytest.mark.parametrize("gesture", GESTURES)
def test_the_committed_picture_is_what_the_command_draws(gesture: str) -> None:
    """Compared as pictures: another processor may round a corner differently."""
    committed, drawn = (FOLDER / f"{gesture}.svg").read_text(), picture_of(gesture)
    assert len(committed.encode()) < 8_000
    assert re.sub(r'd="[^"]+"', "", committed) == re.sub(r'd="[^"]+"', "", drawn)
    pairs = list(zip(paths_of(committed), paths_of(drawn), strict=True))
    assert len(pairs) == 2
    assert min(overlap(one, other) for one, other in pairs) > 0.97


def test_every_gesture_has_one_picture_and_no_two_are_alike() -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(GESTURES) == POSES.keys()
    hands = [paths_of((FOLDER / f"{gesture}.svg").read_text())[0] for gesture in GESTURES]
    assert max(overlap(a, b) for n, a in enumerate(hands) for b in hands[:n]) < 0.8


def test_the_command_writes_them_and_says_what_to_do_when_it_cannot(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "training.synthetic.gesture_pictures", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, check=True)
    assert len(list(tmp_path.glob("*.svg"))) == len(POSES)
    done = subprocess.run(
        [*command[:3], str(tmp_path / "absent")], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "name a folder that exists" in done.stderr
