"""The network's input: what the square around a hand holds, and the bytes that the page's twin must give too."""

from __future__ import annotations

import json

import numpy as np
import pytest

from tests.contract.network_inputs import VECTORS, draw, vectors
from training.network_input import NetworkInput, hand_square, redraw
from training.silhouette import Picture


def test_the_digests_are_those_that_both_languages_are_held_to() -> None:
    assert json.loads(VECTORS.read_text()) == vectors()


def test_the_square_is_around_the_white_with_a_margin() -> None:
    square = hand_square(draw(128, 128, [[40, 10, 32, 64]]))
    assert square.shape == (64 + 2 * 4, 64 + 2 * 4)
    assert np.argwhere(square).min(axis=0).tolist() == [4, 20]
    assert np.argwhere(square).max(axis=0).tolist() == [67, 51]


def test_a_speck_beside_the_hand_does_not_move_the_square() -> None:
    hand = [40, 40, 30, 30]
    assert np.array_equal(hand_square(draw(128, 128, [hand, [120, 2, 2, 2]])), hand_square(draw(128, 128, [hand])))


def test_an_enlarged_outline_is_smoother_and_the_area_stays() -> None:
    y, x = np.mgrid[0:40, 0:40]
    disc = np.where((x - 19.5) ** 2 + (y - 19.5) ** 2 < 15**2, 255, 0).astype(np.uint8)
    drawn, coarse = redraw(disc, 120), np.kron(disc, np.ones((3, 3), np.uint8))
    assert np.mean(drawn > 0) == pytest.approx(np.mean(disc > 0), abs=0.01)
    assert unevenness(drawn) < 0.85 * unevenness(coarse)
    assert np.array_equal(redraw(drawn, 120), drawn)


def unevenness(disc: Picture) -> float:
    """The standard deviation of the distances from the middle to the outline, in pixels."""
    outline = np.argwhere((disc != np.roll(disc, 1, axis=0)) | (disc != np.roll(disc, 1, axis=1)))
    return float(np.hypot(*(outline - (len(disc) - 1) / 2).T).std())


def test_what_is_outside_of_the_picture_is_black() -> None:
    square = hand_square(draw(128, 128, [[0, 100, 60, 28]]))
    assert np.count_nonzero(square) == 60 * 28
    assert square[-1].max() == 0


@pytest.mark.parametrize(("white", "side"), [([], 144), ([[60, 60, 5, 5]], 32), ([[3, 3, 2, 2]], 144)])
def test_nothing_is_shown_whole_and_a_small_hand_not_too_large(white: list[list[int]], side: int) -> None:
    assert hand_square(draw(128, 128, white)).shape == (side, side)


def test_a_hand_is_shown_alike_wherever_and_however_far_away_it_is() -> None:
    shown = NetworkInput("hand", 64)
    near = shown.of(draw(128, 128, [[20, 16, 40, 80], [60, 56, 24, 40]]))
    far = shown.of(draw(128, 128, [[70, 72, 20, 40], [90, 92, 12, 20]]))
    assert np.mean(near != far) < 0.05
    assert np.mean(NetworkInput("silhouette", 64).of(draw(128, 128, [[20, 16, 40, 80]])) > 0) == pytest.approx(
        40 * 80 / 128**2
    )
