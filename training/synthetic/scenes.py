"""Puts posed hands before a camera, with its noise, shadows and white balance, and subtracts the background.

The frames go through the page's own rule (training/subtraction.py), so that the network learns its faults: brightness
drift, white balance, noise, shadows, hands of the wall's colour.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from training.silhouette import Picture, SilhouetteParameters
from training.subtraction import BackgroundSubtraction
from training.synthetic.degrade import degrade
from training.synthetic.render import Placement, Projected, draw_colour, draw_mask
from training.synthetic.rig import Floats

Random = np.random.Generator

# Skin from light to dark, RGB under white light; real skins lie between and beside these.
SKINS = np.array([[232, 190, 172], [224, 172, 140], [198, 134, 102], [150, 98, 72], [110, 70, 52], [74, 50, 40]], float)
CRUDE_SHARE = 0.35  # of subtracted ones, by a plain threshold: rougher than ours, like many sets of silhouettes
MATCH = 0.6  # intersection over union with the true silhouette
BACKGROUND_FRAMES = 8  # few, so that rendering stays fast: the learned mean then has more noise than on a page


def draw_placement(random: Random) -> Placement:
    """Where people hold a hand in the guide box; up to a tenth of it may be cut off."""
    extent = float(random.uniform(0.30, 1.08))
    slack = max((1 - extent) / 2, 0.0) + 0.10 * extent
    x = 0.5 + float(np.clip(random.normal(0, 0.12), -slack, slack))
    y = 0.5 + float(np.clip(random.normal(0, 0.12), -slack, slack))
    return Placement(extent, x, y)


def silhouette_of(hand: Projected, parameters: SilhouetteParameters, random: Random, subtracted: float) -> Picture:
    """A hand's silhouette (0 or 255): the share `subtracted` through background subtraction, the rest degraded."""
    side = parameters.width
    if random.random() >= subtracted:
        return degrade(draw_mask(hand, side), random)
    background = draw_background(random, side)
    scene, true = add_hand(background, hand, random)
    if random.random() < CRUDE_SHARE:
        found = subtract_crudely(scene, background, random)
    else:
        found = subtract(scene, background, parameters, random)
    # Where the hand was not found, the gesture's name would be a lie.
    matches = np.count_nonzero(found & true) > MATCH * np.count_nonzero(found | true)
    return found if matches else degrade(true, random)


@dataclass(frozen=True)
class Camera:
    """One camera's faults: noise in levels, and the gain of each channel when the hand is there."""

    noise: float
    gains: Floats  # (3,)
    blur: float  # pixels
    quality: int | None  # of its JPEG pictures, if it sends such

    @staticmethod
    def draw(random: Random) -> "Camera":
        """A camera: automatic exposure moves all channels, white balance each of them."""
        exposure = 1 + random.normal(0, 0.06)
        gains = exposure * (1 + random.normal(0, 0.02, 3))
        quality = int(random.integers(60, 96)) if random.random() < 0.4 else None
        return Camera(random.uniform(0.5, 3.5), gains, random.uniform(0, 0.8), quality)


def draw_background(random: Random, side: int) -> Floats:
    """A wall, a room or a cluttered place: RGB (side, side, 3), 0..255."""
    base = random.uniform(30, 235, 3) if random.random() < 0.3 else np.full(3, random.uniform(40, 230))
    base = base + random.normal(0, 8, 3)
    picture = np.tile(base, (side, side, 1))
    picture += _smooth_noise(random, side, 3) * random.uniform(0, 25)
    picture += _smooth_noise(random, side, int(random.integers(6, 40))) * random.uniform(0, 18)
    for _ in range(random.integers(0, 9)):
        _draw_thing(picture, random, side)
    return np.clip(picture, 4, 250)


def _smooth_noise(random: Random, side: int, cells: int) -> Floats:
    small = random.normal(0, 1, (cells, cells, 1)) + random.normal(0, 0.3, (cells, cells, 3))
    return np.asarray(cv2.resize(small, (side, side), interpolation=cv2.INTER_CUBIC), np.float64)


