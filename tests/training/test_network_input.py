"""What a network is shown: the mean of whole pixels, and the square around a hand with a smooth outline."""

import numpy as np
import numpy.typing as npt
import pytest

from training.network_input import network_input, network_inputs
from training.silhouette import Kind, NetworkInput, Picture


def mean(rows: list[list[int]], side: int) -> list[list[int]]:
    shown: list[list[int]] = network_input(np.array(rows, np.uint8), NetworkInput("silhouette", side)).tolist()
    return shown


def draw(*white: tuple[int, int, int, int]) -> Picture:
    """A silhouette of rectangles (left, top, width, height)."""
    picture = np.zeros((128, 128), np.uint8)
    for left, top, wide, high in white:
        picture[top : top + high, left : left + wide] = 255
    return picture


def of_hand(silhouette: Picture, side: int) -> npt.NDArray[np.int64]:
    """Where the square has twice as many pixels each way, its outline is not drawn anew: each one is four of them."""
    return network_input(silhouette, NetworkInput("hand", side)).astype(np.int64)


def test_a_mean_is_rounded_half_up() -> None:
    assert mean([[0, 1], [2, 2]], 1) == [[1]]  # 1.25
    assert mean([[0, 1], [1, 0]], 1) == [[1]]  # 0.5


def test_means_are_of_whole_pixels_where_the_sides_do_not_divide() -> None:
    assert mean([[10, 20, 30]] * 3, 2) == [[10, 25]] * 2
    assert mean([[10, 20]], 4) == [[10, 10, 20, 20]] * 4


def test_many_are_shown_as_each_alone() -> None:
    many = np.random.default_rng(1).choice(np.array([0, 255], np.uint8), (150, 20, 33), p=[0.7, 0.3])
    kinds: tuple[Kind, Kind] = ("hand", "silhouette")
    for shown in (NetworkInput(kind, 24) for kind in kinds):
        assert np.array_equal(network_inputs(many, shown), [network_input(each, shown) for each in many])
    assert network_inputs(many[:0], NetworkInput("hand", 24)).shape == (0, 24, 24)


def test_the_square_is_around_the_white_with_a_margin() -> None:
    shown = of_hand(draw((40, 10, 32, 64)), (64 + 2 * 4) // 2)
    expected = np.zeros((36, 36))
    expected[2:34, 10:26] = 255
    assert np.array_equal(shown, expected)


def test_a_speck_beside_the_hand_does_not_move_the_square() -> None:
    hand = (40, 40, 30, 30)
    assert np.array_equal(of_hand(draw(hand, (120, 2, 2, 2)), 64), of_hand(draw(hand), 64))
    assert not np.array_equal(of_hand(draw(hand, (120, 2, 4, 4)), 64), of_hand(draw(hand), 64))


def test_an_enlarged_outline_is_smoother_and_the_area_stays() -> None:
    y, x = np.mgrid[0:128, 0:128]
    disc = np.where((x - 63.5) ** 2 + (y - 63.5) ** 2 < 15**2, 255, 0).astype(np.uint8)
    square = disc[47:81, 47:81]  # thirty pixels, and two on each side
    drawn, coarse = of_hand(disc, 102) >= 128, np.kron(square, np.ones((3, 3))) > 0
    assert drawn.mean() == pytest.approx(coarse.mean(), abs=0.01)
    assert unevenness(drawn) < 0.85 * unevenness(coarse)


def unevenness(disc: npt.NDArray[np.bool_]) -> float:
    """The standard deviation of the distances from the middle to the outline, in pixels."""
    outline = np.argwhere((disc != np.roll(disc, 1, axis=0)) | (disc != np.roll(disc, 1, axis=1)))
    return float(np.hypot(*(outline - (len(disc) - 1) / 2).T).std())


def test_what_is_outside_of_the_picture_is_black() -> None:
    shown = of_hand(draw((0, 100, 60, 28)), (60 + 2 * 4) // 2)
    assert 4 * shown.sum() == 255 * 60 * 28
    assert shown[-1].max() == 0


@pytest.mark.parametrize(("white", "side"), [((60, 60, 5, 5), 32), ((3, 3, 2, 2), 144)])
def test_nothing_is_shown_whole_and_a_small_hand_not_too_large(white: tuple[int, int, int, int], side: int) -> None:
    assert 4 * of_hand(draw(white), side // 2).sum() == pytest.approx(255 * white[2] * white[3], rel=0.01)


def test_a_hand_is_shown_alike_wherever_and_however_far_away_it_is() -> None:
    near = of_hand(draw((20, 16, 40, 80), (60, 56, 24, 40)), 64)
    far = of_hand(draw((70, 72, 20, 40), (90, 92, 12, 20)), 64)
    assert np.mean(near != far) < 0.05


def test_refuses_what_is_no_silhouette() -> None:
    shown = NetworkInput("hand", 2)
    for wrong in (np.zeros((4, 4, 4, 1), np.uint8), np.zeros((1, 0, 4), np.uint8), np.zeros((1, 4, 4), np.float32)):
        with pytest.raises(ValueError, match="silhouettes are bytes"):
            network_inputs(wrong, shown)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="too large"):
        network_inputs(np.zeros((1, 1, 257), np.uint8), shown)
