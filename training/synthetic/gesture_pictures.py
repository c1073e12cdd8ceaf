"""`just draw-gestures`: the page's pictures of the gestures, an SVG each.

The page shows them to say what can be shown to it: `just draw-gestures` writes them anew.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2
import numpy as np

from training.silhouette import Picture
from training.synthetic.poses import CURL, OUT, SIDE, SPREAD, TOGETHER, Shown
from training.synthetic.render import Placement, Projected, draw_mask, project
from training.synthetic.rig import FingerAngles, Floats, HandShape, Pose, ThumbAngles, rotation

FOLDER = Path(__file__).resolve().parents[2] / "web" / "src" / "gestures"
DRAWING = 512  # pixels of a side in which ink is found
UNITS = 96  # of a side of the SVG
INK = 15  # pixels of the drawing: a line is 1.5 pixels wide where the picture is 48
STEP = 0.35  # centimetres between neighbouring pixels where one part of the hand hides another
VALLEY = 0.14  # centimetres by which the ground between two fingers lies deeper than both
VALLEY_WIDTH = 13  # pixels, at most
SHORTEST = 220.0  # square pixels; smaller flecks of ink are the mesh's
TOLERANCE = 1.0  # pixels by which an edge may be simplified
SLACK = 1e-6  # of a triangle: no gaps between two that share an edge
ACROSS = ThumbAngles(-22.0, 38.0, 36.0, 34.0, 30.0)  # the fingers of a fist
RING = FingerAngles(40, 62, 35, 6), ThumbAngles(5, 15, 25, 25, 25)  # index and thumb that meet
V = SPREAD.fore._replace(abduction=14), SPREAD.middle._replace(abduction=-5.6)
SHAPE = HandShape(thickness=1.15, forearm_width=0.95)

# Pose, then degrees of roll, yaw and pitch, and the picture's share that the hand fills. Yaw 180 shows the palm.
POSES: dict[str, tuple[Pose, float, float, float, float]] = {
    "thumbs_up": (Pose(CURL, OUT._replace(rad=0.0)), -90.0, 160.0, 0.0, 0.80),
    "l": (Pose(CURL._replace(fore=SPREAD.fore), OUT), 0.0, 180.0, 0.0, 0.80),
    "fist": (Pose(CURL, ACROSS), 0.0, 180.0, 16.0, 0.66),
    "open_palm": (Pose(SPREAD, OUT._replace(rad=8.0)), 0.0, 180.0, 0.0, 0.84),
    "closed_palm": (Pose(TOGETHER, SIDE), 0.0, 180.0, 0.0, 0.84),
    "okay": (Pose(SPREAD._replace(fore=RING[0]), RING[1]), 0.0, 210.0, 0.0, 0.84),
    "peace": (Pose(CURL._replace(fore=V[0], middle=V[1]), ACROSS), 0.0, 180.0, 0.0, 0.84),
}


def picture_of(gesture: str) -> str:
    """The SVG of one of POSES, in the colour of the text around it."""
    pose, roll, yaw, pitch, extent = POSES[gesture]
    view = rotation("x", pitch) @ rotation("y", yaw) @ rotation("z", roll)
    hand = project(Shown(pose, SHAPE, view, False, 90.0), Placement(extent, 0.5, 0.47), DRAWING)
    mask = smooth(draw_mask(hand, DRAWING), INK)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {UNITS} {UNITS}" fill="currentColor">'
        f"<title>{gesture.replace('_', ' ').capitalize()}</title>"
        f'<path fill-opacity=".2" d="{path_of(mask)}"/>'
        f'<path fill-rule="evenodd" d="{path_of(ink_of(relief_of(hand), mask))}"/></svg>\n'
    )


def relief_of(hand: Projected) -> Floats:
    """Centimetres towards the camera (DRAWING, DRAWING) of what is seen of a hand; nan where there is none."""
    relief = np.full((DRAWING, DRAWING), np.nan)
    for corners, heights in zip(hand.corners, hand.heights, strict=True):
        low = np.clip(np.floor(corners.min(axis=0)).astype(int), 0, DRAWING)
        high = np.clip(np.ceil(corners.max(axis=0)).astype(int) + 1, 0, DRAWING)
        edges = np.stack([corners[1] - corners[0], corners[2] - corners[0]], axis=1)
        if (high <= low).any() or abs(np.linalg.det(edges)) < SLACK:
            continue
        y, x = np.mgrid[low[1] : high[1], low[0] : high[0]]
        first, second = np.linalg.inv(edges) @ (np.stack([x.ravel(), y.ravel()]) - corners[0][:, None])
        inside = (first >= -SLACK) & (second >= -SLACK) & (first + second <= 1 + SLACK)
        height = heights[0] + first * (heights[1] - heights[0]) + second * (heights[2] - heights[0])
        part = relief[low[1] : high[1], low[0] : high[0]]
        np.fmax(part, np.where(inside, height, np.nan).reshape(part.shape), out=part)
    return relief


def ink_of(relief: Floats, mask: Picture) -> Picture:
    """Lines (0 or 255) around the hand, and in it where one part hides another or two fingers touch."""
    heights = np.nan_to_num(relief, nan=float(np.nanmin(relief))).astype(np.float32)
    step = cv2.dilate(heights, disc(3)) - heights > STEP
    valley = cv2.morphologyEx(heights, cv2.MORPH_BLACKHAT, disc(VALLEY_WIDTH)) > VALLEY
    within = cv2.erode(mask, disc(INK)) > 0
    line = cv2.dilate(np.where((step | valley) & within, 255, 0).astype(np.uint8), disc(INK - 8))
    outline = cv2.subtract(mask, cv2.erode(mask, disc(2 * INK - 1)))
    return smooth(np.asarray(cv2.max(outline, cv2.min(line, mask)), np.uint8), 7)


def disc(pixels: int) -> Picture:
    """A round brush."""
    return np.asarray(cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (pixels, pixels)), np.uint8)


def smooth(mask: Picture, pixels: int) -> Picture:
    """The mask (0 or 255) without corners sharper than a brush of that size."""
    return np.asarray(np.where(cv2.GaussianBlur(mask, (0, 0), pixels / 3) > 127, 255, 0), np.uint8)


def path_of(mask: Picture) -> str:
    """An SVG path around what is 255 and around its holes."""
    rings, _ = cv2.findContours(mask, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    kept = [cv2.approxPolyDP(ring, TOLERANCE, True) for ring in rings if cv2.contourArea(ring) > SHORTEST]
    return "".join(ring_of(ring.reshape(-1, 2) * UNITS / DRAWING) for ring in kept)


def ring_of(points: Floats) -> str:
    """A closed smooth curve: quadratic, from the middle of each edge to the next, bent towards the corner between."""
    middles = (points + np.roll(points, -1, axis=0)) / 2
    start = middles[-1]
    curves = (
        f"Q{number(a)} {number(b)} {number(c)} {number(d)}" for (a, b), (c, d) in zip(points, middles, strict=True)
    )
    return f"M{number(start[0])} {number(start[1])}{''.join(curves)}z"


def number(value: float) -> str:
    """One digit after the point: a tenth of a unit is not seen."""
    return f"{value:.1f}".removesuffix(".0")


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just draw-gestures", description=__doc__)
    parser.add_argument("out", type=Path, nargs="?", default=FOLDER, help="a folder (default: the page's own)")
    out = parser.parse_args().out
    try:
        for gesture in POSES:
            (out / f"{gesture}.svg").write_text(picture_of(gesture))
    except OSError as error:
        sys.exit(f"just draw-gestures: {out} cannot be written ({error}): name a folder that exists.")


if __name__ == "__main__":
    main()
