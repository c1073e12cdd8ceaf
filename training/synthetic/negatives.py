"""Draws silhouettes that are no gesture, for the label `none`.

Much of it is close to a gesture: the network must know what is not one.
"""

import cv2
import numpy as np

from training.silhouette import Picture, SilhouetteParameters
from training.synthetic import scenes
from training.synthetic.degrade import degrade
from training.synthetic.poses import GESTURES, OTHER_GESTURES, show
from training.synthetic.render import Placement, draw_mask, project

Random = np.random.Generator

SUBTRACTED_SHARE = 0.30  # how many hands go through background subtraction
NONE_KINDS = {
    "other gesture": 0.70,
    "transition": 0.02,
    "both hands": 0.02,
    "forearm": 0.07,
    "out of frame": 0.06,
    "empty": 0.05,
    "head": 0.05,
    "blobs": 0.03,
}


def draw_none(kind: str, parameters: SilhouetteParameters, random: Random) -> Picture:
    """A silhouette (height, width) of 0 and 255 of one of NONE_KINDS."""
    side = parameters.width
    if kind == "empty":
        return _empty(parameters, random)
    if kind == "head":
        return degrade(_head(random, side), random)
    if kind == "blobs":
        return degrade(_blobs(random, side), random)
    if kind == "both hands":
        return degrade(_both_hands(random, side), random)
    placement = scenes.draw_placement(random)
    gesture = str(random.choice(OTHER_GESTURES))
    if kind == "transition":
        gesture = kind
    if kind == "forearm":  # the hand is above the box
        placement = Placement(placement.extent, placement.x, -placement.extent * random.uniform(0.35, 0.7))
        gesture = "fist"
    if kind == "out of frame":
        angle, far = random.uniform(0, 2 * np.pi), 0.5 + 0.22 * placement.extent
        placement = Placement(placement.extent, 0.5 + far * np.cos(angle), 0.5 + far * np.sin(angle))
        gesture = str(random.choice([*OTHER_GESTURES, *GESTURES]))
    hand = project(show(gesture, random), placement, side)
    return scenes.silhouette_of(hand, parameters, random, SUBTRACTED_SHARE)


def _empty(parameters: SilhouetteParameters, random: Random) -> Picture:
    """Nobody is there: what remains is the camera's noise, or a light that was switched on."""
    side = parameters.width
    background = scenes.draw_background(random, side)
    scene = background
    if random.random() < 0.4:
        slope = np.linspace(random.uniform(0.5, 1.6), random.uniform(0.5, 1.6), side)
        scene = background * (slope[:, None, None] if random.random() < 0.5 else slope[None, :, None])
    return scenes.subtract(scene, background, parameters, random)


def _both_hands(random: Random, side: int) -> Picture:
    """Two hands side by side, whatever they show: nobody can say which one counts."""
    mask = np.zeros((side, side), np.uint8)
    for x in (0.27, 0.73):
        place = Placement(random.uniform(0.3, 0.6), x + random.normal(0, 0.05), 0.5 + random.normal(0, 0.12))
        gesture = str(random.choice([*OTHER_GESTURES, *GESTURES]))
        mask |= draw_mask(project(show(gesture, random), place, side), side)
    return mask


def _head(random: Random, side: int) -> Picture:
    """Head and shoulders."""
    mask = np.zeros((side, side), np.uint8)
    width = side * random.uniform(0.14, 0.30)
    x, y = side * random.uniform(0.2, 0.8), side * random.uniform(0.15, 0.6)
    height = width * random.uniform(1.2, 1.5)
    cv2.ellipse(mask, (int(x), int(y)), (int(width), int(height)), random.normal(0, 8), 0, 360, 255, -1)
    neck = int(width * random.uniform(0.45, 0.65))
    cv2.rectangle(mask, (int(x) - neck, int(y)), (int(x) + neck, side), 255, -1)
    shoulders = (int(width * random.uniform(2.0, 3.2)), int(side * random.uniform(0.2, 0.5)))
    cv2.ellipse(mask, (int(x), int(y + height * 1.35 + shoulders[1])), shoulders, 0, 0, 360, 255, -1)
    return mask


def _blobs(random: Random, side: int) -> Picture:
    mask = np.zeros((side, side), np.uint8)
    for _ in range(random.integers(1, 7)):
        centre = random.integers(0, side, 2).tolist()
        axes = random.integers(2, side // 3, 2).tolist()
        cv2.ellipse(mask, centre, axes, random.uniform(0, 180), 0, 360, 255, -1)
    return mask
