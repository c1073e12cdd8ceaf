"""Golden frames of hands: what must be seen in them before there is a golden answer."""

import base64
import hashlib
import zlib
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from training.backbone.eyes import Eyes, Seen
from training.errors import ConversionError
from training.export.hand_golden import HEIGHT, SHOWN, TOLERANCE, TRIES, WIDTH, make_hand_golden
from training.head.fit import Head
from training.kernel import Kernel, Square
from training.labels import HAND_LABELS
from training.silhouette import Picture

pytestmark = pytest.mark.slow

SIDE = 16


class ScriptedEyes(Eyes):
    """Find a hand in the middle of each frame but the first, and say the same of all."""

    def __init__(self, *, presence: float = 0.95, left: float = 0.1, blind_for: int = 1) -> None:
        self.side, self.kernel = SIDE, Kernel()
        self.found = 0
        self.presence, self.left, self.blind_for = presence, left, blind_for

    def find(self, picture: Picture, margin: float = 1.0) -> Square | None:
        assert picture.shape == (HEIGHT, WIDTH, 4)
        self.found += 1
        return None if self.found <= self.blind_for else Square(WIDTH / 2, HEIGHT / 2, 60.0)

    def look(self, pictures: Sequence[Picture], squares: Sequence[Square]) -> Seen:
        shares = np.random.default_rng(1).uniform(0.2, 0.8, (1, 21, 3)).astype(np.float32)
        presence, left = np.array([self.presence], np.float32), np.array([self.left], np.float32)
        return Seen(shares, presence, left, np.ones((1, 4), np.float32))


def head(*sums: float) -> Head:
    """Always gives these sums, one for each label."""
    return Head((np.zeros((4 + 13, 8), np.float32),), (np.array(sums, np.float32),))


SURE = head(0, 0, 9, 0, 0, 0, 0, 0)


def unpack(case: dict[str, Any]) -> npt.NDArray[np.uint8]:
    frame = np.frombuffer(zlib.decompress(base64.b64decode(case["rgba"])), np.uint8)
    return frame.reshape(case["height"], case["width"], 4)


def test_a_golden_answer_says_what_each_stage_gives() -> None:
    eyes = ScriptedEyes()
    golden = make_hand_golden(1, eyes, SURE)
    assert golden["tolerance"] == TOLERANCE
    empty, *cases = golden["cases"]
    assert empty["hands"] == []
    assert len(cases) == len(SHOWN)
    assert len({case["rgba"] for case in golden["cases"]}) == 1 + len(SHOWN)
    for case in cases:
        (hand,) = case["hands"]
        square = Square(**hand["square"])
        shares = np.array(hand["points"]).reshape(21, 3)
        # The square is that of the points of the first look, rounded; the crop is of the rounded one.
        first = eyes.kernel.to_frame(shares, Square(WIDTH / 2, HEIGHT / 2, 60.0))
        assert square == pytest.approx(eyes.kernel.square_of_points(first), abs=1e-3)
        crop = eyes.kernel.crop(unpack(case), square, SIDE)
        assert hand["crop_sha256"] == hashlib.sha256(crop.tobytes()).hexdigest()
        assert (hand["presence"], hand["left"], hand["label"]) == (0.95, 0.1, "fist")
        assert hand["probabilities"] == pytest.approx(SURE.probabilities(np.zeros((1, 17), np.float32))[0], abs=1e-5)
    assert make_hand_golden(1, ScriptedEyes(), SURE) == golden
    assert make_hand_golden(2, ScriptedEyes(), SURE)["cases"][0]["rgba"] != empty["rgba"]


def test_a_hand_in_an_empty_room_stops() -> None:
    with pytest.raises(ConversionError, match="sees a hand in every empty room"):
        make_hand_golden(1, ScriptedEyes(blind_for=0), SURE)


@pytest.mark.parametrize(
    ("eyes", "named"),
    [
        (ScriptedEyes(blind_for=1 + TRIES), SURE),
        (ScriptedEyes(presence=0.8), SURE),
        (ScriptedEyes(left=0.45), SURE),
        (ScriptedEyes(), head(0, 0, 9, 9, 0, 0, 0, 0)),
        (ScriptedEyes(), head(0, 0, 0.1, 0, 0, 0, 0, 0)),  # as near to any other label
    ],
    ids=["not found", "hardly a hand", "either side", "two labels", "all labels"],
)
def test_what_is_not_clear_is_no_golden_answer(eyes: ScriptedEyes, named: Head) -> None:
    with pytest.raises(ConversionError, match="No rendered thumbs_up is found and named clearly"):
        make_hand_golden(1, eyes, named)
    assert eyes.found == 1 + TRIES


def test_a_frame_in_which_nothing_is_found_is_passed_over() -> None:
    golden = make_hand_golden(1, ScriptedEyes(blind_for=4), SURE)
    plain = make_hand_golden(1, ScriptedEyes(), SURE)
    changed = [one["rgba"] != other["rgba"] for one, other in zip(golden["cases"], plain["cases"], strict=True)]
    assert changed == [False, True, *[False] * (len(SHOWN) - 1)]
    assert set(HAND_LABELS) >= {hand["label"] for case in golden["cases"] for hand in case["hands"]}
