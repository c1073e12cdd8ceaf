"""Crops of hands, and of what is beside them: which pixels, with what known about them."""

from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path

import cv2
import numpy as np
import pytest

from tests.training.renders import renders, write_frames
from training.backbone import crops as module
from training.backbone.crops import EITHER_PALM, NO_LABEL, RENDERED, STORED_SIDE, Crops, cut, rendered
from training.backbone.eyes import Eyes, Seen
from training.backbone.frames import Frame
from training.errors import DataError
from training.kernel import Square
from training.labels import ANY_PALM, HAND_LABELS
from training.silhouette import Picture

pytestmark = pytest.mark.slow


class ScriptedEyes(Eyes):
    """Point out what they were told of, and see a hand in every square or in none."""

    def __init__(self, presence: float, known: Sequence[Frame] = ()) -> None:
        self.presence, self.known = presence, {frame.path: frame for frame in known}
        self.margins: list[float] = []

    def look(self, pictures: Sequence[Picture], squares: Sequence[Square]) -> Seen:
        rows = len(squares)
        assert len(pictures) == rows
        nothing = np.empty((rows, 0), np.float32)
        presence, left = np.full(rows, self.presence, np.float32), np.zeros(rows, np.float32)
        return Seen(np.zeros((rows, 21, 3), np.float32), presence, left, nothing)

    def point_out(self, frames: Sequence[Frame], margin: float = 1.0) -> list[Frame]:
        self.margins.append(margin)
        return [self.known[frame.path] for frame in frames if frame.path in self.known]


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> list[Frame]:
    return write_frames(tmp_path_factory.mktemp("frames"), renders(24), pointed_out=True)


def same(first: Crops, second: Crops, *, but: set[str] = frozenset()) -> bool:  # type: ignore[assignment]
    names = {one.name for one in fields(Crops)} - but
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in names)


def test_a_picture_of_a_rendered_hand_becomes_the_crop_that_is_rendered(frames: list[Frame]) -> None:
    found = cut(frames, ScriptedEyes(1), seed=1)
    drawn = rendered(1, len(frames), [], processes=1)
    assert found.pixels.shape == (len(frames), STORED_SIDE, STORED_SIDE, 3)
    off = np.abs(found.pixels.astype(int) - drawn.pixels)
    assert off.mean() < 0.05  # the frames' points are rounded to 32 bits
    assert found.points == pytest.approx(drawn.points, abs=1e-5)
    assert found.turn == pytest.approx(drawn.turn, abs=1e-5)
    assert (found.left == drawn.left).all()
    assert (found.label == drawn.label).all()
    assert (found.hand == 1).all()
    assert (found.pose == NO_LABEL).all()  # each has too few pictures
    assert set(drawn.source) == {RENDERED}
    assert set(found.source) == {"person-0", "person-1", "person-2"}


def test_crops_are_upright_and_half_as_wide_again_as_the_square(frames: list[Frame]) -> None:
    points = cut(frames, ScriptedEyes(1), seed=1).points[..., :2]
    assert points[:, 9, 0] == pytest.approx(points[:, 0, 0], abs=1e-5)
    assert (points[:, 9, 1] < points[:, 0, 1]).all()
    low, high = points.min(1), points.max(1)
    assert (low + high) / 2 == pytest.approx(np.full((24, 2), 0.5), abs=1e-5)
    assert (high - low).max(1) == pytest.approx(np.full(24, 1 / (1.6 * 1.5)), abs=1e-5)


