"""Our finder and backbone, and the teacher, find rendered hands and point them out."""

from pathlib import Path

import numpy as np
import pytest

from tests.training.renders import renders, write_frames
from training.backbone.eyes import Eyes, Numbers, Seen, anchors, eyes_of, teacher
from training.backbone.frames import Frame
from training.backbone.network import LANDMARKS
from training.backbone.store import load_adapted
from training.export.hand_model import FINDER_SCORE, FINDER_SIDE
from training.kernel import whole_frame
from training.synthetic.hand_pictures import Rendered

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def hands() -> list[Rendered]:
    return renders(30)


@pytest.fixture(scope="module")
def frames(hands: list[Rendered], tmp_path_factory: pytest.TempPathFactory) -> list[Frame]:
    return write_frames(tmp_path_factory.mktemp("frames"), hands, pointed_out=False)


@pytest.fixture(scope="module")
def ours() -> Eyes:
    return eyes_of(load_adapted().backbone, FINDER_SIDE, FINDER_SCORE)


def compare(found: list[Frame], frames: list[Frame], hands: list[Rendered]) -> tuple[float, float]:
    """Median distance of the points in shares of the hand's extent, and the share of sides that are right."""
    of = {frame.path: hand for frame, hand in zip(frames, hands, strict=True)}
    off, right = [], []
    for frame in found:
        hand = of[frame.path]
        assert frame.points is not None
        apart = np.hypot(*(frame.points[:, :2] - hand.points[:, :2]).T).mean()
        off.append(apart / np.ptp(hand.points[:, :2], axis=0).max())
        right.append(frame.left == hand.left)
    return float(np.median(off)), float(np.mean(right))


def test_the_shipped_backbone_points_out_rendered_hands(ours: Eyes, frames: list[Frame], hands: list[Rendered]) -> None:
    found = ours.point_out(frames)
    assert len(found) >= 18
    off, right = compare(found, frames, hands)
    assert off < 0.08
    assert right > 0.6
    assert [frame.path for frame in found] == sorted((frame.path for frame in found), key=lambda path: int(path.stem))
    assert {(frame.label, frame.source) for frame in found} <= {(frame.label, frame.source) for frame in frames}


def test_a_teacher_does_too(frames: list[Frame], hands: list[Rendered]) -> None:
    found = teacher(LANDMARKS).point_out(frames[:12])
    assert len(found) >= 7
    off, right = compare(found, frames, hands)
    assert off < 0.12
    assert right > 0.5  # two sides taken for each other would be .3


def test_nothing_is_found_where_there_is_nothing(ours: Eyes, frames: list[Frame], tmp_path: Path) -> None:
    plain = np.full((120, 160, 3), 128, np.uint8)
    assert ours.find(plain) is None
    assert ours.point_out([]) == []
    seen = ours.look([plain], [whole_frame(160, 120)])
    assert seen.presence[0] < 0.2


def test_a_hand_is_found_at_its_place_with_black_around_it_too(ours: Eyes, hands: list[Rendered]) -> None:
    near = 0
    for hand in hands[:10]:
        plain, wide = ours.find(hand.picture), ours.find(hand.picture, 1.3)
        middle = hand.points[:, :2].mean(0)
        for square in (plain, wide):
            if square is not None:
                away = np.hypot(square.cx - middle[0], square.cy - middle[1])
                near += bool(away < 0.35 * square.size)
    assert near >= 12  # of twenty


def test_a_hand_that_is_lost_on_a_closer_look_was_seen_before(ours: Eyes, frames: list[Frame]) -> None:
    """The network answers by script: present at first, then gone, so that the first answer stands."""
    calls: list[int] = []

    def look(crops: Numbers) -> Seen:
        calls.append(len(crops))
        rows = len(crops)
        points = np.tile(np.linspace(0.3, 0.7, 63, dtype=np.float32).reshape(21, 3), (rows, 1, 1))
        presence = np.full(rows, 0.9 if len(calls) == 1 else 0.1, np.float32)
        return Seen(points, presence, np.ones(rows, np.float32), np.empty((rows, 0), np.float32))

    eyes = Eyes(look, 64, FINDER_SIDE, FINDER_SCORE)
    found = eyes.point_out(frames[:6])
    assert calls == [len(found)] * 2
    assert found
    assert all(frame.left and frame.points is not None for frame in found)


@pytest.mark.parametrize("side", [128, 192])
def test_anchors_are_cells_of_two_grids(side: int) -> None:
    found = anchors(side)
    fine, coarse = side // 8, side // 16
    assert found.shape == (2 * fine**2 + 6 * coarse**2, 2)
    assert found[0].tolist() == found[1].tolist() == [0.5 / fine, 0.5 / fine]
    assert found[2].tolist() == [1.5 / fine, 0.5 / fine]  # along the row first
    assert found[2 * fine].tolist() == [0.5 / fine, 1.5 / fine]
    assert found[-6:].tolist() == [[(coarse - 0.5) / coarse] * 2] * 6
