"""What the network would have been shown of recorded clips, frame by frame.

A film is a .mjpeg of a camera, of an empty room at first, and the .json beside it says where the guide box is and which
frames show what. `just replay` plays the same ones.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from training.errors import DataError
from training.labels import LABELS
from training.metrics import Indices
from training.network_input import network_input
from training.silhouette import NetworkInput, Picture, SilhouetteParameters
from training.subtraction import BackgroundSubtraction

SETTLING_S: Final = 0.5  # after each change of what is shown, while the hand comes or goes
BACKGROUND: Final = "background"


@dataclass(frozen=True)
class Recorded:
    """Inputs of the network [n, side, side], labels [n], and the number of the stretch that each one lies in [n]."""

    pictures: Picture
    labels: Indices
    stretches: Indices
    fps: float


def read_clips(folder: Path, parameters: SilhouetteParameters, shown: NetworkInput) -> Recorded:
    """All clips of a folder, one after another, without what shows no certain label. Raises DataError."""
    films = sorted(folder.glob("*.mjpeg")) if folder.is_dir() else []
    if not films:
        raise DataError(f"{folder} holds no clip: name a folder with .mjpeg films and a .json beside each.")
    pictures: list[Picture] = []
    labels: list[int] = []
    stretches: list[int] = []
    rates: set[float] = set()
    numbers: dict[tuple[Path, int], int] = {}
    for film in films:
        description = _describe(film)
        rates.add(float(description["fps"]))
        for segment, label, picture in _look(film, description, parameters):
            pictures.append(network_input(picture, shown))
            labels.append(LABELS.index(label))
            stretches.append(numbers.setdefault((film, segment), len(numbers)))
    if len(rates) > 1:
        raise DataError(f"{folder} holds clips of several frame rates ({sorted(rates)}): use one rate.")
    if not pictures:
        raise DataError(f"{folder} holds no frame with a label of ours ({', '.join(LABELS)}).")
    return Recorded(np.stack(pictures), np.array(labels, np.int64), np.array(stretches, np.int64), rates.pop())


def alarms_per_minute(named: npt.NDArray[np.bool_], stretches: Indices, fps: float) -> float:
    """How often a minute a gesture begins to be named where none is shown; `named` [n] in time, of such frames."""
    if not len(named):
        return 0.0
    before = np.concatenate([[False], named[:-1] & (stretches[1:] == stretches[:-1])])
    return float(np.count_nonzero(named & ~before) * fps * 60 / len(named))


def _describe(film: Path) -> dict[str, Any]:
    try:
        read: dict[str, Any] = json.loads(film.with_suffix(".json").read_text())
        guide = read["guide"]
        _ = float(read["fps"]), [float(guide[name]) for name in ("cx", "cy", "side")]
        _ = [(one["label"], int(one["start"]), int(one["end"])) for one in read["segments"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise DataError(f"{film.with_suffix('.json')} does not describe {film.name} ({error!r}): mend it.") from error
    return read


def _look(
    film: Path, description: dict[str, Any], parameters: SilhouetteParameters
) -> Iterator[tuple[int, str, Picture]]:
    """The number of the segment, its label and the silhouette, of each frame that counts."""
    subtraction, learned, at = BackgroundSubtraction(parameters), False, -1
    settling = round(SETTLING_S * description["fps"])
    frames = enumerate(_frames(film, description["guide"]))
    for number, segment in enumerate(description["segments"]):
        for at, frame in frames:
            if segment["label"] == BACKGROUND and not learned:
                learned = subtraction.learn(frame)
            elif not learned:
                raise DataError(
                    f"{film} shows {segment['label']} before {parameters.learn_frames} frames of background."
                )
            else:
                silhouette, _ = subtraction.segment(frame)
                if segment["label"] in LABELS and at >= segment["start"] + settling:
                    yield number, segment["label"], silhouette
            if at + 1 >= segment["end"]:
                break
    if at + 1 < description["segments"][-1]["end"]:
        raise DataError(f"{film} ends after {at + 1} frames, before its description does: restore it.")


def _frames(film: Path, guide: dict[str, float]) -> Iterator[Picture]:
    """The guide box of each frame, RGB [side, side, 3]."""
    video = cv2.VideoCapture(str(film))
    try:
        while True:
            there, frame = video.read()
            if not there:
                break
            height, width = frame.shape[:2]
            side = round(guide["side"] * height)
            left, top = round(guide["cx"] * width - side / 2), round(guide["cy"] * height - side / 2)
            if left < 0 or top < 0 or left + side > width or top + side > height:
                raise DataError(f"The guide box of {film} leaves its {width}×{height} picture: mend its .json.")
            yield np.ascontiguousarray(frame[top : top + side, left : left + side, ::-1])
    finally:
        video.release()
