"""Reads folders of pictures with hands that may be learned from, with label, source and points.

A folder holds index.csv (file, label, gesture, source; `left` where a teacher said so), and may hold unlabelled.csv,
and for each of the two the points that a teacher found: landmarks.npy, unlabelled_landmarks.npy [n, 21, 3], in pixels.
"""

import csv
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from training.data.sources import Selection, Source, is_chosen, licensed, refuse_unknown_names
from training.errors import DataError
from training.kernel import Square
from training.labels import ANY_PALM, HAND_LABELS
from training.silhouette import Picture

_TABLES: Final = (("index.csv", "landmarks.npy"), ("unlabelled.csv", "unlabelled_landmarks.npy"))
# Names of the same pose in sources that spell them in their own way; letters and digits follow from their prefix.
_POSES: Final = {
    "a": "fist", "s": "fist", "yes": "fist", "b": "closed_palm", "5": "open_palm", "five": "open_palm",
    "f": "okay", "ok": "okay", "v": "peace", "2": "peace", "two": "peace", "y": "shaka", "call": "shaka",
    "w": "three", "w_three": "three", "ily": "i_love_you", "iloveyou": "i_love_you", "i_love_you": "i_love_you",
    "loveyou": "i_love_you", "f_ok": "okay", "v_peace": "peace", "d_point": "point", "d": "point", "1": "point",
    "one": "point", "point_up": "point", "i_pinky": "i", "y_shaka": "shaka", "4": "four", "down": "thumbs_down",
    "thumbs_down_or_bad": "thumbs_down", "0": "o",
}  # fmt: skip
_NAMELESS: Final = re.compile(r"class_|none|no$|hello|hi$|thank|please|digit_[36789]")


@dataclass(frozen=True)
class Frame:
    """One picture; `points` [21, 3] in its pixels and `left` (of the person) are None until a teacher has looked."""

    path: Path
    label: str  # one of HAND_LABELS, ANY_PALM, or empty
    pose: str  # what is really shown, empty where its name says nothing
    source: str
    points: npt.NDArray[np.float32] | None
    left: bool | None
    square: Square | None = None  # around the hand, where that is known and its points are not
    file: bytes | None = None  # what the picture's file holds, where it is not in `path`
    up: tuple[float, float] = (0.0, -1.0)  # the vector that is up in the picture, as its camera's frame had it

    def read(self) -> Picture:
        """RGB [height, width, 3]. Raises DataError."""
        if self.file is not None:
            data = np.frombuffer(self.file, np.uint8)
        else:
            data = np.fromfile(self.path, np.uint8) if self.path.is_file() else np.empty(0, np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
        if picture is None:
            raise DataError(f"{self.path} is not a picture that can be read: mend it, or take it out of the list.")
        return np.ascontiguousarray(picture[:, :, ::-1])


def read_licensed(selection: Selection) -> tuple[list[Frame], dict[str, Source]]:
    """The pictures of the chosen folders and sources, and those sources by name.

    Raises DataError, also where a source may not be learned from, and where folders are chosen and no picture is.
    """
    sources: dict[str, Source] = {}
    frames: list[Frame] = []
    available: set[str] = set()
    for folder in selection.folders:
        there = read_frames(folder)
        available |= {one.source for one in there}
        found = [one for one in there if is_chosen(one.source, selection)]
        sources |= licensed(folder, sorted({one.source for one in found}))
        frames += found
    refuse_unknown_names(selection, available)
    if selection.folders and not frames:
        raise DataError("No picture is left to learn from: mend --only-sources and --without-sources.")
    return frames, sources


def counted(frames: Sequence[Frame], sources: Mapping[str, Source]) -> list[dict[str, Any]]:
    """Sources as a model's manifest lists them."""
    counts = Counter(frame.source for frame in frames)
    return [
        {
            "name": source.name,
            "licence": source.licence,
            "used_for": "training",
            "count": counts[source.name],
            **({"repository": source.repository} if source.repository else {}),
        }
        for source in sources.values()
    ]


def read_frames(folder: Path) -> list[Frame]:
    """All pictures of a folder, without those that are known to show no hand. Raises DataError."""
    if not (folder / "index.csv").is_file():
        raise DataError(f"{folder / 'index.csv'} is missing: it lists the pictures (file, label, gesture, source).")
    found: list[Frame] = []
    for table, landmarks in _TABLES:
        if (folder / table).is_file():
            found += _read_table(folder, table, landmarks)
    return found


def _read_table(folder: Path, table: str, landmarks: str) -> list[Frame]:
    with (folder / table).open(newline="", encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    if not rows or not {"file", "label", "gesture", "source"} <= set(rows[0]):
        raise DataError(f"{folder / table} needs rows with the columns file, label, gesture and source.")
    unknown = sorted({row["label"] for row in rows} - {*HAND_LABELS, ANY_PALM, ""})
    if unknown:
        raise DataError(f"{folder / table} has unknown labels {unknown}; known are {[*HAND_LABELS, ANY_PALM]}.")
    path = folder / landmarks
    known = np.load(path) if path.is_file() else None
    if known is not None and known.shape != (len(rows), 21, 3):
        raise DataError(f"{path} has the shape {known.shape}; {table} asks for {(len(rows), 21, 3)}.")
    frames = []
    for i, row in enumerate(rows):
        points = known[i] if known is not None and known[i].any() else None
        # The teacher takes pictures for mirrored ones: what it calls a left hand is the person's right one.
        left = None if points is None or row.get("left", "") == "" else row["left"] != "1"
        pose = row["label"] if row["label"] not in ("", "none", ANY_PALM) else name_pose(row["gesture"])
        if known is None or points is not None:
            frames.append(Frame(folder / row["file"], row["label"], pose, row["source"], points, left))
    return frames


def name_pose(gesture: str) -> str:
    """One name for a pose that sources spell differently; empty where the name does not tell the pose."""
    name = re.sub(r"^(asl|lsc|digit)_", "", gesture.lower())
    if _NAMELESS.match(gesture.lower()):
        return ""
    return _POSES.get(name, name)
