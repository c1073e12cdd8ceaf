"""What the backbone learns from: upright crops of hands with points, and crops of everything else."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from training.backbone.anatomy import PALM
from training.backbone.augment import CONTEXT
from training.backbone.eyes import Eyes
from training.backbone.frames import Frame
from training.errors import DataError
from training.kernel import Kernel, Square
from training.labels import ANY_PALM, HAND_LABELS
from training.synthetic.hand_pictures import render

STORED_SIDE: Final = 192  # pixels: the backbone's 128 times the context
NEGATIVES: Final = 4  # squares of each frame that are tried as one without a hand
CROPPED: Final = 1.15  # pictures of hands end where the hand does: the finder wants some room around it
SURELY_NONE: Final = 0.2  # presence above which a square is not taken for empty
NO_LABEL, EITHER_PALM = -1, -2
RENDERED: Final = "rendered"
RARE: Final = 20  # a pose with fewer pictures is not learned as such
BATCH: Final = 32


@dataclass
class Crops:
    """Upright crops of hands, and turned ones without; all arrays have one row for each."""

    pixels: npt.NDArray[np.uint8]  # [n, STORED_SIDE, STORED_SIDE, 3]
    points: npt.NDArray[np.float32]  # [n, 21, 3] in shares of the crop's side
    turn: npt.NDArray[np.float32]  # [n, 2] the crop's up in the frame
    left: npt.NDArray[np.float32]  # [n] 1 left hand, 0 right hand, ½ not known
    label: npt.NDArray[np.int32]  # [n] index in HAND_LABELS, NO_LABEL, EITHER_PALM
    pose: npt.NDArray[np.int32]  # [n] index in `poses`, NO_LABEL
    hand: npt.NDArray[np.float32]  # [n] 1 where there is a hand
    source: npt.NDArray[np.str_]
    poses: npt.NDArray[np.str_]  # names

    def save(self, path: Path) -> None:
        """Writes an .npz file."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        np.savez(path, **values)

    @classmethod
    def load(cls, path: Path) -> Self:
        """Reads what `save` wrote."""
        with np.load(path) as stored:
            return cls(**{one.name: stored[one.name] for one in fields(cls)})

    def and_those(self, others: Self) -> "Crops":
        """Both, one after the other; `poses` are this one's."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        joined = {
            name: np.concatenate([value, getattr(others, name)]) for name, value in values.items() if name != "poses"
        }
        return Crops(**joined, poses=self.poses)

    def rows(self, chosen: npt.NDArray[Any]) -> "Crops":
        """Those rows only."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return Crops(**{name: value if name == "poses" else value[chosen] for name, value in values.items()})


def cut(frames: Sequence[Frame], eyes: Eyes, seed: int, negatives: int = NEGATIVES) -> Crops:
    """Crops of all frames, and of what is beside the hands; where no points are known, `eyes` look for them first.

    `negatives` squares beside each hand are tried.

    Raises DataError.
    """
    kernel, random = Kernel(), np.random.default_rng(seed)
    known: list[Frame] = []
    for start in tqdm(range(0, len(frames), BATCH), "Looking for hands", file=sys.stderr, unit="batch"):
        batch = frames[start : start + BATCH]
        known += [frame for frame in batch if frame.points is not None]
        known += eyes.point_out([frame for frame in batch if frame.points is None], CROPPED)
    if not known:
        raise DataError(f"No hand was found in any of the {len(frames)} pictures: look whether they show hands.")
    names = [frame.pose for frame in known]
    poses = sorted(pose for pose in set(names) if pose and names.count(pose) >= RARE)
    rows: list[dict[str, Any]] = []
    for start in tqdm(range(0, len(known), BATCH), "Cutting out", file=sys.stderr, unit="batch"):
        tried: list[tuple[Frame, npt.NDArray[np.uint8], Square]] = []
        for frame in known[start : start + BATCH]:
            picture = frame.read()
            rows.append(_hand(frame, picture, kernel, poses))
            tried += [(frame, picture, square) for square in _beside(frame, picture, kernel, random, negatives)]
        if tried:
            presence = eyes.look([one[1] for one in tried], [one[2] for one in tried]).presence
            rows += [
                _nothing(frame.source, picture, square, kernel)
                for (frame, picture, square), hand in zip(tried, presence, strict=True)
                if hand < SURELY_NONE
            ]
    stacked = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return Crops(**stacked, poses=np.array(poses))


