"""The folder that labels of a film become: pictures, index.csv and sources.csv, as training/data reads them."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from training.data.sources import PERMISSIVE, is_permissive
from training.errors import DataError
from training.labels import HAND_LABELS

INCOMING: Final = ".incoming"


def demand_licence(licence: str) -> None:
    """Raises DataError where `--data` would not take pictures under it."""
    if not is_permissive(licence):
        raise DataError(
            f"--licence {licence!r} does not allow everybody to train on the film: it is one of "
            f"{', '.join(sorted(PERMISSIVE))}, stated by whoever is in the film."
        )


def demand_new(folder: Path) -> None:
    """Raises DataError where something is there already, so that no labels are lost."""
    if folder.exists():
        raise DataError(f"{folder} exists already: name another folder with --out, or remove it.")


def write_folder(
    folder: Path, pictures: Sequence[Path], labels: Sequence[object], source: str, licence: str
) -> dict[str, int]:
    """Writes the pictures that have a label (None: it has none) to a new folder; how many there are of each label.

    Raises DataError on labels that do not fit the pictures, and OSError; then nothing is left of the folder.
    """
    if len(labels) != len(pictures):
        raise DataError(f"There are {len(labels)} labels for {len(pictures)} pictures: reload the page.")
    rows: list[tuple[Path, str]] = []
    for picture, label in zip(pictures, labels, strict=True):
        if label is None:
            continue
        if not isinstance(label, str) or label not in HAND_LABELS:
            raise DataError(f"{label!r} is an unknown label; known are {', '.join(HAND_LABELS)}.")
        rows.append((picture, label))
    if not rows:
        raise DataError("Nothing is labelled yet: hold a gesture's key while the film shows it.")
    demand_new(folder)
    incoming = folder.with_name(folder.name + INCOMING)
    shutil.rmtree(incoming, ignore_errors=True)  # of a run that was killed
    try:
        _write(incoming, rows, source, licence)
        incoming.rename(folder)
    except OSError:
        shutil.rmtree(incoming, ignore_errors=True)
        raise
    return {label: count for label in HAND_LABELS if (count := sum(each == label for _, each in rows))}


def _write(folder: Path, rows: Sequence[tuple[Path, str]], source: str, licence: str) -> None:
    (folder / "frames").mkdir(parents=True)
    for picture, _ in rows:
        shutil.copyfile(picture, folder / "frames" / picture.name)
    index = [(f"frames/{picture.name}", label, label, source) for picture, label in rows]
    _write_table(folder / "index.csv", ("file", "label", "gesture", "source"), index)
    _write_table(folder / "sources.csv", ("source", "licence", "people"), [(source, licence, 1)])


def _write_table(path: Path, names: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as lines:
        writer = csv.writer(lines)
        writer.writerow(names)
        writer.writerows(rows)
