"""The teacher: a published network at full size says where the points of a hand are, and whether there is one."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import keras
import numpy as np
import numpy.typing as npt

from training.backbone.frames import Frame
from training.backbone.network import PUBLISHED_SIDE, make_finder, published
from training.kernel import Kernel, Square, whole_frame
from training.silhouette import Picture

FINDER_SIDE: Final = 192
LIKELY: Final = 0.4  # score of a palm that is worth a look
ROUNDS: Final = 3  # each sharpens the square by the points of the one before
_PRESENT: Final = 0.5

Numbers = npt.NDArray[np.float32]


class Teacher:
    """Finds one hand in a picture, as MediaPipe does, with networks at their full size."""

    def __init__(self, landmarks: Path) -> None:
        """`landmarks` is a hand_landmark .tflite file. Raises TfliteError."""
        self._finder = make_finder(FINDER_SIDE)
        self._network = published(landmarks)
        self._kernel = Kernel()

    def look(self, frames: Sequence[Frame]) -> list[Frame]:
        """The frames in which a hand was found, with points and side. Raises DataError."""
        pictures = [frame.read() for frame in frames]
        squares = {i: square for i, picture in enumerate(pictures) if (square := self._find(picture)) is not None}
        seen: dict[int, tuple[Numbers, float]] = {}
        for _ in range(ROUNDS):
            order = list(squares)
            if not order:
                break
            points, presence, mirrored = self.points([pictures[i] for i in order], [squares[i] for i in order])
            squares = {}
            for k, i in enumerate(order):
                if presence[k] < _PRESENT:
                    continue
                seen[i] = (points[k], float(mirrored[k]))
                squares[i] = self._kernel.square_of_points(points[k])
        return [
            replace(frame, points=seen[i][0], left=seen[i][1] < _PRESENT) for i, frame in enumerate(frames) if i in seen
        ]

    def points(self, pictures: Sequence[Picture], squares: Sequence[Square]) -> tuple[Numbers, Numbers, Numbers]:
        """Points [n, 21, 3] in the pictures' pixels, presence [n], and what the teacher calls the left hand [n]."""
        crops = [self._kernel.crop(one, square, PUBLISHED_SIDE) for one, square in zip(pictures, squares, strict=True)]
        points, presence, mirrored, _ = self._network.predict_on_batch(np.stack(crops).astype(np.float32) / 255)
        shares = points.reshape(-1, 21, 3) / PUBLISHED_SIDE
        placed = [self._kernel.to_frame(one, square) for one, square in zip(shares, squares, strict=True)]
        return np.array(placed, np.float32), presence[:, 0], mirrored[:, 0]

    def _find(self, picture: Picture) -> Square | None:
        height, width = picture.shape[:2]
        whole = whole_frame(width, height)
        whole = whole._replace(size=1.15 * whole.size)  # crops of hands end where the hand does
        crop = self._kernel.crop(picture, whole, FINDER_SIDE)
        found = self._finder.predict_on_batch(crop[None].astype(np.float32))[0]
        best = int(found[:, 0].argmax())
        if 1 / (1 + np.exp(-np.clip(found[best, 0], -80, 80))) < LIKELY:
            return None
        numbers = found[best, 1:].reshape(9, 2) / FINDER_SIDE
        centre = anchors(FINDER_SIDE)[best]
        scale, corner = whole.size, np.array([whole.cx, whole.cy]) - whole.size / 2
        box = numbers[1] * scale
        left, top = (centre + numbers[0]) * scale + corner - box / 2
        wrist, knuckle = ((centre + numbers[i]) * scale + corner for i in (2, 4))
        return self._kernel.square_of_palm(
            (left, top, box[0], box[1]), (wrist[0], wrist[1]), (knuckle[0], knuckle[1])
        )


def anchors(side: int) -> npt.NDArray[np.float64]:
    """The finder's anchors [n, 2], in shares of its side: two a cell at stride 8, six at stride 16."""
    grids = []
    for cells, each in ((side // 8, 2), (side // 16, 6)):
        y, x = (np.mgrid[0:cells, 0:cells] + 0.5) / cells
        grids.append(np.repeat(np.stack([x, y], -1).reshape(-1, 2), each, axis=0))
    return np.concatenate(grids)


def is_hand(network: keras.Model, crops: Numbers) -> Numbers:
    """Presence [n] of crops [n, 224, 224, 3] of 0 … 1 by a published network."""
    return np.asarray(network.predict_on_batch(crops)[1][:, 0])
