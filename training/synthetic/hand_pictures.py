"""Renders hands in rooms, with labels and exact points."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from tqdm import tqdm

from training.labels import HAND_LABELS
from training.silhouette import Picture
from training.synthetic import scenes
from training.synthetic.pool import in_processes
from training.synthetic.poses import OTHER_GESTURES, show
from training.synthetic.render import Placement, project_with_points
from training.synthetic.rig import Floats

SIDE: Final = 240  # pixels of a rendered picture
NONE_SHARE: Final = 0.4
CHUNK: Final = 100
# What is drawn for a label; the poses that draw no label of their own are `none`.
DRAWN: Final[dict[str, tuple[str, ...]]] = {
    **{label: (label,) for label in HAND_LABELS[:5]},
    "okay": ("ok", "f"),
    "peace": ("peace",),
    "none": (*(one for one in OTHER_GESTURES if one not in ("ok", "f", "peace")), "transition", "thumbs_down"),
}


class Rendered(NamedTuple):
    """One picture: RGB (SIDE, SIDE, 3), its label's index, points (21, 3) in pixels, whether it is a left hand."""

    picture: Picture
    label: int
    points: Floats
    left: bool


def render(seed: int, count: int, processes: int = 2) -> Iterator[Rendered]:
    """`count` pictures, with a progress bar; the same seed gives the same ones."""
    starts = range(0, count, CHUNK)
    tasks = [(seed, start, min(start + CHUNK, count)) for start in starts]
    with tqdm(total=count, desc="Rendering hands", unit=" hands") as bar:
        for chunk in in_processes(_render_chunk, tasks, processes):
            yield from chunk
            bar.update(len(chunk))


def _render_chunk(task: tuple[int, int, int]) -> list[Rendered]:
    seed, start, end = task
    return [_render_one(np.random.default_rng([seed, index])) for index in range(start, end)]


def _render_one(random: np.random.Generator) -> Rendered:
    """One hand before a room, lit, exposed and blurred as cameras do."""
    label = "none" if random.random() < NONE_SHARE else HAND_LABELS[random.integers(len(HAND_LABELS) - 1)]
    shown = show(str(random.choice(DRAWN[label])), random)
    place = Placement(random.uniform(0.35, 0.6), 0.5 + random.normal(0, 0.05), 0.5 + random.normal(0, 0.05))
    hand, points = project_with_points(shown, place, SIDE)
    scene, _ = scenes.add_hand(scenes.draw_background(random, SIDE), hand, random)
    (picture,) = scenes.shoot(scene, scenes.Camera.draw(random), 1, random)
    return Rendered(picture, HAND_LABELS.index(label), points, shown.mirrored)
