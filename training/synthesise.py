"""Synthetic data: a seed and a number in, silhouettes with labels out; the same seed gives the same bytes.

Each silhouette has its own generator made from the seed and its index, so that the number of processes does not
matter.
"""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from typing import NamedTuple

import cv2
import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from training import scenes
from training.degrade import degrade
from training.labels import LABELS
from training.poses import OTHER_GESTURES, show
from training.render import Placement, Projected, draw_mask, project
from training.silhouette import Picture, SilhouetteParameters

Random = np.random.Generator

NONE_SHARE = 0.28  # of all silhouettes; the rest are the five gestures in equal parts
SUBTRACTED_SHARE = {"gesture": 0.40, "none": 0.30}  # how many go through background subtraction
CRUDE_SHARE = 0.35  # of these, by a plain threshold: rougher than ours, like many sets of silhouettes
MATCH = 0.6  # intersection over union with the true silhouette
CHUNK = 250

# What `none` is made of.
NONE_KINDS = {
    "other gesture": 0.70,
    "forearm": 0.08,
    "out of frame": 0.06,
    "empty": 0.06,
    "head": 0.06,
    "blobs": 0.04,
}


@dataclass(frozen=True)
class Synthesis:
    """What decides the bytes: the seed, how many, and the silhouette's parameters."""

    seed: int
    count: int
    parameters: SilhouetteParameters


class Silhouettes(NamedTuple):
    """Silhouettes (n, height, width) of 0 and 255, and the index of each one's label (n,)."""

    pictures: Picture
    labels: npt.NDArray[np.int64]


def synthesise(synthesis: Synthesis, processes: int = 2) -> Silhouettes:
    """Renders all silhouettes, with a progress bar."""
    starts = range(0, synthesis.count, CHUNK)
    tasks = [(synthesis, start, min(start + CHUNK, synthesis.count)) for start in starts]
    with tqdm(total=synthesis.count, desc="Rendering silhouettes", unit=" silhouettes") as bar:
        done = []
        for chunk in _run(tasks, processes):
            done.append(chunk)
            bar.update(len(chunk.labels))
    return Silhouettes(*(np.concatenate(parts) for parts in zip(*done, strict=True)))


def _run(tasks: list[tuple[Synthesis, int, int]], processes: int) -> Iterator[Silhouettes]:
    if processes == 1:
        yield from map(_render_chunk, tasks)
        return
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_one_thread) as pool:
        yield from pool.map(_render_chunk, tasks)


def _one_thread() -> None:
    cv2.setNumThreads(1)


def _render_chunk(task: tuple[Synthesis, int, int]) -> Silhouettes:
    synthesis, start, end = task
    drawn = [silhouette(synthesis, index) for index in range(start, end)]
    return Silhouettes(np.stack([picture for picture, _ in drawn]), np.array([label for _, label in drawn], np.int64))


def silhouette(synthesis: Synthesis, index: int) -> tuple[Picture, int]:
    """The silhouette (height, width) and label of one index."""
    random = np.random.default_rng([synthesis.seed, index])
    if random.random() < NONE_SHARE:
        return _draw_none(synthesis.parameters, random), LABELS.index("none")
    label = int(random.integers(len(LABELS) - 1))
    hand = project(show(LABELS[label], random), draw_placement(random), synthesis.parameters.width)
    return _segmented(hand, synthesis.parameters, random, SUBTRACTED_SHARE["gesture"]), label


def draw_placement(random: Random) -> Placement:
    """Where people hold a hand in the guide box; up to a tenth of it may be cut off."""
    extent = float(random.uniform(0.30, 1.08))
    slack = max((1 - extent) / 2, 0.0) + 0.10 * extent
    x = 0.5 + float(np.clip(random.normal(0, 0.12), -slack, slack))
    y = 0.5 + float(np.clip(random.normal(0, 0.12), -slack, slack))
    return Placement(extent, x, y)


def _segmented(hand: Projected, parameters: SilhouetteParameters, random: Random, subtracted: float) -> Picture:
    side = parameters.width
    if random.random() >= subtracted:
        return degrade(draw_mask(hand, side), random)
    background = scenes.draw_background(random, side)
    scene, true = scenes.add_hand(background, hand, random)
    if random.random() < CRUDE_SHARE:
        found = scenes.subtract_crudely(scene, background, random)
    else:
        found = scenes.subtract(scene, background, parameters, random)
    # Where the hand was not found, the gesture's name would be a lie.
    matches = np.count_nonzero(found & true) > MATCH * np.count_nonzero(found | true)
    return found if matches else degrade(true, random)


def _draw_none(parameters: SilhouetteParameters, random: Random) -> Picture:
    side = parameters.width
    kind = random.choice(list(NONE_KINDS), p=list(NONE_KINDS.values()))
    if kind == "empty":
        return _empty(parameters, random)
    if kind == "head":
        return degrade(_head(random, side), random)
    if kind == "blobs":
        return degrade(_blobs(random, side), random)
    placement = draw_placement(random)
    gesture = str(random.choice([*OTHER_GESTURES]))
    if kind == "forearm":  # the hand is above the box
        placement = Placement(placement.extent, placement.x, -placement.extent * random.uniform(0.35, 0.7))
        gesture = "fist"
    if kind == "out of frame":
        angle, far = random.uniform(0, 2 * np.pi), 0.5 + 0.22 * placement.extent
        placement = Placement(placement.extent, 0.5 + far * np.cos(angle), 0.5 + far * np.sin(angle))
        gesture = str(random.choice([*OTHER_GESTURES, *LABELS[:-1]]))
    hand = project(show(gesture, random), placement, side)
    return _segmented(hand, parameters, random, SUBTRACTED_SHARE["none"])


def _empty(parameters: SilhouetteParameters, random: Random) -> Picture:
    """Nobody is there: what remains is the camera's noise, or a light that was switched on."""
    side = parameters.width
    background = scenes.draw_background(random, side)
    scene = background
    if random.random() < 0.4:
        slope = np.linspace(random.uniform(0.5, 1.6), random.uniform(0.5, 1.6), side)
        scene = background * (slope[:, None, None] if random.random() < 0.5 else slope[None, :, None])
    return scenes.subtract(scene, background, parameters, random)


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
