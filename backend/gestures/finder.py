"""The finder: sees the palms of at most two hands in a whole, small picture (web/src/worker/hand/finder.ts)."""

from typing import Final, NamedTuple

import numpy as np
import numpy.typing as npt

from backend.gestures.graph import Graph
from backend.gestures.kernel import Picture

# Pixels between the centres of cells, and how many anchors each has, in the order of the network's output.
LAYERS: Final = ((8, 2), (16, 6))
_FIRST_POINT: Final = 5
_WRIST, _KNUCKLE = 0, 2
MOST_OVERLAP: Final = 0.3  # palms that overlap more are one
MOST_HANDS: Final = 2
_LIMIT: Final = 80  # logits beyond it change nothing

Floats = npt.NDArray[np.float64]


class Box(NamedTuple):
    """A rectangle in pixels."""

    left: float
    top: float
    width: float
    height: float


class Palm(NamedTuple):
    """A palm in pixels, and how sure it is."""

    score: float
    box: Box
    wrist: tuple[float, float]
    knuckle: tuple[float, float]  # where the middle finger begins


class Finder:
    """A network that is shown `side` × `side` pixels; a palm of less than `score` is none."""

    def __init__(self, graph: Graph, side: int, score: float) -> None:
        self._graph, self.side, self._score = graph, side, score
        self._anchors = _anchors(side)

    def find(self, picture: Picture) -> list[Palm]:
        """Palms in a picture [side, side, 3], the surest first."""
        numbers = self._graph.run(picture[None])[0].astype(np.float64)
        scores = 1 / (1 + np.exp(-np.clip(numbers[:, 0], -_LIMIT, _LIMIT)))
        sure = np.flatnonzero(scores >= self._score)
        order = sure[np.argsort(-scores[sure], kind="stable")]
        found: list[Palm] = []
        for i in order:
            palm = _palm(float(scores[i]), self._anchors[i], numbers[i])
            is_new = all(overlap(palm.box, other.box) <= MOST_OVERLAP for other in found)
            if palm.box.width > 0 and palm.box.height > 0 and is_new:
                found.append(palm)
            if len(found) == MOST_HANDS:
                break
        return found


def _palm(score: float, centre: Floats, numbers: Floats) -> Palm:
    x, y, width, height = (float(one) for one in numbers[1:_FIRST_POINT])
    points = numbers[_FIRST_POINT:].reshape(-1, 2) + centre
    box = Box(float(centre[0]) + x - width / 2, float(centre[1]) + y - height / 2, width, height)
    wrist, knuckle = points[_WRIST], points[_KNUCKLE]
    return Palm(score, box, (float(wrist[0]), float(wrist[1])), (float(knuckle[0]), float(knuckle[1])))


def _anchors(side: int) -> Floats:
    """The centre (x, y) of each anchor, in pixels."""
    grids = []
    for stride, each in LAYERS:
        y, x = np.mgrid[0 : side // stride, 0 : side // stride] * float(stride) + stride / 2
        grids.append(np.repeat(np.stack([x, y], -1).reshape(-1, 2), each, axis=0))
    return np.concatenate(grids)


def overlap(one: Box, other: Box) -> float:
    """Intersection over union of two boxes."""
    width = min(one.left + one.width, other.left + other.width) - max(one.left, other.left)
    height = min(one.top + one.height, other.top + other.height) - max(one.top, other.top)
    if width <= 0 or height <= 0:
        return 0.0
    both = width * height
    return both / (one.width * one.height + other.width * other.height - both)
