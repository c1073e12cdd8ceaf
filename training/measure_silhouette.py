"""How good silhouettes are: rendered hands in hard scenes in, the overlap with their true masks per condition out.

The network plays no part. Scenes are rendered at three times the silhouette's size, blurred and noisy as by a lens and
a sensor, and half of them go through JPEG; then the page's rule (training/silhouette.py) sees them.
"""

import argparse
import dataclasses
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import cv2
import numpy as np
from tqdm import tqdm

from training import scenes
from training.area_mean import area_mean
from training.hand import Floats
from training.poses import GESTURES, show
from training.render import project
from training.silhouette import BackgroundModel, Picture, SilhouetteParameters

Random = np.random.Generator

ENLARGED = 3
LEARN_FRAMES, FRAMES = 12, 4  # the last of the frames with a hand is measured
BAD = 0.6  # intersection over union below which a silhouette is of no use


@dataclasses.dataclass
class Scene:
    """One scene before the camera looks at it: a condition changes what it is about."""

    background: Floats  # RGB 0..255
    skin: Floats
    sleeve: Floats
    camera: scenes.Camera
    shadow: bool = False
    light: float = 1.0  # on the hand
    gains: Floats = dataclasses.field(default_factory=lambda: np.ones(3))  # once the hand is there


def _skin_wall(scene: Scene, random: Random) -> None:
    wall = np.clip(scenes.SKINS[random.integers(4)] * random.uniform(0.8, 1.1), 0, 230)
    scene.background = 0.25 * scene.background + 0.75 * wall


def _wall_hand(scene: Scene, random: Random) -> None:
    wall = np.median(scene.background.reshape(-1, 3), axis=0)
    scene.skin = np.clip(wall * random.uniform(0.95, 1.5) * (1 + random.normal(0, 0.06, 3)), 8, 250)
    scene.sleeve = scene.skin


def _wall_sleeve(scene: Scene, random: Random) -> None:
    wall = np.median(scene.background.reshape(-1, 3), axis=0)
    scene.sleeve = np.clip(wall * random.uniform(1, 1.4) * (1 + random.normal(0, 0.03, 3)), 8, 250)


def _shadow(scene: Scene, random: Random) -> None:
    scene.shadow = True


def _white_balance(scene: Scene, random: Random) -> None:
    scene.gains = (1 + random.normal(0, 0.1)) * (1 + random.normal(0, 0.06, 3))


def _dark(scene: Scene, random: Random) -> None:
    scene.background = scene.background * random.uniform(0.15, 0.35)
    scene.light = 0.25
    scene.camera = dataclasses.replace(scene.camera, noise=random.uniform(5, 9))


CONDITIONS: dict[str, Callable[[Scene, Random], None]] = {
    "any wall": lambda scene, random: None,
    "a wall of a skin's colour": _skin_wall,
    "a hand of nearly the wall's colour": _wall_hand,
    "a shadow": _shadow,
    "exposure and white balance change": _white_balance,
    "a sleeve of the wall's colour": _wall_sleeve,
    "dark and noisy": _dark,
}


class Overlap(NamedTuple):
    """Intersection over union with the true mask; what is too much and what is missing, of the true mask's area."""

    iou: float
    too_much: float
    missing: float


def measure(condition: str, number: int, parameters: SilhouetteParameters) -> Overlap:
    """The silhouette of one scene (the same for the same number) against the truth."""
    random = np.random.default_rng([number, list(CONDITIONS).index(condition), 0x51])
    scene = _draw_scene(random, ENLARGED * parameters.width)
    CONDITIONS[condition](scene, random)
    model = BackgroundModel(dataclasses.replace(parameters, learn_frames=LEARN_FRAMES))
    for frame in _shoot(scene.background, scene.camera, LEARN_FRAMES, parameters, random):
        model.learn(frame)
    with_hand, true = _add_hand(scene, random)
    for frame in _shoot(with_hand * scene.gains, scene.camera, FRAMES, parameters, random):
        found = model.segment(frame)[0] > 0
    truth = area_mean(true, parameters.height, parameters.width) >= 128
    common, either, area = (int(np.count_nonzero(part)) for part in (found & truth, found | truth, truth))
    too_much = int(np.count_nonzero(found & ~truth))
    return Overlap(common / max(either, 1), too_much / max(area, 1), (area - common) / max(area, 1))


def _draw_scene(random: Random, side: int) -> Scene:
    first = random.integers(len(scenes.SKINS) - 1)
    skin = scenes.SKINS[first] + random.random() * (scenes.SKINS[first + 1] - scenes.SKINS[first])
    sleeve = skin if random.random() < 0.5 else random.uniform(10, 240, 3)
    quality = int(random.integers(60, 95)) if random.random() < 0.5 else None
    camera = scenes.Camera(random.uniform(1.5, 6), np.ones(3), random.uniform(0.6, 2), quality)
    return Scene(scenes.draw_background(random, side), skin, sleeve, camera)


def _add_hand(scene: Scene, random: Random) -> tuple[Floats, Picture]:
    side = len(scene.background)
    hand = project(show(str(random.choice(GESTURES)), random), scenes.draw_placement(random), side)
    return scenes.paint_hand(
        scene.background, hand, scene.skin * scene.light, scene.sleeve * scene.light, random, shadow=scene.shadow
    )


def _shoot(
    scene: Floats, camera: scenes.Camera, count: int, parameters: SilhouetteParameters, random: Random
) -> Iterator[Picture]:
    for frame in scenes.shoot(scene, camera, count, random):
        yield area_mean(frame, parameters.height, parameters.width)


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just measure-silhouettes", description=__doc__)
    parser.add_argument("--count", type=int, default=40, help="scenes of each condition (default: 40)")
    options = parser.parse_args()
    cv2.setNumThreads(1)
    parameters = SilhouetteParameters()
    rows: dict[str, list[Overlap]] = {}
    with tqdm(total=options.count * len(CONDITIONS), unit=" scenes", disable=not sys.stderr.isatty()) as bar:
        for condition in CONDITIONS:
            rows[condition] = []
            for number in range(options.count):
                rows[condition].append(measure(condition, number, parameters))
                bar.update()
    rows["all"] = [overlap for found in rows.values() for overlap in found]
    print(f"| condition | IoU | below {BAD} | too much | missing |\n| --- | --- | --- | --- | --- |")  # noqa: T201
    for condition, found in rows.items():
        mean = np.mean(found, axis=0)
        bad = np.mean([overlap.iou < BAD for overlap in found])
        print(f"| {condition} | {mean[0]:.3f} | {bad:.1%} | {mean[1]:.1%} | {mean[2]:.1%} |")  # noqa: T201


if __name__ == "__main__":
    main()
