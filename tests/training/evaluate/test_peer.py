"""MediaPipe's points with a head of our kind: features, what a missed hand counts as, and the command."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import cast

import cv2
import numpy as np
import pytest

from training.backbone.eyes import Eyes, teacher
from training.backbone.frames import Frame
from training.data.datasets import Row
from training.errors import DataError
from training.evaluate import peer as evaluate_peer
from training.evaluate.peer import Looked
from training.labels import ANY_PALM, HAND_LABELS

pytestmark = pytest.mark.slow

RANDOM = np.random.default_rng(3)
# A hand at rest: the wrist below, five fingers of four points in a fan above it.
FAN = np.array([[0, 0]] + [[0.3 * (f - 2) * (0.4 + 0.2 * j), 0.5 + 0.3 * j] for f in range(5) for j in range(4)])


def hand(label: str, source: str = "one", *, left: bool = False, turned: float = 0.0, folded: int = 0) -> Frame:
    """A hand whose last `folded` fingers end at their first joint, turned by degrees."""
    points = FAN.copy()
    for finger in range(5 - folded, 5):
        points[2 + 4 * finger : 5 + 4 * finger] = points[1 + 4 * finger]
    points += RANDOM.normal(0, 0.02, points.shape)
    if left:
        points[:, 0] *= -1
    angle = np.deg2rad(turned)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    placed = 300 + 100 * np.array([1, -1]) * (points @ turn.T)
    flat = np.concatenate([placed, np.zeros((21, 1))], 1).astype(np.float32)
    return Frame(Path(f"{source}-{label}-{RANDOM.integers(2**40)}.jpg"), label, label, source, flat, left)


def test_points_do_not_depend_on_place_size_and_turn_but_the_turn_is_told() -> None:
    upright = hand("l")
    assert upright.points is not None
    angle = np.deg2rad(40)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    points = upright.points * 2.0
    points[:, :2] = points[:, :2] @ turn.T + 50
    views = evaluate_peer.views_of([upright, replace(upright, points=points.astype(np.float32))])
    assert views.embedding[0] == pytest.approx(views.embedding[1], abs=1e-3)
    assert views.embedding.mean() == pytest.approx(0, abs=0.1)
    assert turn @ views.turn[0] == pytest.approx(views.turn[1], abs=1e-3)


def test_a_mirrored_hand_is_the_other_hand() -> None:
    frame = hand("l", turned=20)
    assert frame.points is not None
    points = frame.points.copy()
    points[:, 0] = 640 - points[:, 0]
    mirror = replace(frame, points=points, left=not frame.left)
    found = evaluate_peer.mirrored(evaluate_peer.views_of([frame])).features()
    assert found == pytest.approx(evaluate_peer.views_of([mirror]).features(), abs=1e-3)


def test_the_head_tells_poses_apart_and_a_hand_that_was_not_found_is_none() -> None:
    people = ("ann", "bob", "cem", "dee", "eve")
    known = [hand("open_palm", people[i % 5]) for i in range(400)] + [hand(ANY_PALM, "ann") for _ in range(50)]
    known += [hand("l", people[i % 5], folded=3) for i in range(400)]
    fitted = evaluate_peer.fit(known, seed=1)
    shown = [hand("open_palm"), hand("l", folded=3), hand("open_palm", left=True)]
    rows = [Row(frame.path, frame.label, "two") for frame in shown] + [Row(Path("empty.jpg"), "none", "two")]
    answers = evaluate_peer.answer(rows, shown, fitted.head)
    assert [HAND_LABELS[one] for one in answers.probabilities.argmax(1)] == ["open_palm", "l", "open_palm", "none"]
    assert answers.probabilities[3, -1] == 1
    assert answers.hands.tolist() == [1, 1, 1, 0]
    assert fitted.metrics["accuracy"] > 0.99


def test_the_package_finds_no_hand_where_there_is_none(tmp_path: Path) -> None:
    path = tmp_path / "wall.png"
    cv2.imwrite(str(path), np.full((48, 64, 3), 128, np.uint8))
    wall = Frame(path, "none", "", "one", None, None)
    known = hand("l")
    kept, eyes = tmp_path / "kept.npz", teacher(evaluate_peer.LANDMARKS)
    assert evaluate_peer.look([wall, known], eyes, Looked(kept), "Looking") == [known]
    assert Looked(kept).knows(wall)
    assert Looked(kept).of(wall) is None


def test_what_was_found_is_kept_and_not_looked_for_again(tmp_path: Path) -> None:
    frame = hand("l", left=True)
    nameless = replace(frame, points=None, left=None)
    Looked(tmp_path / "kept.npz").note([nameless], [frame])

    class Blind:
        def point_out(self, frames: Sequence[Frame], margin: float) -> list[Frame]:
            raise AssertionError("it is known already")

    again = evaluate_peer.look([nameless], cast(Eyes, Blind()), Looked(tmp_path / "kept.npz"), "Looking")
    assert [(one.path, one.left) for one in again] == [(frame.path, True)]
    assert again[0].points == pytest.approx(frame.points)


def test_a_file_that_no_run_kept_is_told(tmp_path: Path) -> None:
    (tmp_path / "kept.npz").write_bytes(b"text")
    with pytest.raises(DataError, match=r"kept\.npz is not what an earlier run kept"):
        Looked(tmp_path / "kept.npz")


def test_a_missing_package_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with (tmp_path / "index.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["file", "label", "source"], ["a.png", "l", "one"]])
    monkeypatch.setattr(evaluate_peer, "LANDMARKS", tmp_path / "none.tflite")
    monkeypatch.setattr("sys.argv", ["evaluate-peer", str(tmp_path), "--data", str(tmp_path)])
    with pytest.raises(SystemExit, match=r"none\.tflite is missing: `npm ci` in web/ installs it"):
        evaluate_peer.main()
