"""Reads folders of labelled silhouettes.

Four layouts are understood:

    index.csv                    columns file, label, source
    <person>/<class>/*.png       leapGestRecog: 00/01_palm/frame_00_01_0001.png; each person is a source
    <class>/*.png                one source, named as the folder
    <class>_<number>.jpg         project_kojak: frames/silhouettes/fist_001.jpg; one source, named as the folder
"""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import cv2
import numpy as np

from training.data.aliases import ALIASES, known_names, plain
from training.errors import DataError
from training.labels import ANY_PALM, LABELS
from training.silhouette import Picture

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp"}
SMALLEST = 32  # pixels of a side: below, fingers are no longer apart
NAMED = 5  # so many offenders are named
GREY_SHARE = 0.2  # of pixels that are neither black nor white, as the blurred edges of a JPEG are
DARK = 64  # a picture with a darker ground than this becomes a silhouette by a threshold


class Example(NamedTuple):
    """One labelled silhouette (height, width) of 0 and 255."""

    picture: Picture
    label: str
    source: str


class Folder(NamedTuple):
    """A folder's examples, and how many pictures were left out, by the name that does not say which label."""

    examples: list[Example]
    left_out: Counter[str]


class _File(NamedTuple):
    path: Path
    name: str  # of the class, as the set spells it
    source: str


class Row(NamedTuple):
    """One line of an index: a picture's file, its label and where it comes from."""

    path: Path
    label: str
    source: str


def read_index(folder: Path, labels: Sequence[str] = LABELS) -> list[Row]:
    """All rows of `folder`/index.csv; other columns are left alone. Raises DataError, naming the first wrong ones."""
    index = folder / "index.csv"
    if not index.is_file():
        raise DataError(f"{index} is missing: it lists the pictures, with the columns file, label and source.")
    try:
        with index.open(newline="", encoding="utf-8") as lines:
            reader = csv.DictReader(lines)
            if not {"file", "label", "source"} <= set(reader.fieldnames or ()):
                raise DataError(f"{index} needs the columns file, label and source; it has {reader.fieldnames}.")
            rows = list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise DataError(f"{index} is no table that can be read ({error}): save it as CSV in UTF-8.") from error
    short = [number for number, row in enumerate(rows, 2) if not (row["file"] and row["label"] and row["source"])]
    if short:
        raise DataError(f"{index} has rows without file, label or source: lines {_first(short)}. Fill them in.")
    unknown = sorted({row["label"] for row in rows} - {*labels, ANY_PALM})
    if unknown:
        raise DataError(f"{index} has unknown labels {unknown}; known are {[*labels, ANY_PALM]}.")
    if not rows:
        raise DataError(f"{index} lists no picture.")
    return [Row(folder / row["file"], row["label"], row["source"]) for row in rows]


def read_examples(folder: Path) -> list[Example]:
    """All rows of `folder`/index.csv. Raises DataError, naming the first rows that cannot be used."""
    rows = read_index(folder)
    pictures = _read_pictures([row.path for row in rows])
    return [Example(picture, row.label, row.source) for picture, row in zip(pictures, rows, strict=True)]


def read_folder(folder: Path) -> Folder:
    """All examples of `folder` in any layout, fit for training. Raises DataError, naming the first offenders."""
    if not folder.is_dir():
        raise DataError(f"{folder} is not a folder: --data takes the folder that holds the pictures.")
    if (folder / "index.csv").is_file():
        found = Folder(read_examples(folder), Counter())
        _refuse_unusable(folder, found.examples)
        return found
    files = _list_files(folder.resolve())
    unknown = sorted({file.name for file in files} - set(ALIASES))
    if unknown:
        raise DataError(f"{folder} has unknown classes {unknown}; known are {known_names()}. Rename or remove them.")
    used = [(file, label) for file in files if (label := ALIASES[file.name]) is not None]
    left_out = Counter(file.name for file in files if ALIASES[file.name] is None)
    pictures = _read_pictures([file.path for file, _ in used])
    examples = [Example(picture, label, file.source) for picture, (file, label) in zip(pictures, used, strict=True)]
    _refuse_unusable(folder, examples)
    return Folder(examples, left_out)


def _list_files(folder: Path) -> list[_File]:
    files = []
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if path.suffix.lower() not in SUFFIXES or any(part.startswith(".") for part in parts):
            continue
        if len(parts) > 3:
            raise DataError(f"{path} lies too deep: give the folder that holds <person>/<class>/ or <class>/.")
        source = f"{folder.name}/{parts[0]}" if len(parts) == 3 else folder.name
        name = parts[-2] if len(parts) > 1 else re.sub(r"[_-]?\d+$", "", path.stem)
        files.append(_File(path, plain(name), source))
    if not files:
        raise DataError(f"{folder} has neither an index.csv nor pictures ({', '.join(sorted(SUFFIXES))}).")
    return files


def _read_pictures(paths: list[Path]) -> list[Picture]:
    found = [(path, _read_grey(path)) for path in paths]
    bad = [str(path) for path, picture in found if picture is None]
    if bad:
        raise DataError(f"{_first(bad)}: not a picture that can be read. Mend it, or take it out of the list.")
    pictures = [(path, _to_silhouette(picture)) for path, picture in found if picture is not None]
    photographs = [str(path) for path, picture in pictures if picture is None]
    if photographs:
        raise DataError(f"{_first(photographs)}: a photograph, not a silhouette. Make silhouettes of them first.")
    return [picture for _, picture in pictures if picture is not None]


def _read_grey(path: Path) -> Picture | None:
    data = np.fromfile(path, np.uint8) if path.is_file() else np.empty(0, np.uint8)
    picture = cv2.imdecode(data, cv2.IMREAD_GRAYSCALE) if len(data) else None
    return None if picture is None else np.asarray(picture, np.uint8)


def is_silhouette(picture: Picture) -> bool:
    """Whether a picture (height, width, 3) is one: without colour, and hardly anything between black and white."""
    low, high = picture.min(axis=2), picture.max(axis=2)
    between = (low > 31) & (high < 224)
    return bool(np.mean(between | (high - low > 31)) <= GREY_SHARE)


def _to_silhouette(picture: Picture) -> Picture | None:
    """0 and 255; a bright hand on a dark ground, as infrared cameras see it, by Otsu's threshold; None otherwise."""
    threshold = 127.0
    if np.mean((picture > 31) & (picture < 224)) > GREY_SHARE:
        threshold = cv2.threshold(picture, 0, 255, cv2.THRESH_OTSU)[0]
        ground = picture[picture <= threshold]
        if not len(ground) or np.median(ground) >= DARK:
            return None
    return np.where(picture > threshold, 255, 0).astype(np.uint8)


def _refuse_unusable(folder: Path, examples: list[Example]) -> None:
    small = [
        f"{e.source} ({e.picture.shape[1]}×{e.picture.shape[0]})" for e in examples if min(e.picture.shape) < SMALLEST
    ]
    if small:
        raise DataError(
            f"{folder} has {len(small)} pictures with a side under {SMALLEST} pixels, of the sources "
            f"{_first(small)}: take larger ones, or leave these out."
        )
    empty = [f"{e.label} of {e.source}" for e in examples if e.label != "none" and not e.picture.any()]
    if empty:
        raise DataError(f"{folder} has {len(empty)} silhouettes without a hand: {_first(empty)}. Take them out.")


def _first(offenders: list[str] | list[int]) -> str:
    shown = ", ".join(str(offender) for offender in offenders[:NAMED])
    return shown if len(offenders) <= NAMED else f"{shown} and {len(offenders) - NAMED} more"
