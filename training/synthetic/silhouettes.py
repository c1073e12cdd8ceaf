"""Renders labelled silhouettes; the same seed gives the same bytes.

Each silhouette has its own generator made from the seed and its index, so that the number of processes does not
matter.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from training.labels import LABELS
from training.silhouette import Picture, SilhouetteParameters
from training.synthetic import scenes
from training.synthetic.negatives import NONE_KINDS, draw_none
from training.synthetic.pool import in_processes
from training.synthetic.poses import show
from training.synthetic.render import project

Random = np.random.Generator

NONE_SHARE = 0.28  # of all silhouettes; the rest are the five gestures in equal parts
SUBTRACTED_SHARE = 0.40  # of the gestures' silhouettes, how many go through background subtraction
CHUNK = 250


@dataclass(frozen=True)
class Synthesis:
    """What decides the bytes."""

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
        for chunk in in_processes(_render_chunk, tasks, processes):
            done.append(chunk)
            bar.update(len(chunk.labels))
    return Silhouettes(*(np.concatenate(parts) for parts in zip(*done, strict=True)))


def _render_chunk(task: tuple[Synthesis, int, int]) -> Silhouettes:
    synthesis, start, end = task
    drawn = [silhouette(synthesis, index) for index in range(start, end)]
    return Silhouettes(np.stack([picture for picture, _ in drawn]), np.array([label for _, label in drawn], np.int64))


def silhouette(synthesis: Synthesis, index: int) -> tuple[Picture, int]:
    """The silhouette (height, width) and label of one index."""
    random = np.random.default_rng([synthesis.seed, index])
    kind = draw_kind(random)
    if kind not in LABELS:
        return draw_none(kind, synthesis.parameters, random), LABELS.index("none")
    hand = project(show(kind, random), scenes.draw_placement(random), synthesis.parameters.width)
    return scenes.silhouette_of(hand, synthesis.parameters, random, SUBTRACTED_SHARE), LABELS.index(kind)


def draw_kind(random: Random) -> str:
    """A label other than none, or a kind of none."""
    if random.random() < NONE_SHARE:
        return str(random.choice(list(NONE_KINDS), p=list(NONE_KINDS.values())))
    return LABELS[int(random.integers(len(LABELS) - 1))]
