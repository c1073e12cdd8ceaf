"""Which numbers a sample's hand has by the backbone in force: stored, seen anew, or none, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
import pytest

from backend.learning.samples import LabelledSample
from tests.training.retrain.synthetic_users import CHAMPION, Drawn, draw
from training.head.hand_numbers import TURN, features_of
from training.head.published import models_on, read_head
from training.labels import HAND_LABELS
from training.retrain import hands
from training.retrain.hands import hands_of

pytestmark = pytest.mark.slow

AT = datetime(2026, 11, 23, tzinfo=UTC)
OTHER = "20260101-01234567"  # a model of another backbone, long gone


@pytest.fixture(scope="module")
def drawn() -> list[Drawn]:
    (person,) = draw([1], {"okay": 1, "peace": 1, "l": 1})
    return person


def sample(one: Drawn, model_id: str = CHAMPION.name, image: bytes | None = None) -> LabelledSample:
    return LabelledSample("ada", AT, model_id, one.label, "prompted", "Firefox", 1, one.hand.tobytes(), image)


def of(*samples: LabelledSample) -> list[object]:
    return list(hands_of(samples, frozenset({CHAMPION.name}), CHAMPION))


def test_numbers_of_the_same_backbone_are_used_as_they_are(drawn: list[Drawn]) -> None:
    (hand,) = of(sample(drawn[0]))
    assert isinstance(hand, np.ndarray)
    assert np.array_equal(hand, drawn[0].hand)


def test_a_hand_of_another_backbone_is_seen_anew_in_its_picture_and_turned_as_it_was(drawn: list[Drawn]) -> None:
    stranger = [replace(one, hand=np.concatenate([one.hand[:67], np.zeros(32, np.float32)])) for one in drawn]
    seen = of(*(sample(one, OTHER, one.image) for one in stranger))
    for hand, one in zip(seen, drawn, strict=True):
        assert isinstance(hand, np.ndarray)
        assert hand[TURN].tolist() == one.hand[TURN].tolist()
        assert np.abs(hand[2:65] - one.hand[2:65]).mean() < 0.02  # a JPEG of the crop in place of the frame
        said = read_head(CHAMPION).head.probabilities(features_of(hand[None]))[0]
        assert HAND_LABELS[int(said.argmax())] == one.label


def test_what_cannot_be_seen_anew_is_left_out_with_the_reason(drawn: list[Drawn]) -> None:
    one = drawn[0]
    nothing = replace(one, label="none", hand=np.zeros_like(one.hand))
    wall = b"no picture"
    assert of(
        sample(nothing),
        sample(replace(one, label="wave")),
        sample(one, OTHER),
        sample(one, OTHER, wall),
        sample(replace(one, hand=one.hand[:70])),
    ) == [hands.NOTHING_SEEN, hands.UNKNOWN, hands.NO_PICTURE, hands.DAMAGED, hands.DAMAGED]


def test_the_models_of_a_backbone_are_those_whose_heads_name_it() -> None:
    backbone = read_head(CHAMPION).backbone
    assert models_on(backbone, CHAMPION.parent) == [CHAMPION.name]
    assert models_on("0" * 64, CHAMPION.parent) == []
