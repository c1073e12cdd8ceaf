"""The page's film: the hand's points and a sheet of frames in, the very ones that the page ships out."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from training.synthetic.film import (
    COLUMNS,
    FOLDER,
    HEIGHT,
    LARGEST,
    ORDER,
    SHEET,
    TRACK,
    WIDTH,
    draw,
    frames,
    wall_behind,
)

pytestmark = pytest.mark.slow


def test_the_command_writes_what_the_page_ships(tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-m", "training.synthetic.film", str(tmp_path)], check=False, timeout=300)
    assert done.returncode == 0
    assert (tmp_path / TRACK).read_text() == (FOLDER / TRACK).read_text()
    sheets = [cv2.imread(str(folder / SHEET)) for folder in (tmp_path, FOLDER)]
    assert [None if sheet is None else sheet.shape for sheet in sheets] == [
        (len(ORDER) * HEIGHT, COLUMNS * WIDTH, 3)
    ] * 2
    assert (FOLDER / SHEET).stat().st_size <= LARGEST


def test_a_folder_that_is_not_there_is_named() -> None:
    command = [sys.executable, "-m", "training.synthetic.film", "/nowhere/at/all"]
    done = subprocess.run(command, check=False, timeout=300, capture_output=True, text=True)
    assert (done.returncode, "just draw-film: " in done.stderr, "/nowhere" in done.stderr) == (1, True, True)


def test_each_gesture_is_held_once_and_the_hand_goes_smoothly_to_the_next() -> None:
    shown = frames()
    assert [gesture for gesture, _ in shown if gesture is not None] == list(ORDER)
    wall = wall_behind()
    points = np.stack([draw(seen, wall)[1] for _, seen in shown[: COLUMNS + 1]])
    steps = np.abs(np.diff(points, axis=0)).max(axis=(1, 2))
    assert steps.max() < WIDTH / 4
    assert (
        json.loads((FOLDER / TRACK).read_text())["frames"][0]["points"]
        == np.rint(points[0]).astype(int).ravel().tolist()
    )
