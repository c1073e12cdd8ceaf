"""Which people may be trained on: split by source, with licences.

A source is about one person and one camera; its frames are near-duplicates, so it is either trained on or validated
on, never both. Its licence is in sources.csv (name, licence, and people where it is not one) in the data's folder or
the one above; a column repository is handed on to the model card.
"""

import csv
import hashlib
import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from training.data.datasets import Example, read_folder
from training.errors import DataError
from training.labels import ANY_PALM, LABELS

# A model that was trained on data under one of these may be given away by anybody, whatever for.
PERMISSIVE = {
    "mit", "mit-0", "apache-2.0", "bsd", "bsd-2-clause", "bsd-3-clause", "isc", "zlib", "unlicense",
    "cc0", "cc0-1.0", "cc-by-3.0", "cc-by-4.0", "public domain",
}  # fmt: skip
RESTRICTED = re.compile(r"none|unknown|never|only|reserved|not? |non-?commercial|\bn[cd]\b", re.IGNORECASE)
VALIDATION_SHARE = 0.2
KEY = b"validation"  # of the hash that splits: the same for all runs, so that a source never changes sides


@dataclass(frozen=True)
class Selection:
    """What the command line chose: folders, and names of sources (all where `only` is empty)."""

    folders: tuple[Path, ...] = ()
    only: frozenset[str] = frozenset()
    without: frozenset[str] = frozenset()

    def names(self) -> frozenset[str]:
        """Of all sources that are trained or validated on. Raises DataError."""
        found = {example.source for folder in self.folders for example in read_folder(folder).examples}
        return frozenset(name for name in found if is_chosen(name, self))


@dataclass(frozen=True)
class Source:
    """A source as sources.csv describes it."""

    name: str
    licence: str
    people: int = 1
    repository: str = ""  # where it comes from: CC-BY asks for it to be named


class RealData(NamedTuple):
    """Examples of both sides, and the sources of both by name."""

    training: list[Example]
    validation: list[Example]
    sources: dict[str, Source]


def gather(selection: Selection, *, hold_out: bool = True) -> RealData:
    """Reads, chooses, checks and splits, or has all to train on. Raises DataError; says on stderr what was left out."""
    examples: list[Example] = []
    sources: dict[str, Source] = {}
    left_out: Counter[str] = Counter()
    available: set[str] = set()
    for folder in selection.folders:
        found = read_folder(folder)
        available |= {example.source for example in found.examples}
        chosen = [example for example in found.examples if is_chosen(example.source, selection)]
        known = licensed(folder, sorted({example.source for example in chosen}))
        for name, source in known.items():
            if sources.setdefault(name, source) != source:
                raise DataError(f"{name} has two entries that differ in the folders' sources.csv: make them one.")
        examples += [example for example in chosen if example.label != ANY_PALM]
        left_out += found.left_out + Counter(example.label for example in chosen if example.label == ANY_PALM)
    refuse_unknown_names(selection, available)
    for name, count in left_out.items():
        print(f"Left out {count} pictures of {name}: the name does not say which label.", file=sys.stderr)  # noqa: T201
    held_out = validation_sources(sources) if hold_out else frozenset()
    training = [example for example in examples if example.source not in held_out]
    if selection.folders:
        _refuse_missing_labels(training, held_out)
    used = {name: source for name, source in sources.items() if any(example.source == name for example in examples)}
    return RealData(training, [example for example in examples if example.source in held_out], used)


def validation_sources(names: "dict[str, Source] | list[str]") -> frozenset[str]:
    """The names that are validated on: about a fifth, by a keyed hash of the name alone."""
    return frozenset(name for name in names if _hash(name) < VALIDATION_SHARE)


def _hash(name: str) -> float:
    """0..1, of a source's name."""
    return int.from_bytes(hashlib.blake2b(name.encode(), key=KEY, digest_size=8).digest(), "big") / 2**64


def is_chosen(name: str, selection: Selection) -> bool:
    """Whether a source, or the set that it is of, was asked for and not left out."""
    names = {name, name.split("/")[0]}  # a set's name stands for all its people
    return bool(not selection.only or names & selection.only) and not names & selection.without


def refuse_unknown_names(selection: Selection, found: set[str]) -> None:
    """Raises DataError where the selection names sources that are not among those `found`."""
    known = found | {name.split("/")[0] for name in found}
    missing = sorted((selection.only | selection.without) - known)
    if missing:
        raise DataError(f"The data has no sources {missing}; it has {sorted(found)}. Mend the names.")


def _refuse_missing_labels(training: list[Example], held_out: frozenset[str]) -> None:
    missing = sorted(set(LABELS) - {example.label for example in training})
    if missing:
        raise DataError(
            f"The real data has no picture of {', '.join(missing)} to train on (held out for validation: "
            f"{sorted(held_out) or 'nothing'}): the network would learn that real hands never show it. Add a folder "
            "that has it with another --data, or train without real data."
        )


def licensed(folder: Path, names: list[str]) -> dict[str, Source]:
    """The sources of a folder by name. Raises DataError where one may not be trained on."""
    table = _read_table(folder)
    found, refused = {}, []
    for name in names:
        source = table.get(name) or table.get(name.split("/")[0])
        if source is None or not is_permissive(source.licence):
            refused.append(f"{name} ({source.licence if source else 'not in sources.csv'})")
        else:
            people = 1 if "/" in name else source.people
            found[name] = Source(name, source.licence, people, source.repository)
    if refused:
        raise DataError(
            f"Sources in {folder} without a licence that allows training: {', '.join(refused)}. Leave them out with "
            f"--without-sources {','.join(name.split(' (')[0] for name in refused)}, or state a permissive licence "
            f"({', '.join(sorted(PERMISSIVE))}) in {folder / 'sources.csv'} (columns name, licence)."
        )
    return found


def _read_table(folder: Path) -> dict[str, Source]:
    for path in (folder / "sources.csv", folder.resolve().parent / "sources.csv"):
        if path.is_file():
            with path.open(newline="", encoding="utf-8") as lines:
                rows = list(csv.DictReader(lines))
            name = "source" if rows and "source" in rows[0] else "name"  # either, as in the pictures' own tables
            if rows and not {name, "licence"} <= set(rows[0]):
                raise DataError(f"{path} needs the columns name and licence; it has {list(rows[0])}.")
            return {
                row[name]: Source(row[name], row["licence"] or "", _people(path, row), row.get("repository") or "")
                for row in rows
            }
    return {}


def _people(path: Path, row: dict[str, str]) -> int:
    text = row.get("people") or "1"
    if not text.isdigit():
        raise DataError(f"{path} says that {row['name']} has {text!r} people: give a whole number.")
    return int(text)


def is_permissive(licence: str) -> bool:
    """Whether every part of a licence's text (parted by semicolons, remarks in brackets) is on the list."""
    if RESTRICTED.search(licence):
        return False
    parts = re.sub(r"\([^)]*\)", "", licence).split(";")
    return all(part.strip().lower() in PERMISSIVE for part in parts)
