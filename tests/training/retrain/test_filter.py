"""Filtering: absurd, repeated and too many samples are left out, each with its reason."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np
import pytest

from backend.learning.samples import LabelledSample
from tests.training.retrain.synthetic_users import draw
from training.retrain import filter as filtering
from training.retrain.filter import filter_samples
from training.silhouette import NetworkInput, Picture

SIDE = 64
SHOWN = NetworkInput("hand", SIDE)


def told(picture: Picture, gesture: str = "fist", kind: str = "hand") -> LabelledSample:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    height, width = picture.shape
    return LabelledSample("ada", at, gesture, "fist", "prompted", "Firefox", 1, kind, width, height, picture.tobytes())


HAND = draw(1, 1)[2][1]


def speckles() -> Picture:
    picture = np.zeros((SIDE, SIDE), np.uint8)
    picture[::8, ::8] = picture[1::8, ::8] = picture[::8, 1::8] = picture[1::8, 1::8] = 255
    return picture


@pytest.mark.parametrize(
    ("sample", "reason"),
    [
        (told(np.zeros((SIDE, SIDE), np.uint8)), "empty"),
        (told(np.full((SIDE, SIDE), 255, np.uint8)), "full"),
        (told(np.full((SIDE, SIDE), 255, np.uint8), "none"), "full"),
        (told(speckles()), "speckled"),
        (told(HAND, "wave"), "a gesture that the network does not know"),
        (told(HAND[:32, :32]), "a picture of another kind or size than the network takes"),
        (told(HAND, kind="points"), "points of a hand and no silhouette"),
        (told(HAND, kind="silhouette"), "a picture of another kind or size than the network takes"),
    ],
)
def test_what_is_no_hand_is_left_out_with_its_reason(sample: LabelledSample, reason: str) -> None:
    kept, left_out = filter_samples([sample, told(HAND)], SHOWN)
    assert [one.picture.tolist() for one in kept] == [HAND.tolist()]
    assert dict(left_out) == {reason: 1}


def test_an_empty_picture_is_a_good_none() -> None:
    kept, left_out = filter_samples([told(np.zeros((SIDE, SIDE), np.uint8), "none")], SHOWN)
    assert [one.label for one in kept] == ["none"]
    assert not left_out


def test_the_same_moment_counts_once_but_not_as_two_gestures() -> None:
    nearly = HAND.copy()
    nearly[0, :20] = 255 - nearly[0, :20]
    kept, left_out = filter_samples([told(HAND), told(nearly), told(HAND, "l")], SHOWN)
    assert sorted(one.label for one in kept) == ["fist", "l"]
    assert dict(left_out) == {"nearly the same as another": 1}


def test_nobody_gives_more_than_enough_of_one_gesture(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filtering, "MOST", 2)
    fists = [told(picture) for label, picture in draw(2, 5) if label == "fist"]
    kept, left_out = filter_samples(fists, SHOWN)
    assert [one.sample for one in kept] == fists[:2]
    assert dict(left_out) == {"more than enough of one person and gesture": 3}
