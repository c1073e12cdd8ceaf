"""Poses: what each gesture must look like, whoever shows it."""

import numpy as np
import pytest

from training.labels import LABELS
from training.silhouette import Picture
from training.synthetic.poses import GESTURES, OTHER_GESTURES, show
from training.synthetic.render import Placement, draw_mask, project


def silhouettes(gesture: str, count: int = 24) -> list[Picture]:
    random = np.random.default_rng(5)
    return [draw_mask(project(show(gesture, random), Placement(0.7, 0.5, 0.5), 128), 128) for _ in range(count)]


def fill(mask: Picture) -> float:
    """Share of the upper half of the hand's bounding box that is hand: spread fingers leave gaps."""
    rows, columns = np.nonzero(mask[:70])
    box = mask[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
    return float(np.count_nonzero(box) / box.size)


def test_the_gestures_are_the_labels() -> None:
    assert (*GESTURES, "none") == LABELS


def test_an_open_palm_has_gaps_and_a_closed_palm_has_none() -> None:
    opened = np.median([fill(mask) for mask in silhouettes("open_palm")])
    closed = np.median([fill(mask) for mask in silhouettes("closed_palm")])
    assert opened + 0.1 < closed


def test_a_raised_thumb_is_the_highest_and_narrow() -> None:
    narrow = 0
    for mask in silhouettes("thumbs_up"):
        top = np.flatnonzero(mask.any(axis=1))[0]
        width_at = np.count_nonzero(mask[top + 8])
        narrow += bool(width_at < 0.45 * np.count_nonzero(mask[64]))
    assert narrow >= 16


@pytest.mark.parametrize("gesture", [*GESTURES, *OTHER_GESTURES])
def test_every_gesture_can_be_drawn(gesture: str) -> None:
    for mask in silhouettes(gesture, 4):
        assert 0.02 < np.count_nonzero(mask) / mask.size < 0.9


def test_unknown_gestures_are_refused() -> None:
    with pytest.raises(KeyError):
        show("wave", np.random.default_rng(1))
