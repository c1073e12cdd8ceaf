"""A film as the pictures that are labelled: so many a second, small, numbered from 0."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

import cv2

from training.errors import DataError

LONGEST: Final = 640  # pixels of a side: a hand in it is larger than what the backbone is shown
QUALITY: Final = 92
USUAL_RATE: Final = 30.0  # of films that do not say theirs
MOST: Final = 20_000  # pictures: half an hour at ten a second


def cut_film(path: Path, folder: Path, rate: float) -> list[Path]:
    """Writes `rate` pictures of each second of the film (fewer where it has fewer) into `folder`, as JPEG.

    Raises DataError where there is no film, or none that can be read; says on stderr where it breaks off.
    """
    if not path.is_file():
        raise DataError(f"{path} is not a file: name a film.")
    film = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    try:
        pictures = _cut(film, folder, rate)
        whole, read = film.get(cv2.CAP_PROP_FRAME_COUNT), film.get(cv2.CAP_PROP_POS_FRAMES)
    finally:
        film.release()
    if not pictures:
        raise DataError(f"{path} is no film that can be read, or has no picture in it: save it as MP4 or WebM.")
    if read < 0.95 * whole:  # what containers say of their length is a little off
        print(f"{path} breaks off after {read / whole:.0%} of its frames: only these are shown.", file=sys.stderr)  # noqa: T201
    return pictures


def _cut(film: cv2.VideoCapture, folder: Path, rate: float) -> list[Path]:
    given = film.get(cv2.CAP_PROP_FPS)
    step = (given if 1 <= given <= 1000 else USUAL_RATE) / rate
    pictures: list[Path] = []
    number = 0
    while film.grab():
        if number >= step * len(pictures):
            read, picture = film.retrieve()
            if not read:
                break
            scale = min(1.0, LONGEST / max(picture.shape[:2]))
            if scale < 1:
                picture = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
            pictures.append(folder / f"{len(pictures):05d}.jpg")
            _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
            pictures[-1].write_bytes(data.tobytes())
            if len(pictures) > MOST:
                raise DataError(f"The film has more than {MOST} pictures: give a smaller --rate, or cut the film.")
        number += 1
    return pictures