def rendered(seed: int, count: int, poses: Sequence[str], processes: int = 2, negatives: int = 0) -> Crops:
    """Crops of rendered hands, whose points and side are known exactly; their source is `rendered`.

    `negatives` squares beside each hand are tried as ones without.
    """
    kernel, random = Kernel(), np.random.default_rng([seed, 0xE1])
    rows: list[dict[str, Any]] = []
    for one in render(seed, count, processes):
        beside = _elsewhere(one.points, one.picture, kernel, random, negatives)
        rows += [_nothing(RENDERED, one.picture, other, kernel) for other in beside]
        square = kernel.square_of_points(one.points)
        square = square._replace(size=square.size * CONTEXT)
        label = HAND_LABELS[one.label]
        rows.append(
            {
                "pixels": kernel.crop(one.picture, square, STORED_SIDE),
                "points": kernel.to_square(one.points, square).astype(np.float32),
                "turn": np.array([square.ux, square.uy], np.float32),
                "left": np.float32(one.left),
                "label": np.int32(one.label),
                "pose": np.int32(poses.index(label) if label in poses else NO_LABEL),
                "hand": np.float32(1),
                "source": RENDERED,
            }
        )
    stacked = {name: np.array([row[name] for row in rows]) for name in rows[0]}
    return Crops(**stacked, poses=np.array(poses))


def _hand(frame: Frame, picture: npt.NDArray[np.uint8], kernel: Kernel, poses: Sequence[str]) -> dict[str, Any]:
    if frame.points is None:
        raise AssertionError("only frames with points are cut out")
    square = kernel.square_of_points(frame.points)
    square = square._replace(size=square.size * CONTEXT)
    points = kernel.to_square(frame.points, square).astype(np.float32)
    ux, uy = frame.up
    label = EITHER_PALM if frame.label == ANY_PALM else HAND_LABELS.index(frame.label) if frame.label else NO_LABEL
    return {
        "pixels": kernel.crop(picture, square, STORED_SIDE),
        "points": points,
        "turn": np.array([-square.ux * uy - square.uy * ux, square.ux * ux - square.uy * uy], np.float32),
        "left": np.float32(0.5 if frame.left is None else frame.left),
        "label": np.int32(label),
        "pose": np.int32(poses.index(frame.pose) if frame.pose in poses else NO_LABEL),
        "hand": np.float32(1),
        "source": frame.source,
    }


def _nothing(source: str, picture: npt.NDArray[np.uint8], square: Square, kernel: Kernel) -> dict[str, Any]:
    wide = square._replace(size=square.size * CONTEXT)
    return {
        "pixels": kernel.crop(picture, wide, STORED_SIDE),
        "points": np.zeros((21, 3), np.float32),
        "turn": np.array([square.ux, square.uy], np.float32),
        "left": np.float32(0.5),
        "label": np.int32(NO_LABEL),
        "pose": np.int32(NO_LABEL),
        "hand": np.float32(0),
        "source": source,
    }


def _beside(
    frame: Frame, picture: npt.NDArray[np.uint8], kernel: Kernel, random: np.random.Generator, tries: int
) -> list[Square]:
    if frame.points is None:
        raise AssertionError("only frames with points are cut out")
    return _elsewhere(frame.points, picture, kernel, random, tries)


def _elsewhere(
    points: npt.NDArray[Any], picture: npt.NDArray[np.uint8], kernel: Kernel, random: np.random.Generator, tries: int
) -> list[Square]:
    """Squares of the frame beside the hand, as large as hands are: arms, faces, clothes, furniture."""
    height, width = picture.shape[:2]
    hand = kernel.square_of_points(points)
    found = []
    for _ in range(tries):
        size = float(np.exp(random.uniform(np.log(0.15), np.log(0.8)))) * max(height, width)
        angle = random.uniform(-np.pi, np.pi) if random.random() < 0.5 else random.normal(-np.pi / 2, 0.4)
        cx, cy = random.uniform(0, width), random.uniform(0, height)
        apart = max(abs(cx - hand.cx), abs(cy - hand.cy))
        square = Square(cx, cy, size, float(np.cos(angle)), float(np.sin(angle)))
        if apart > 0.45 * (size + hand.size / 1.6) and not _shows_palm(square, points, kernel):
            found.append(square)
    return found


def _shows_palm(square: Square, points: npt.NDArray[Any], kernel: Kernel) -> bool:
    """Whether any of the circle around wrist and knuckles (of 21 points, in pixels) lies in the square."""
    palm = kernel.to_square(points, square)[PALM, :2]
    middle = palm.mean(0)
    radius = float(np.linalg.norm(palm - middle, axis=1).max())
    return bool(np.linalg.norm(np.maximum(np.abs(middle - 0.5) - 0.5, 0)) < radius)
