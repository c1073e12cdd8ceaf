"""Finds and looks at hands in single pictures with Keras' networks, as the page does with its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.backbone.frames import Frame
from training.backbone.network import PUBLISHED_SIDE, Backbone, make_finder, published
from training.kernel import Kernel, Square, whole_frame
from training.silhouette import Picture

# What points out hands to the backbone, where somebody has installed the page's packages.
TEACHER: Final = (
    Path(__file__).parents[2] / "web" / "node_modules" / "@mediapipe" / "hands" / "hand_landmark_full.tflite"
)
ROUNDS: Final = 2  # each look sharpens the square by the points of the one before
PRESENT: Final = 0.5
_WRIST, _KNUCKLE = 2, 4  # pairs of numbers of an anchor: the box takes two, then come the palm's points

Numbers = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Seen:
    """What a network says of squares; one row each."""

    points: Numbers  # [n, 21, 3] in shares of the square's side
    presence: Numbers  # [n]
    left: Numbers  # [n], of the person
    embedding: Numbers  # [n, E], empty where the network has none


class Eyes:
    """A finder, and a network that looks at squares."""

    def __init__(self, network: Callable[[Numbers], Seen], side: int, finder_side: int, score: float) -> None:
        """`network` takes crops [n, side, side, 3] of 0 … 255; a palm of less than `score` is none."""
        self._network = network
        self.side = side
        self._finder_side, self._score = finder_side, score
        self._finder = make_finder(finder_side)
        self.kernel = Kernel()

    def find(self, picture: Picture, margin: float = 1.0) -> Square | None:
        """The square of the palm with the best score, seen with colours or else without.

        `margin` adds black around the picture.
        """
        height, width = picture.shape[:2]
        whole = whole_frame(width, height)
        whole = whole._replace(size=margin * whole.size)
        coloured = self._find(self.kernel.crop(picture, whole, self._finder_side), whole)
        if coloured is not None:
            return coloured
        return self._find(self.kernel.crop(picture, whole, self._finder_side, grey=True), whole)

    def _find(self, crop: Picture, whole: Square) -> Square | None:
        found = np.asarray(self._finder.predict_on_batch(crop[None].astype(np.float32)))[0]
        best = int(found[:, 0].argmax())
        if 1 / (1 + np.exp(-np.clip(found[best, 0], -80, 80))) < self._score:
            return None
        numbers = found[best, 1:].reshape(9, 2) / self._finder_side
        centre = anchors(self._finder_side)[best]
        scale, corner = whole.size, np.array([whole.cx, whole.cy]) - whole.size / 2
        box = numbers[1] * scale
        left, top = (centre + numbers[0]) * scale + corner - box / 2
        wrist, knuckle = ((centre + numbers[i]) * scale + corner for i in (_WRIST, _KNUCKLE))
        return self.kernel.square_of_palm((left, top, box[0], box[1]), (wrist[0], wrist[1]), (knuckle[0], knuckle[1]))

    def look(self, pictures: Sequence[Picture], squares: Sequence[Square]) -> Seen:
        """What the network says of a square of each picture."""
        crops = [self.kernel.crop(one, square, self.side) for one, square in zip(pictures, squares, strict=True)]
        return self._network(np.stack(crops).astype(np.float32))

    def point_out(self, frames: Sequence[Frame], margin: float = 1.0) -> list[Frame]:
        """The frames in which a hand was found, with its points and side. Raises DataError."""
        pictures = [frame.read() for frame in frames]
        found = ((i, frame.square or self.find(pictures[i], margin)) for i, frame in enumerate(frames))
        squares = {i: square for i, square in found if square is not None}
        seen: dict[int, Frame] = {}
        for _ in range(ROUNDS + 1):
            order = list(squares)
            if not order:
                break
            said = self.look([pictures[i] for i in order], [squares[i] for i in order])
            before, squares = squares, {}
            for k, i in enumerate(order):
                if said.presence[k] >= PRESENT:
                    points = self.kernel.to_frame(said.points[k], before[i]).astype(np.float32)
                    seen[i] = replace(frames[i], points=points, left=bool(said.left[k] >= PRESENT))
                    squares[i] = self.kernel.square_of_points(points)
        return [seen[i] for i in sorted(seen)]


def teacher(landmarks: Path) -> Eyes:
    """The eyes of a published hand_landmark network (.tflite) at its full size. Raises TfliteError."""
    network = published(landmarks)

    def look(crops: Numbers) -> Seen:
        points, presence, mirrored, _ = network.predict_on_batch(crops / np.float32(255))
        shares = np.asarray(points, np.float32).reshape(-1, 21, 3) / np.float32(PUBLISHED_SIDE)
        # It takes pictures for mirrored ones: what it calls the right hand is the person's left one.
        return Seen(shares, presence[:, 0], 1 - mirrored[:, 0], np.empty((len(crops), 0), np.float32))

    return Eyes(look, PUBLISHED_SIDE, 192, 0.4)


def eyes_of(backbone: Backbone, finder_side: int, score: float) -> Eyes:
    """The eyes of our own backbone."""
    return Eyes(looker(backbone.exported()), backbone.side, finder_side, score)


def looker(exported: keras.Model) -> Callable[[Numbers], Seen]:
    """A backbone with one output (Backbone.exported), with its numbers told apart."""

    def look(crops: Numbers) -> Seen:
        numbers: Any = np.asarray(exported.predict_on_batch(crops))
        return Seen(numbers[:, 2:65].reshape(-1, 21, 3), numbers[:, 0], numbers[:, 1], numbers[:, 65:])

    return look


def anchors(side: int) -> npt.NDArray[np.float64]:
    """The finder's anchors [n, 2], in shares of its side: two a cell at stride 8, six at stride 16."""
    grids = []
    for cells, each in ((side // 8, 2), (side // 16, 6)):
        y, x = (np.mgrid[0:cells, 0:cells] + 0.5) / cells
        grids.append(np.repeat(np.stack([x, y], -1).reshape(-1, 2), each, axis=0))
    return np.concatenate(grids)
