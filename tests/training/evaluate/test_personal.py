"""Who teaches what, and what is then counted."""

import json
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from training.data.datasets import Row
from training.errors import DataError
from training.evaluate import personal
from training.evaluate.personal import EXAMPLES, NONE, OWN, TAUGHT, evaluate, own_example_tasks, own_gesture_tasks
from training.labels import HAND_LABELS
from training.registry.recogniser import HandAnswers

POSES = ["w"] * 20 + ["v"] * 14 + ["fist"] * 8 + ["w"] * 9
LABELS = ["none"] * 34 + ["fist"] * 8 + ["none"] * 9
SOURCES = np.array(["ann"] * 42 + ["bob"] * 9)
FOUND = np.arange(51) != 3


def test_poses_that_are_often_there_are_taught_by_pictures_with_a_hand() -> None:
    (task,) = own_gesture_tasks(SOURCES, LABELS, POSES, FOUND, 1)
    assert task.source == "ann"
    assert len(task.teach[OWN]) == TAUGHT
    assert set(task.teach[OWN].tolist()) <= set(range(20)) - {3}
    assert sorted([*task.teach[OWN].tolist(), *task.ask.tolist()]) == list(range(42))
    (again,) = own_gesture_tasks(SOURCES, LABELS, POSES, FOUND, 1)
    assert (again.ask == task.ask).all()


def test_gestures_that_are_often_there_get_own_examples() -> None:
    (task,) = own_example_tasks(SOURCES, LABELS, FOUND, 1)
    assert list(task.teach) == ["fist"]
    assert len(task.teach["fist"]) == EXAMPLES
    assert set(task.teach["fist"].tolist()) <= set(range(34, 42))
    assert len(task.ask) == 42 - EXAMPLES


def _seen() -> HandAnswers:
    """A hand in all pictures but the third, which the head calls none."""
    count = len(LABELS)
    said = np.tile(np.eye(len(HAND_LABELS), dtype=np.float32)[NONE], (count, 1))
    squares = np.tile(np.array([50, 50, 100, 0, -1], np.float32), (count, 1))
    zeros = np.zeros(count, np.float32)
    points = np.zeros((count, 21, 3), np.float32)
    return HandAnswers(FOUND.astype(np.int64), zeros, zeros, squares, points, said, np.zeros((count, 4), np.float32))


def test_shares_of_pictures_named_rightly_are_means_over_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(question: bytes, length: int, *_: str) -> bytes:
        """All that is asked is the own gesture, and a fist where there is none."""
        rows = []
        for task in json.loads(question)["tasks"]:
            own = any(one["of"] == OWN for one in task["teach"])
            row = np.zeros(len(HAND_LABELS) + own, "<f4")
            row[-1 if own else HAND_LABELS.index("fist")] = 1
            rows.append(np.tile(row, (len(task["ask"]), 1)).tobytes())
        return b"".join(rows)

    monkeypatch.setattr(personal, "run_program", answer)
    rows = [Row(Path("x"), label, source) for label, source in zip(LABELS, SOURCES.tolist(), strict=True)]
    result = evaluate(rows, POSES, _seen(), Path("model"), 1)
    assert result["recall"] == pytest.approx(9 / 10)  # one picture shows no hand
    assert result["false_alarm_rate"] == 1
    assert result["per_source"]["ann"]["n"] == 37
    assert result["macro_f1_after"] < result["macro_f1_before"] < 1  # all is a fist, of which three are left


def test_a_folder_in_which_nobody_shows_enough_is_refused() -> None:
    few: Sequence[Row] = [Row(Path("x"), "fist", "ann")]
    seen = _seen()
    one = HandAnswers(*(values[:1] for values in vars(seen).values()))
    with pytest.raises(DataError, match="Nobody shows any pose often enough"):
        evaluate(few, ["fist"], one, Path("model"), 1)
