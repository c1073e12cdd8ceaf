"""Snapshots: named by their content, whole or not there, and no older one is kept beside the newest."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from backend.learning.samples import LabelledSample
from training.errors import DataError
from training.labels import HAND_LABELS
from training.retrain.filter import Kept
from training.retrain.snapshot import MANIFEST, SAMPLES, Person, Snapshot, read_snapshot, write_snapshot

AT = datetime(2026, 11, 23, tzinfo=UTC)


BACKBONE = "0" * 64


def kept(seed: int, each: int = 2) -> list[Kept]:
    random = np.random.default_rng(seed)
    return [
        Kept(
            random.normal(0, 1, 67 + 4).astype(np.float32),
            label,
            LabelledSample("ada", AT, "a-model", label, "prompted", "Firefox", 2, b""),
        )
        for label in HAND_LABELS
        for _ in range(each)
    ]


PEOPLE = [(Person("bbbb", True), kept(1)), (Person("aaaa", False), kept(2, 3)), (Person("cccc", False), [])]


def write(folder: Path) -> Snapshot:
    return write_snapshot(folder, PEOPLE, Counter({"no hand": 4}), BACKBONE)


def test_a_snapshot_is_read_as_it_was_written(tmp_path: Path) -> None:
    written, read = write(tmp_path), read_snapshot(tmp_path)
    assert read.digest == written.digest == next(tmp_path.iterdir()).name
    assert np.array_equal(read.hands, written.hands)
    assert read.persons == (Person("aaaa", False), Person("bbbb", True))
    assert np.bincount(read.people).tolist() == [24, 16]
    assert read.of_side(held_out=True).sum() == 16
    assert read.newest_at == AT


def test_its_name_is_of_its_content_alone(tmp_path: Path) -> None:
    first, again = write(tmp_path / "one"), write(tmp_path / "two")
    assert first.digest == again.digest
    received_otherwise = [(person, own[::-1]) for person, own in PEOPLE[::-1]]
    assert write_snapshot(tmp_path / "turned", received_otherwise, Counter(), BACKBONE).digest == first.digest
    turned = [(Person("aaaa", True), PEOPLE[1][1]), PEOPLE[0]]
    assert write_snapshot(tmp_path / "three", turned, Counter(), BACKBONE).digest != first.digest
    assert write_snapshot(tmp_path / "four", PEOPLE, Counter(), "1" * 64).digest != first.digest


def test_the_manifest_counts_what_is_in_it_and_what_is_not(tmp_path: Path) -> None:
    folder = tmp_path / write(tmp_path).digest
    manifest = json.loads((folder / MANIFEST).read_text())
    assert manifest["by_gesture"] == dict.fromkeys(manifest["by_gesture"], 5)
    assert manifest["people"] == [
        {"person": "aaaa", "held_out": False, "samples": 24},
        {"person": "bbbb", "held_out": True, "samples": 16},
    ]
    assert (manifest["by_reason"], manifest["by_device"]) == ({"prompted": 40}, {"Firefox": 40})
    assert (manifest["by_consent_version"], manifest["left_out"]) == ({"2": 40}, {"no hand": 4})


def test_older_snapshots_go_and_what_a_kill_left_does_no_harm(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / ".incoming").mkdir()
    (tmp_path / ".incoming" / SAMPLES).write_bytes(b"half")
    newer = write_snapshot(tmp_path, PEOPLE[:1], Counter(), BACKBONE)
    assert [path.name for path in tmp_path.iterdir()] == [newer.digest]
    assert read_snapshot(tmp_path).digest == newer.digest


def test_what_is_damaged_or_missing_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"training\.retrain\.collect"):
        read_snapshot(tmp_path / "nothing")
    folder = tmp_path / write(tmp_path).digest
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["people"][0]["held_out"] = True
    (folder / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises(DataError, match="another digest"):
        read_snapshot(tmp_path)
    (folder / SAMPLES).write_bytes(b"half")
    with pytest.raises(DataError, match="collect again"):
        read_snapshot(tmp_path)