def test_what_is_known_of_a_frame_is_known_of_its_crop(frames: list[Frame], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RARE", 2)
    one = frames[0]
    chosen = [
        replace(one, label=ANY_PALM, pose="", left=None),
        replace(one, label="", pose="shaka", left=True),
        replace(one, label="okay", pose="okay", left=False),
        replace(one, label="none", pose="shaka", left=False),
    ]
    found = cut(chosen, ScriptedEyes(1), seed=1)
    assert found.label.tolist() == [EITHER_PALM, NO_LABEL, HAND_LABELS.index("okay"), HAND_LABELS.index("none")]
    assert found.poses.tolist() == ["shaka"]
    assert found.pose.tolist() == [NO_LABEL, 0, NO_LABEL, 0]
    assert found.left.tolist() == [0.5, 1, 0, 0]


def test_eyes_look_where_no_points_are_known_and_what_they_miss_is_left_out(frames: list[Frame]) -> None:
    blind = [replace(frame, points=None, left=None) for frame in frames[:4]]
    eyes = ScriptedEyes(1, known=frames[:3])
    found = cut([frames[4], *blind], eyes, seed=1)
    assert same(found, cut([frames[4], *frames[:3]], ScriptedEyes(1), seed=1))
    assert eyes.margins == [module.CROPPED]
    with pytest.raises(DataError, match="No hand was found in any of the 4 pictures"):
        cut(blind, ScriptedEyes(1), seed=1)


def test_what_is_beside_a_hand_does_not_show_its_palm(frames: list[Frame], tmp_path: Path) -> None:
    """The middle of the palm is painted in a colour that nothing else has."""
    painted = []
    for number, frame in enumerate(frames):
        assert frame.points is not None
        picture = np.full((240, 320, 3), 90, np.uint8)
        x, y = np.rint(frame.points[[0, 5, 9, 13, 17], :2].mean(0)).astype(int).tolist()
        cv2.circle(picture, (x, y), 6, (0, 0, 255), -1)
        path = tmp_path / f"{number}.png"
        cv2.imwrite(str(path), picture)
        painted.append(replace(frame, path=path))
    found = cut(painted, ScriptedEyes(0), seed=1, negatives=12)
    others = found.rows(np.flatnonzero(found.hand == 0))
    edge = STORED_SIDE // 6  # the square that the network is shown is the middle of the crop
    inner = found.pixels[:, edge:-edge, edge:-edge].astype(int)
    shown = (inner[..., 0] - inner[..., 1] > 60).sum((1, 2))
    palms, beside = shown[found.hand > 0], shown[found.hand == 0]
    assert len(beside) > 50
    assert palms.min() > 50
    assert not beside.any()
    assert (others.label == NO_LABEL).all()
    assert (others.pose == NO_LABEL).all()
    assert not others.points.any()
    assert (others.left == 0.5).all()
    assert np.ptp(np.arctan2(others.turn[:, 0], -others.turn[:, 1])) > 4  # turned anywhere


def test_a_square_in_which_a_hand_is_seen_is_not_taken_for_empty(frames: list[Frame]) -> None:
    assert (cut(frames[:6], ScriptedEyes(module.SURELY_NONE), seed=1).hand == 1).all()
    assert (cut(frames[:6], ScriptedEyes(module.SURELY_NONE - 0.01), seed=1).hand == 0).any()
    assert (cut(frames[:6], ScriptedEyes(0), seed=1, negatives=0).hand == 1).all()


def test_renders_have_the_poses_that_they_are_asked_for() -> None:
    poses = ["fist", "none", "shaka"]
    found = rendered(1, 24, poses, processes=1)
    names = [HAND_LABELS[label] for label in found.label]
    assert [poses[pose] if pose >= 0 else "" for pose in found.pose] == [n if n in poses else "" for n in names]
    assert found.poses.tolist() == poses
    assert same(found, rendered(1, 24, poses, processes=1))


def test_crops_are_saved_joined_and_chosen_from(frames: list[Frame], tmp_path: Path) -> None:
    first = cut(frames[:4], ScriptedEyes(0), seed=1)
    second = rendered(2, 3, ["fist"], processes=1)
    first.save(tmp_path / "crops.npz")
    loaded = Crops.load(tmp_path / "crops.npz")
    assert same(first, loaded)
    count = len(first.hand)
    both = first.and_those(second)
    assert len(both.hand) == len(both.pixels) == len(both.source) == count + 3
    assert same(both.rows(np.arange(count)), first)
    assert same(both.rows(np.arange(count, count + 3)), second, but={"poses"})
    assert both.poses.tolist() == first.poses.tolist()
    assert both.source[-1] == RENDERED