def _draw_thing(picture: Floats, random: Random, side: int) -> None:
    colour = [float(c) for c in random.uniform(10, 245, 3)]
    a, b = (random.integers(-side // 4, side + side // 4, 2).tolist() for _ in range(2))
    kind = random.random()
    if kind < 0.5:
        cv2.rectangle(picture, a, b, colour, -1)
    elif kind < 0.7:
        cv2.ellipse(picture, a, random.integers(3, side // 2, 2).tolist(), random.uniform(0, 180), 0, 360, colour, -1)
    else:
        cv2.line(picture, a, b, colour, int(random.integers(1, 6)))


def add_hand(background: Floats, hand: Projected, random: Random, *, shadows: bool = True) -> tuple[Floats, Picture]:
    """The background with a lit hand in front, and sometimes the shadow that it casts; RGB, 0..255.

    Also gives the hand's true mask (0 or 255).
    """
    first = random.integers(len(SKINS) - 1)
    skin = SKINS[first] + random.random() * (SKINS[first + 1] - SKINS[first])
    skin = np.clip(skin * random.uniform(0.75, 1.25) * (1 + random.normal(0, 0.04, 3)), 10, 250)
    sleeve = skin if random.random() < 0.55 else random.uniform(10, 240, 3)
    return paint_hand(background, hand, skin, sleeve, random, shadow=shadows and random.random() < 0.4)


def paint_hand(
    background: Floats, hand: Projected, skin: Floats, sleeve: Floats, random: Random, *, shadow: bool
) -> tuple[Floats, Picture]:
    """The background with a hand of these colours (RGB) in front, lit from anywhere above; its true mask."""
    side = len(background)
    direction = random.normal(0, 1, 3) + np.array([0, 0.6, 1.2])
    light = direction / np.linalg.norm(direction)
    colour, mask = draw_colour(hand, side, skin, sleeve, light, random.uniform(0.35, 0.75))
    scene = background * _shadow(mask, random)[:, :, None] if shadow else background
    alpha = cv2.GaussianBlur(mask.astype(np.float64) / 255, (3, 3), 0.5)[:, :, None]
    texture = 1 + random.normal(0, 0.02, (side, side, 1))
    return np.asarray(scene * (1 - alpha) + colour * texture * alpha), mask


def _shadow(mask: Picture, random: Random) -> Floats:
    """Factors (side, side): the hand's outline moved, blurred and faint."""
    side = len(mask)
    move = random.normal(0, side / 14, 2)
    moved = cv2.warpAffine(mask, np.array([[1, 0, move[0]], [0, 1, move[1]]]), (side, side))
    soft = cv2.GaussianBlur(moved.astype(np.float64) / 255, (0, 0), random.uniform(1.5, 9))
    return np.asarray(1 - random.uniform(0.05, 0.3) * soft)


def subtract_crudely(scene: Floats, background: Floats, random: Random) -> Picture:
    """The silhouette (0 or 255) of a plain threshold on the grey difference, as other programs make it: ragged."""
    camera = Camera.draw(random)
    frames = [_shoot(_expose(picture, camera), random) for picture in (scene, background)]
    grey = [cv2.cvtColor(frame, cv2.COLOR_RGB2GRAY).astype(np.int64) for frame in frames]
    mask = np.where(np.abs(grey[0] - grey[1]) > random.uniform(12, 32), 255, 0).astype(np.uint8)
    size = int(random.choice([1, 3, 5]))
    return mask if size == 1 else np.asarray(cv2.medianBlur(mask, size), np.uint8)


def subtract(scene: Floats, background: Floats, parameters: SilhouetteParameters, random: Random) -> Picture:
    """Learns the background from a few frames, then gives the silhouette (0 or 255) of one frame of the scene."""
    camera = Camera.draw(random)
    stage = _stage(parameters)
    stage.reset()
    for frame in shoot(background, camera, BACKGROUND_FRAMES, random):
        stage.learn(frame)
    # The hand's presence changes exposure and white balance.
    (frame,) = shoot(scene * camera.gains, camera, 1, random)
    return stage.segment(frame)[0]


@cache
def _stage(parameters: SilhouetteParameters) -> BackgroundSubtraction:
    """One for all scenes: its memory costs more than a scene."""
    return BackgroundSubtraction(replace(parameters, learn_frames=BACKGROUND_FRAMES))


def shoot(scene: Floats, camera: Camera, count: int, random: Random) -> Iterator[Picture]:
    """Frames (height, width, 3) of a scene that stands still."""
    exposed = _expose(scene, camera)
    for _ in range(count):
        yield _shoot(exposed, random)


class _Exposed(NamedTuple):
    """What falls on the sensor (RGB, 0..255), and how much noise each value gets, in levels."""

    light: npt.NDArray[np.float32]
    noise: npt.NDArray[np.float32]
    quality: int | None


def _expose(scene: Floats, camera: Camera) -> _Exposed:
    blurred = cv2.GaussianBlur(scene, (0, 0), camera.blur) if camera.blur > 0.3 else scene
    light = np.asarray(blurred, np.float32)
    return _Exposed(
        light, np.float32(camera.noise) * np.sqrt(np.clip(light, 20, 255) / np.float32(110)), camera.quality
    )


def _shoot(exposed: _Exposed, random: Random) -> Picture:
    """One frame: RGB uint8."""
    noise = random.standard_normal(exposed.light.shape, np.float32)
    picture = np.asarray(np.clip(np.rint(exposed.light + noise * exposed.noise), 0, 255), np.uint8)
    if exposed.quality is None:
        return picture
    _, packed = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, exposed.quality])
    return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
