"""How well MediaPipe's own points name hands, with a head of the same kind as ours; one line of JSON.

Its palm detector and hand_landmark_full look at every picture at their full size. The head is fitted, calibrated and
given its threshold as ours is, on the hands in --data: the points in the upright square are its embedding. The metrics
are those of `just evaluate`, for the same folders. The network comes with npm's @mediapipe/hands.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from tqdm import tqdm

from training.backbone.eyes import PRESENT, Eyes, teacher
from training.backbone.frames import Frame, read_frames
from training.backbone.network import POINTS
from training.data.datasets import Row, read_index
from training.errors import DataError, TrainingError
from training.evaluate.hands import evaluate_hands
from training.evaluate.model import rounded, without_sources
from training.head.features import NONE, PALMS, Floats, Views
from training.head.fit import Head, HeadConfig
from training.head.train import Fitted, train_head
from training.kernel import Kernel
from training.labels import ANY_PALM, HAND_LABELS
from training.registry.recogniser import HandAnswers

PACKAGE: Final = Path(__file__).parents[2] / "web" / "node_modules" / "@mediapipe" / "hands"
LANDMARKS: Final = PACKAGE / "hand_landmark_full.tflite"
BATCH: Final = 32
MARGINS: Final = (1.0, 1.3)  # crops of hands end where the hand does: then it is looked for with black around it too
MIDDLE: Final = np.tile(np.array([0.5, 0.5, 0], np.float32), POINTS)  # of a square, in the points' order
VARIED: Final = 2  # how often each hand is fitted in turned frames, as it is and in a mirror
FALSE_ALARMS: Final = 0.02  # on `none`, at the threshold


def views_of(frames: Sequence[Frame]) -> Views:
    """Views of frames with points; the 21 × (x, y, z) in shares of the upright square stand for the embedding."""
    kernel = Kernel()
    points, turns = np.zeros((len(frames), POINTS, 3), np.float32), np.zeros((len(frames), 2), np.float32)
    allowed = np.zeros((len(frames), len(HAND_LABELS)), np.float32)
    for i, frame in enumerate(frames):
        if frame.points is None:
            raise AssertionError("only hands that were found have features")
        square = kernel.square_of_points(frame.points)
        points[i], turns[i] = kernel.to_square(frame.points, square), (square.ux, square.uy)
        allowed[i, list(PALMS) if frame.label == ANY_PALM else HAND_LABELS.index(frame.label)] = 1
    return Views(
        embedding=points.reshape(len(frames), -1) - MIDDLE,
        turn=turns,
        left=np.array([float(bool(frame.left)) for frame in frames], np.float32),
        points=points,
        allowed=allowed,
        pose=np.array([frame.pose for frame in frames]),
        source=np.array([frame.source for frame in frames]),
        hand=np.ones(len(frames), np.float32),
        exact=np.ones(len(frames), np.bool_),
    )


def mirrored(views: Views) -> Views:
    """The same hands as a mirror shows them."""
    points = views.points * np.array([-1, 1, 1], np.float32) + np.array([1, 0, 0], np.float32)
    turn = views.turn * np.array([-1, 1], np.float32)
    embedding = points.reshape(len(points), -1) - MIDDLE
    return replace(views, points=points, turn=turn, left=1 - views.left, embedding=embedding)


def fit(frames: Sequence[Frame], seed: int) -> Fitted:
    """A head on labelled frames with points, seen as they are, and in a mirror and in frames that are turned."""
    exact = views_of(frames)
    both = exact.and_those(mirrored(exact))
    varied = replace(both, exact=np.zeros(len(both.hand), np.bool_))
    views = exact
    for _ in range(VARIED):
        views = views.and_those(varied)
    return train_head(views, HeadConfig(seed=seed), FALSE_ALARMS)


class Looked:
    """The points that were found in pictures, kept in a file (.npz) so that none is looked at twice; None: not kept."""

    def __init__(self, file: Path | None) -> None:
        """Reads the file, where it is there. Raises DataError."""
        self._file = file
        self._points: dict[str, Floats] = {}  # [21, 3]; all zeros where no hand was found
        self._left: dict[str, float] = {}
        if file is not None and file.is_file():
            try:
                with np.load(file) as kept:
                    names = [str(name) for name in kept["path"]]
                    self._points = dict(zip(names, kept["points"], strict=True))
                    self._left = dict(zip(names, kept["left"], strict=True))
            except (OSError, KeyError, ValueError) as error:
                raise DataError(f"{file} is not what an earlier run kept ({error}): name another file.") from error

    def of(self, frame: Frame) -> Frame | None:
        """The frame with its points; None where no hand was found, or nobody has looked."""
        points = self._points.get(str(frame.path.resolve()))
        if points is None or not points.any():
            return None
        return replace(frame, points=points, left=bool(self._left[str(frame.path.resolve())] >= PRESENT))

    def knows(self, frame: Frame) -> bool:
        """Whether somebody has looked at it."""
        return str(frame.path.resolve()) in self._points

    def note(self, looked_at: Sequence[Frame], found: Sequence[Frame]) -> None:
        """Takes what was found in these frames, and writes the file. Raises DataError."""
        nothing = np.zeros((21, 3), np.float32)
        self._points |= {str(frame.path.resolve()): nothing for frame in looked_at}
        self._left |= {str(frame.path.resolve()): 0.0 for frame in looked_at}
        for frame in found:
            self._points[str(frame.path.resolve())] = np.asarray(frame.points, np.float32)
            self._left[str(frame.path.resolve())] = float(bool(frame.left))
        if self._file is not None:
            names = list(self._points)
            points, left = np.array([self._points[name] for name in names]), [self._left[name] for name in names]
            try:
                np.savez(self._file, path=np.array(names), points=points, left=np.array(left, np.float32))
            except OSError as error:
                raise DataError(f"{self._file} cannot be written ({error}): name another file.") from error


def look(frames: Sequence[Frame], eyes: Eyes, looked: Looked, said: str) -> list[Frame]:
    """The frames in which a hand is known or found, with its points, in their order. Raises DataError."""
    unknown = [frame for frame in frames if frame.points is None and not looked.knows(frame)]
    for start in tqdm(range(0, len(unknown), BATCH), said, file=sys.stderr, unit="batch"):
        batch, found = unknown[start : start + BATCH], list[Frame]()
        for margin in MARGINS:
            names = {frame.path for frame in found}
            found += eyes.point_out([frame for frame in batch if frame.path not in names], margin)
        looked.note(batch, found)
    seen = (frame if frame.points is not None else looked.of(frame) for frame in frames)
    return [frame for frame in seen if frame is not None]


def answer(rows: Sequence[Row], found: Sequence[Frame], head: Head) -> HandAnswers:
    """What the head says of each picture; one in which no hand was found is `none`."""
    place = {row.path: i for i, row in enumerate(rows)}
    of_hands = np.array([place[frame.path] for frame in found], np.int64)
    probabilities = np.zeros((len(rows), len(HAND_LABELS)), np.float32)
    probabilities[:, NONE] = 1
    hands = np.zeros(len(rows), np.int64)
    if found:
        probabilities[of_hands] = head.probabilities(views_of(found).features())
        hands[of_hands] = 1
    nothing = np.zeros((len(rows), 0), np.float32)
    presence = hands.astype(np.float32)
    return HandAnswers(hands, presence, presence, nothing, nothing, probabilities, nothing)


def evaluate_peer(options: argparse.Namespace) -> dict[str, Any]:
    """The metrics for the command line's options. Raises TrainingError."""
    if not LANDMARKS.is_file():
        raise DataError(f"{LANDMARKS} is missing: `npm ci` in web/ installs it.")
    rows = without_sources(read_index(options.folder, HAND_LABELS), names_in(options.without_sources))
    eyes, looked = teacher(LANDMARKS), Looked(options.keep)
    labelled = [frame for folder in options.data for frame in read_frames(folder) if frame.label]
    fitted = fit(look(labelled, eyes, looked, "Hands to learn from"), options.seed)
    pictures = [Frame(row.path, row.label, "", row.source, None, None) for row in rows]
    answers = answer(rows, look(pictures, eyes, looked, "Hands to name"), fitted.head)
    return evaluate_hands(rows, answers, fitted.threshold)


def names_in(text: str) -> list[str]:
    """The names of a list with commas."""
    return [name for name in text.split(",") if name]


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just evaluate-peer", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds index.csv (file,label,source) and the pictures")
    parser.add_argument("--data", type=Path, nargs="+", required=True, metavar="DIR", help="what the head is fitted on")
    parser.add_argument("--without-sources", default="", metavar="A,B", help="leave these sources of the folder out")
    parser.add_argument(
        "--keep", type=Path, metavar="FILE.npz", help="keep what was found, and look at no picture twice"
    )
    parser.add_argument("--seed", type=int, default=1, help="of the fit (default: 1)")
    try:
        found = evaluate_peer(parser.parse_args())
    except TrainingError as error:
        sys.exit(f"just evaluate-peer: {error}")
    print(json.dumps(rounded(found)))  # noqa: T201


if __name__ == "__main__":
    main()
