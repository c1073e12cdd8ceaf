"""Files that people without a camera have: a label and a seed in; a hand before a plain wall, as PNG or film, out."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from tests.browser.clip import AMBIENT, LIGHT, NOISE_LEVELS, SKIN, SLEEVE, Random, looks, textured_room, with_hand
from training.silhouette import Picture
from training.synthetic.poses import show
from training.synthetic.render import Placement, draw_colour, project
from training.synthetic.rig import Floats

SIDE = 480
FPS = 15
EXTENT = 0.72  # of the picture: what the hand fills


def plain_wall(random: Random) -> Floats:
    """A wall (480, 480, 3) of one cool colour that light falls on from one side, brighter or darker than skin."""
    colour = random.choice([60.0, 110.0, 175.0, 225.0]) + random.uniform(-12, 12, 3) + np.array([-8.0, 4.0, 8.0])
    left, right, top, bottom = (float(share) for share in random.uniform(0.88, 1.08, 4))
    across = np.linspace(left, right, SIDE)[None, :, None]
    down = np.linspace(top, bottom, SIDE)[:, None, None]
    return np.asarray(np.clip(colour * across * down, 4, 250))


def draw(label: str, wall: Floats, random: Random, right: float = 0.5) -> tuple[Floats, Floats]:
    """The wall with a hand whose middle is `right` of the side, and the hand's share of each pixel (480, 480, 1)."""
    shown = show(label, random)
    colour, mask = draw_colour(project(shown, Placement(EXTENT, right, 0.5), SIDE), SIDE, SKIN, SLEEVE, LIGHT, AMBIENT)
    alpha: Floats = np.asarray(cv2.GaussianBlur(mask.astype(np.float64) / 255, (3, 3), 0.6), np.float64)[:, :, None]
    return wall * (1 - alpha) + colour * alpha, alpha


def seen(scene: Floats, random: Random) -> Picture:
    """The scene with a sensor's noise, as BGR."""
    noisy = scene + random.normal(0, NOISE_LEVELS, scene.shape)
    return np.asarray(np.clip(np.rint(noisy), 0, 255), np.uint8)[:, :, ::-1]


def picture_file(path: Path, label: str, seed: int) -> Path:
    """A picture of one gesture before a plain wall."""
    random = np.random.default_rng(seed)
    scene, _ = draw(label, plain_wall(random), random)
    cv2.imwrite(str(path), seen(scene, random))
    return path


def silhouette_file(path: Path, label: str, seed: int) -> Path:
    """A silhouette of one gesture: black on white, as people draw them."""
    random = np.random.default_rng(seed)
    _, alpha = draw(label, plain_wall(random), random)
    cv2.imwrite(str(path), np.asarray(255 * (1 - alpha[:, :, 0]), np.uint8))
    return path


def film_file(path: Path, label: str, seed: int, seconds: int = 4) -> Path:
    """A film (WebM) in which a hand is always there, and moves from one side to the other and back."""
    random = np.random.default_rng(seed)
    wall = plain_wall(random)
    film = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"VP80"), FPS, (SIDE, SIDE))
    pose = int(random.integers(2**31))
    for frame in range(FPS * seconds):
        right = 0.5 + 0.42 * np.cos(2 * np.pi * frame / (FPS * seconds))
        scene, _ = draw(label, wall, np.random.default_rng(pose), right)
        film.write(seen(scene, random))
    film.release()
    return path


def room_with(label: str, file: Path) -> Path:
    """A picture of a hand before a room full of things."""
    room = textured_room(np.random.default_rng(5))
    cv2.imwrite(str(file), bgr(with_hand(room, looks(label, np.random.default_rng()), 0, 0)))
    return file


def bgr(scene: npt.NDArray[np.floating]) -> Picture:
    """A scene as OpenCV writes it."""
    return np.asarray(np.clip(np.rint(scene), 0, 255), np.uint8)[:, :, ::-1]
