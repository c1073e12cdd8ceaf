"""Python names the golden hands as training and the page do, from the same bytes."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from backend.gestures.kernel import Kernel, Square
from backend.gestures.model import Model, current_model, read_model
from backend.gestures.recogniser import Recogniser
from backend.gestures.search import Search
from tests.backend.gestures.golden import golden_frames

pytestmark = pytest.mark.slow

NEAR = 1e-4  # the page may be off by 200 times as much


@pytest.fixture(scope="module")
def model() -> Model:
    return read_model(current_model())


def test_golden_hands_are_found_and_named(model: Model) -> None:
    recogniser = Recogniser(model)
    for frame in golden_frames():
        hands = recogniser.recognise(frame.pixels)
        assert [hand.gesture for hand in hands] == [golden["label"] for golden in frame.hands]
        assert [hand.side == "left" for hand in hands] == [golden["left"] >= 0.5 for golden in frame.hands]
        for hand in hands:
            assert hand.sure
            assert sum(hand.probabilities.values()) == pytest.approx(1, abs=NEAR)
            x, y, _ = np.array(hand.points).T
            assert (x.min(), y.max()) == pytest.approx((hand.box.x, hand.box.y + hand.box.height))


def test_each_stage_gives_the_golden_numbers(model: Model) -> None:
    kernel = Kernel()
    for frame in golden_frames():
        search = Search(model, kernel, frame.pixels)
        for golden in frame.hands:
            square = Square(**golden["square"])
            crop = kernel.crop(frame.pixels, square, model.side)
            assert hashlib.sha256(crop.tobytes()).hexdigest() == golden["crop_sha256"]
            (seen,) = search.look([square])
            assert seen.points.ravel() == pytest.approx(golden["points"], abs=NEAR)
            assert (seen.presence, seen.left) == pytest.approx((golden["presence"], golden["left"]), abs=NEAR)
            said = model.head.classify(
                seen.embedding[None],
                np.array([[square.ux, square.uy]], np.float32),
                np.array([seen.left], np.float32),
                seen.points[None],
            )
            assert said[0] == pytest.approx(golden["probabilities"], abs=NEAR)


def test_a_mirrored_picture_shows_the_other_hand(model: Model) -> None:
    frame = next(one for one in golden_frames() if one.hands)
    (hand,) = Recogniser(model).recognise(frame.pixels[:, ::-1])
    assert (hand.side == "left") == (frame.hands[0]["left"] < 0.5)


def test_what_is_no_picture(model: Model) -> None:
    with pytest.raises(ValueError, match="a frame is bytes"):
        Recogniser(model).recognise(np.zeros((4, 4), np.uint8))
