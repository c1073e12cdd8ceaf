"""What is varied in a crop: its points, side and turn go where its picture goes."""

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from training.backbone.augment import CONTEXT, Augment

pytestmark = pytest.mark.slow

Floats = npt.NDArray[np.float32]

SIDE, STORED = 128, 192
TURN = (0.6, -0.8)
# Three places that no mirror or turn confuses: wrist, tip of the index finger, tip of the little finger.
PLACES = {0: (0.48, 0.66), 8: (0.38, 0.36), 20: (0.64, 0.44)}


def points_of(count: int) -> Floats:
    """Hands [count, 21, 3] whose points are all in one of PLACES; z is the number of the point."""
    points = np.zeros((21, 3), np.float32)
    for i in range(21):
        points[i, :2] = PLACES[max(place for place in PLACES if place <= i)]
        points[i, 2] = i / 100
    return np.tile(points, (count, 1, 1))


def dotted(count: int, colours: dict[int, tuple[int, int, int]]) -> npt.NDArray[np.uint8]:
    """Black crops [count, STORED, STORED, 3] with a disc of a colour at each place."""
    crop = np.zeros((STORED, STORED, 3), np.uint8)
    for place, colour in colours.items():
        x, y = (round((STORED * share - 0.5) * 16) for share in PLACES[place])
        cv2.circle(crop, (x, y), 7 * 16, colour, -1, cv2.LINE_AA, 4)
    return np.tile(crop, (count, 1, 1, 1))


def varied(count: int, crops: npt.NDArray[np.uint8], seed: int = 1, side: int = SIDE) -> dict[str, Floats]:
    turn = np.tile(np.array([TURN], np.float32), (count, 1))
    left, hands = np.zeros((count, 1), np.float32), np.ones(count, np.float32)
    shown: dict[str, Any] = Augment(side, seed)(crops, points_of(count), turn, left, hands)
    return {name: np.asarray(value) for name, value in shown.items()}


def centres(picture: Floats) -> Floats:
    """The middles [n, 2] of all bright spots, in pixels."""
    grey = picture.max(-1)
    low = float(np.median(grey))
    bright = (grey > low + 0.5 * (grey.max() - low)).astype(np.uint8)
    return np.asarray(cv2.connectedComponentsWithStats(bright)[3][1:] + 0.5, np.float32)


def test_points_go_where_the_picture_goes_whatever_is_varied() -> None:
    count, white = 40, (255, 255, 255)
    shown = varied(count, dotted(count, dict.fromkeys(PLACES, white)))
    assert shown["picture"].shape == (count, SIDE, SIDE, 3)
    assert 0 <= shown["picture"].min() < 50 < 200 < shown["picture"].max() <= 255
    assert (shown["picture"] == np.round(shown["picture"])).all()
    seen = there = 0
    for picture, points in zip(shown["picture"], shown["points"], strict=True):
        found = centres(picture)
        for place in PLACES:
            at = SIDE * points[place, :2]
            if at.min() > 8 and at.max() < SIDE - 8:
                there += 1
                seen += bool((np.hypot(*(found - at).T) < 2).any())
    assert there > 2.8 * count  # of three each
    assert seen > 0.85 * there  # some are cut off, in front of a lamp, or in noise


def test_every_point_is_where_its_own_colour_is() -> None:
    """The square alone, so that colours stay as they are."""
    count = 40
    colours = {0: (255, 0, 0), 8: (0, 255, 0), 20: (0, 0, 255)}
    random = np.random.default_rng(3)
    angle, scale = random.uniform(-3, 3, count), random.uniform(0.55, 1, count)
    shift = random.uniform(-0.1, 0.1, (count, 2))
    pictures, points, _ = Augment(SIDE, 1)._square(
        dotted(count, colours).astype(np.float32),
        points_of(count),
        np.tile(np.array([TURN], np.float32), (count, 1)),
        *(value.astype(np.float32) for value in (angle, scale, shift)),
    )
    pictures, points = np.asarray(pictures), np.asarray(points)
    for picture, hand, share in zip(pictures, points, scale, strict=True):
        for channel, place in enumerate(colours):
            weight = picture[..., channel]
            y, x = np.mgrid[0:SIDE, 0:SIDE] + 0.5
            middle = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()
            at = SIDE * hand[place, :2]
            if at.min() > 12 and at.max() < SIDE - 12:
                assert middle == pytest.approx(at, abs=0.3)
        assert hand[:, 2] == pytest.approx(np.arange(21) / 100 / share)  # z is in shares of the square too


def test_turn_and_side_follow_mirrors_and_turns() -> None:
    count = 200
    shown = varied(count, np.zeros((count, 24, 24, 3), np.uint8), side=16)
    assert np.hypot(*shown["turn"].T) == pytest.approx(np.ones(count))

    def in_frame(points: Floats, turn: Floats) -> Floats:
        """The direction in the frame from the wrist to the tip of the index finger."""
        step = points[:, 8, :2] - points[:, 0, :2]
        right = np.stack([-turn[:, 1], turn[:, 0]], 1)
        frame = step[:, :1] * right - step[:, 1:] * turn
        return np.asarray(frame / np.hypot(*frame.T)[:, None], np.float32)

    before = in_frame(points_of(count), np.tile(np.array([TURN], np.float32), (count, 1)))
    mirrored = shown["left"][:, 0] == 1  # all were right hands
    assert 0.35 * count < mirrored.sum() < 0.65 * count
    before[mirrored, 0] *= -1
    assert in_frame(shown["points"], shown["turn"]) == pytest.approx(before, abs=1e-4)
    assert np.ptp(np.arctan2(shown["turn"][:, 0], -shown["turn"][:, 1])) > 1


def test_not_varied_is_the_middle_of_the_crop() -> None:
    crops = np.random.default_rng(1).integers(0, 256, (2, STORED, STORED, 3), np.uint8)
    turn, left = np.array([TURN, (0, -1)], np.float32), np.array([[1], [0.5]], np.float32)
    points = points_of(2)
    shown = Augment(SIDE, 1)(crops, points, turn, left, np.ones(2, np.float32), varied=False)
    edge = (STORED - SIDE) // 2
    assert (np.asarray(shown["picture"]) == crops[:, edge : edge + SIDE, edge : edge + SIDE]).all()
    assert np.asarray(shown["points"])[..., :2] == pytest.approx((points[..., :2] - 0.5) * CONTEXT + 0.5)
    assert np.asarray(shown["points"])[..., 2] == pytest.approx(points[..., 2] * CONTEXT)
    assert (np.asarray(shown["turn"]) == turn).all()
    assert (np.asarray(shown["left"]) == left).all()


def test_one_seed_varies_alike() -> None:
    crops = dotted(2, {0: (200, 150, 120)})
    first, again, other = varied(2, crops), varied(2, crops), varied(2, crops, seed=2)
    assert all((first[name] == again[name]).all() for name in first)
    assert (first["picture"] != other["picture"]).any()


def test_a_hand_is_pasted_before_a_crop_without_one_and_never_over_it() -> None:
    augment = Augment(SIDE, 1)
    pictures = np.stack([np.full((SIDE, SIDE, 3), 255), np.zeros((SIDE, SIDE, 3))]).astype(np.float32)
    points, hand = points_of(2), np.array([1, 0], np.float32)
    pasted = 0
    for _ in range(20):
        hands, empty = np.asarray(augment._paste(pictures, points, hand, 2))
        assert not empty.any()
        for x, y in PLACES.values():
            assert hands[int(SIDE * y), int(SIDE * x)].min() > 200
        pasted += bool(hands[2, 2].max() < 50)
    assert 4 <= pasted <= 16
