"""`just draw-film`: what the page shows before there is a camera, one picture of all frames, and the hand's points.

The synthetic hand goes from one gesture to the next. The page draws bones and names over it as over a camera's picture,
and can show the film to its networks in a camera's place. Every browser reads one picture; not every one reads films.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from training.silhouette import Picture
from training.synthetic.gesture_pictures import POSES, SHAPE
from training.synthetic.poses import Four, Shown
from training.synthetic.render import Placement, draw_colour, project_with_points
from training.synthetic.rig import Floats, Pose, rotation

FOLDER = Path(__file__).resolve().parents[2] / "web" / "src" / "film"
SHEET, TRACK = "film.webp", "track.json"
ORDER = ("open_palm", "peace", "okay", "fist", "thumbs_up", "l")
BETWEEN = 7  # frames from one gesture to the next
COLUMNS = 1 + BETWEEN  # of the sheet: each row is a gesture and the way to the next one
WIDTH, HEIGHT = 640, 400  # of a frame
FINER = 2  # drawn larger, then made smaller, so that edges are smooth
SIZE = 0.36  # of a gesture's own picture
LARGEST = 150_000  # bytes: it is part of the first visit
QUALITY = 50  # of 100
MIDDLE = 0.49  # of a square as wide as the film: what can be pressed lies below the hand
SKIN, ARM = np.array([214.0, 160.0, 128.0]), np.array([208.0, 156.0, 125.0])
LIGHT = np.array([0.35, 0.5, 0.79])
AMBIENT = 0.45
NEAR, FAR = np.array([112.0, 148.0, 140.0]), np.array([30.0, 46.0, 43.0])  # the wall behind the hand, and its corners


class Seen(NamedTuple):
    """A gesture's pose, degrees of roll, yaw and pitch, and what it fills of its own picture."""

    pose: Pose
    roll: float
    yaw: float
    pitch: float
    extent: float


def frames() -> list[tuple[str | None, Seen]]:
    """What each frame shows, and the gesture's name, or None on the way to the next one."""
    shown: list[tuple[str | None, Seen]] = []
    for before, after in zip(ORDER, ORDER[1:] + ORDER[:1], strict=True):
        start, end = Seen(*POSES[before]), Seen(*POSES[after])
        shown.append((before, start))
        for step in range(1, BETWEEN + 1):
            share = step / (BETWEEN + 1)
            shown.append((None, between(start, end, share * share * (3 - 2 * share))))
    return shown


def between(start: Seen, end: Seen, share: float) -> Seen:
    """The hand that is `share` of its way from one gesture to another."""

    def mix(one: float, other: float) -> float:
        return one + share * (other - one)

    fingers = [
        type(one)(*map(mix, one, other)) for one, other in zip(start.pose.fingers, end.pose.fingers, strict=True)
    ]
    thumb = type(start.pose.thumb)(*map(mix, start.pose.thumb, end.pose.thumb))
    return Seen(Pose(Four(*fingers), thumb), *map(mix, start[1:], end[1:]))


def draw(seen: Seen, wall: Floats) -> tuple[Picture, Floats]:
    """A frame as BGR (HEIGHT, WIDTH, 3), and the hand's points (21, 2) in its pixels."""
    side = WIDTH * FINER
    place = Placement(seen.extent * SIZE, 0.5, MIDDLE)
    view = rotation("x", seen.pitch) @ rotation("y", seen.yaw) @ rotation("z", seen.roll)
    hand, points = project_with_points(Shown(seen.pose, SHAPE, view, False, 90.0), place, side)
    colour, mask = draw_colour(hand, side, SKIN, ARM, LIGHT, AMBIENT)
    cut = (WIDTH - HEIGHT) // 2
    alpha = cv2.resize(mask, (WIDTH, WIDTH), interpolation=cv2.INTER_AREA)[cut : cut + HEIGHT, :, None] / 255
    small = cv2.resize(colour, (WIDTH, WIDTH), interpolation=cv2.INTER_AREA)[cut : cut + HEIGHT]
    frame = wall * (1 - alpha) + small.astype(np.float64)  # nothing is drawn where there is no hand
    return np.asarray(np.clip(np.rint(frame), 0, 255), np.uint8)[:, :, ::-1], points[:, :2] / FINER - [0, cut]


def wall_behind() -> Floats:
    """A wall that is lit in its middle (HEIGHT, WIDTH, 3)."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    far = np.clip(np.hypot((x / WIDTH - 0.5) * 1.5, (y / HEIGHT - 0.45) * 1.2), 0, 1)[:, :, None]
    return np.asarray(NEAR + (FAR - NEAR) * (far * far * (3 - 2 * far)))


def write(folder: Path) -> None:
    """Write sheet and points. Raises OSError, ValueError where the sheet is too large."""
    wall = wall_behind()
    drawn = [(gesture, *draw(seen, wall)) for gesture, seen in frames()]
    rows = [np.hstack([picture for _, picture, _ in drawn[i : i + COLUMNS]]) for i in range(0, len(drawn), COLUMNS)]
    done, sheet = cv2.imencode(".webp", np.vstack(rows), [cv2.IMWRITE_WEBP_QUALITY, QUALITY])
    if not done or len(sheet) > LARGEST:
        raise ValueError(f"{SHEET} has {len(sheet)} bytes, more than {LARGEST}: lower QUALITY")
    track = {
        "width": WIDTH,
        "height": HEIGHT,
        "columns": COLUMNS,
        "frames": [
            {"gesture": gesture, "points": np.rint(points).astype(int).ravel().tolist()} for gesture, _, points in drawn
        ],
    }
    (folder / SHEET).write_bytes(sheet.tobytes())
    (folder / TRACK).write_text(json.dumps(track, separators=(",", ":")) + "\n")


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just draw-film", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=FOLDER, help="a folder (default: the page's own)")
    out = parser.parse_args().out
    try:
        write(out)
    except (OSError, ValueError) as error:
        sys.exit(f"just draw-film: {error}")


if __name__ == "__main__":
    main()
