"""Frames that are turned: what a thumb then says depends on where it points, and all else stays what it was."""

from dataclasses import fields

import numpy as np
import numpy.typing as npt
import pytest

from tests.training.head.views import views_of
from training.head.features import NONE, Views
from training.head.turned import NOT_UP, UP, turn_frames
from training.labels import HAND_LABELS

THUMBS_UP = HAND_LABELS.index("thumbs_up")


def thumbs(pose: str, count: int, *, exact: bool = False) -> Views:
    """Hands in upright squares, so the thumb of a `pose` points up or down in them as in the frame."""
    label = "thumbs_up" if pose == "thumbs_up" else "none"
    views = views_of([label] * count, poses=[pose] * count, exact=exact)
    views.turn[:] = (0, -1)
    views.points[:, 2, :2] = (0.5, 0.5)
    views.points[:, 4, :2] = (0.5, 0.2) if pose == "thumbs_up" else (0.5, 0.8)
    return views


def turns(views: Views) -> npt.NDArray[np.float64]:
    """By how many degrees each frame is turned."""
    return np.degrees(np.arctan2(views.turn[:, 0], -views.turn[:, 1]))


@pytest.mark.parametrize(("pose", "upright"), [("thumbs_up", 0), ("thumbs_down", 180)])
def test_a_thumb_is_up_where_it_points_up(pose: str, upright: int) -> None:
    found = turn_frames(thumbs(pose, 2000), 1)
    tilt = np.abs((turns(found) - upright + 180) % 360 - 180)  # of the thumb from upright
    assert not ((tilt > UP + 0.01) & (tilt < NOT_UP - 0.01)).any()
    label = found.allowed.argmax(1)
    assert (found.allowed.sum(1) == 1).all()
    assert (label[tilt < UP] == THUMBS_UP).all()
    assert (label[tilt > NOT_UP] == NONE).all()
    assert (tilt < 5).any() and (tilt > 175).any()  # turned anywhere
    doubtful = 1 - len(found.hand) / 2000
    assert doubtful == pytest.approx((NOT_UP - UP) / 180, abs=0.03)


def test_what_was_seen_as_it_is_stays_so() -> None:
    views = thumbs("thumbs_up", 5, exact=True)
    views.turn[:] = (np.sin(np.radians(50)), -np.cos(np.radians(50)))  # whoever says so shows thumbs up
    found = turn_frames(views, 1)
    assert all(np.array_equal(getattr(found, one.name), getattr(views, one.name)) for one in fields(Views))


def test_a_turn_is_told_by_the_seed() -> None:
    views = thumbs("thumbs_up", 50)
    first, again, other = (turn_frames(views, seed) for seed in (1, 1, 2))
    assert np.array_equal(first.turn, again.turn)
    assert not np.array_equal(first.turn[:5], other.turn[:5])
    assert (views.turn == [0, -1]).all()  # what was given is as it was
