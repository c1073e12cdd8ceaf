"""Recorded clips: the frames that count with their labels and stretches, and what is wrong with a folder in words."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tests.browser.clip import Part, render_clip
from training.errors import DataError
from training.labels import LABELS
from training.retrain.clips import alarms_per_minute, read_clips
from training.silhouette import NetworkInput, SilhouetteParameters

FAST = SilhouetteParameters(learn_frames=8)
SHOWN = NetworkInput("hand", 64)
SETTLING = 15


def clip(folder: Path, *parts: Part) -> Path:
    folder.mkdir(exist_ok=True)
    return render_clip(folder / "one.mjpeg", list(parts), seed=1)


def test_frames_that_count_are_those_of_a_label_after_it_has_settled(tmp_path: Path) -> None:
    parts = [Part("background", 10), Part("fist", 18), Part("none", 20), Part("l", 17), Part("none", 16)]
    clip(tmp_path / "clips", *parts)
    recorded = read_clips(tmp_path / "clips", FAST, SHOWN)
    shown = [LABELS[label] for label in recorded.labels]
    assert shown == ["fist"] * 3 + ["none"] * 5 + ["l"] * 2 + ["none"]
    assert recorded.stretches.tolist() == [0] * 3 + [1] * 5 + [2] * 2 + [3]
    assert recorded.fps == 30
    areas = (recorded.pictures >= 128).mean(axis=(1, 2))
    assert (areas[recorded.labels == LABELS.index("none")] < 0.02).all()
    assert (areas[recorded.labels == LABELS.index("fist")] > 0.05).all()


def test_an_alarm_counts_once_as_long_as_it_lasts() -> None:
    named = np.array([1, 1, 0, 1, 1, 1, 0, 0], bool)
    stretches = np.array([0, 0, 0, 0, 0, 7, 7, 7])
    assert alarms_per_minute(named, stretches, 8.0) == pytest.approx(3 * 60)
    assert alarms_per_minute(named[:0], stretches[:0], 8.0) == 0


def test_what_cannot_be_used_is_said(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="holds no clip: name a folder"):
        read_clips(tmp_path / "nowhere", FAST, SHOWN)
    film = clip(tmp_path / "clips", Part("background", 4), Part("fist", 3))
    with pytest.raises(DataError, match="shows fist before 8 frames of background"):
        read_clips(film.parent, FAST, SHOWN)
    with pytest.raises(DataError, match="holds no frame with a label of ours"):
        read_clips(film.parent, SilhouetteParameters(learn_frames=3), SHOWN)
    described = film.with_suffix(".json")
    good = described.read_text()
    outside = json.loads(good)
    outside["guide"]["side"] = 1.2
    described.write_text(json.dumps(outside))
    with pytest.raises(DataError, match="leaves its 640×480 picture"):
        read_clips(film.parent, FAST, SHOWN)
    described.write_text(good[:40])
    with pytest.raises(DataError, match=r"one\.json does not describe one\.mjpeg"):
        read_clips(film.parent, FAST, SHOWN)
    described.write_text(good)
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    with pytest.raises(DataError, match="before its description does: restore it"):
        read_clips(film.parent, SilhouetteParameters(learn_frames=2), SHOWN)
