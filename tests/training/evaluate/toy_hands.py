"""The toy model of hands that the page's tests use (web/src/testing/toy-hand-model.ts), as a folder for Python."""

import base64
import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from training.silhouette import Picture

FILES = Path(__file__).parents[2] / "contract" / "toy-hand-model.json"
RED, YELLOW = (255, 0, 0), (255, 255, 0)  # a fist, an open palm


def write_toy(folder: Path) -> Path:
    """Writes the toy's folder; gives it back."""
    folder.mkdir(parents=True)
    for name, content in json.loads(FILES.read_text()).items():
        (folder / name).write_bytes(base64.b64decode(content))
    return folder


def frame_with(blobs: Sequence[tuple[int, int, tuple[int, int, int]]], side: int = 128) -> Picture:
    """A black frame (side, side, 4; RGBA) with blobs of a colour, each one of 4 × 4 cells: the toy's hands."""
    frame = np.zeros((side, side, 4), np.uint8)
    frame[:, :, 3] = 255
    cell = side // 4
    for x, y, colour in blobs:
        frame[y * cell : (y + 1) * cell, x * cell : (x + 1) * cell, :3] = colour
    return frame
