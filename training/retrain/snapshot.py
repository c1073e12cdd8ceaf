"""Snapshots of the samples of people, in folders named by the digest of their content.

snapshots/<digest>/
    manifest.json   what is in it, by gesture, person, device, reason and version of consent; what was left out and why
    samples.npz     hands [n, 67 + E], labels [n], people [n] (indices into the manifest's people)

People are pseudonyms (backend/learning/people.py). A folder is complete or not there: it is renamed into place.
"""

import hashlib
import json
import shutil
import zipfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.errors import DataError
from training.head.features import Floats
from training.labels import HAND_LABELS
from training.retrain.filter import Kept

SCHEMA = 2
MANIFEST, SAMPLES = "manifest.json", "samples.npz"


@dataclass(frozen=True)
class Person:
    """Somebody in a snapshot, under a pseudonym."""

    name: str
    held_out: bool


@dataclass(frozen=True)
class Snapshot:
    """Hand numbers float32 [n, 67 + E] by the backbone of that SHA-256, labels and the index of each one's person [n].

    `digest` is of all of them.
    """

    digest: str
    backbone: str
    hands: Floats
    labels: npt.NDArray[np.int64]
    people: npt.NDArray[np.int64]
    persons: tuple[Person, ...]
    newest_at: datetime

    def of_side(self, *, held_out: bool) -> npt.NDArray[np.bool_]:
        """Which samples are of people who are (not) held out [n]."""
        sides = np.array([person.held_out for person in self.persons], bool)
        return np.asarray(sides[self.people] == held_out, np.bool_)


def write_snapshot(
    folder: Path, kept: Sequence[tuple[Person, Sequence[Kept]]], left_out: Counter[str], backbone: str
) -> Snapshot:
    """Writes `folder`/<digest>, and removes every other snapshot there: samples that are deleted since are in those.

    The same samples give the same snapshot, in whatever order they were received. Raises OSError; what was there
    before is then still there.
    """
    ordered = in_order(kept)
    flat = [one for _, own in ordered for one in own]
    hands = np.stack([one.hand for one in flat]) if flat else np.empty((0, 0), np.float32)
    labels = np.array([HAND_LABELS.index(one.label) for one in flat], np.int64)
    people = np.array([index for index, (_, own) in enumerate(ordered) for _ in own], np.int64)
    persons = tuple(person for person, _ in ordered)
    newest_at = max((one.sample.received_at for one in flat), default=datetime.min)
    digest = _digest(backbone, hands, labels, people, persons)
    snapshot = Snapshot(digest, backbone, hands, labels, people, persons, newest_at)
    incoming = folder / ".incoming"
    shutil.rmtree(incoming, ignore_errors=True)
    incoming.mkdir(parents=True)
    np.savez(incoming / SAMPLES, hands=hands, labels=labels, people=people)
    (incoming / MANIFEST).write_text(json.dumps(_describe(snapshot, flat, left_out), indent=2) + "\n")
    target = folder / snapshot.digest
    if not target.exists():
        incoming.rename(target)
    for other in folder.iterdir():
        if other != target:
            shutil.rmtree(other)
    return snapshot


def in_order(kept: Iterable[tuple[Person, Sequence[Kept]]]) -> list[tuple[Person, list[Kept]]]:
    """People and their samples in the order in which a snapshot has them, without people of whom nothing is kept."""
    return sorted(((person, sorted(own, key=_content)) for person, own in kept if own), key=lambda one: one[0].name)


def _content(one: Kept) -> tuple[str, bytes]:
    return one.label, one.hand.tobytes()


def read_snapshot(folder: Path) -> Snapshot:
    """The one snapshot in `folder`. Raises DataError where there is none, or it is damaged."""
    found = [path for path in folder.iterdir() if not path.name.startswith(".")] if folder.is_dir() else []
    if len(found) != 1:
        raise DataError(f"{folder} holds {len(found)} snapshots and not one: run `python -m training.retrain.collect`.")
    try:
        manifest: dict[str, Any] = json.loads((found[0] / MANIFEST).read_text())
        with np.load(found[0] / SAMPLES, allow_pickle=False) as arrays:
            hands, labels, people = arrays["hands"], arrays["labels"], arrays["people"]
        backbone = str(manifest["backbone"])
        persons = tuple(Person(one["person"], one["held_out"]) for one in manifest["people"])
        newest_at = datetime.fromisoformat(manifest["newest_at"])
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
        raise DataError(f"{found[0]} is damaged ({error}): delete it and collect again.") from error
    digest = _digest(backbone, hands, labels, people, persons)
    if digest != found[0].name:
        raise DataError(f"{found[0]} is damaged (its content has another digest): delete it and collect again.")
    return Snapshot(digest, backbone, hands, labels, people, persons, newest_at)


def _digest(
    backbone: str,
    hands: Floats,
    labels: npt.NDArray[np.int64],
    people: npt.NDArray[np.int64],
    persons: tuple[Person, ...],
) -> str:
    """SHA-256 of everything that a model could learn or be judged by, as hex."""
    names = json.dumps([backbone, [[person.name, person.held_out] for person in persons]]).encode()
    shape = json.dumps(list(hands.shape)).encode()
    return hashlib.sha256(names + shape + hands.tobytes() + labels.tobytes() + people.tobytes()).hexdigest()


def _describe(snapshot: Snapshot, flat: Sequence[Kept], left_out: Counter[str]) -> dict[str, Any]:
    counts = Counter(snapshot.people.tolist())
    return {
        "schema": SCHEMA,
        "digest": snapshot.digest,
        "backbone": snapshot.backbone,
        "newest_at": snapshot.newest_at.isoformat(),
        "samples": len(flat),
        "people": [
            {"person": person.name, "held_out": person.held_out, "samples": counts[index]}
            for index, person in enumerate(snapshot.persons)
        ],
        "by_gesture": {label: sum(one.label == label for one in flat) for label in HAND_LABELS},
        "by_reason": _counted(one.sample.reason for one in flat),
        "by_device": _counted(one.sample.device for one in flat),
        "by_consent_version": _counted(str(one.sample.consent_version) for one in flat),
        "left_out": dict(sorted(left_out.items())),
    }


def _counted(values: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(values).items()))
