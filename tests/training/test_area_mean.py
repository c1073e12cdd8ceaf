"""The area mean over integer bins: exact values that can be worked out by hand (as in area-mean.test.ts)."""

import numpy as np

from training.area_mean import area_mean


def picture(*rows: list[int]) -> "np.ndarray[tuple[int, ...], np.dtype[np.uint8]]":
    return np.array(rows, np.uint8)


def test_rounds_half_up() -> None:
    assert area_mean(picture([0, 1], [2, 2]), 1, 1).tolist() == [[1]]  # 1.25
    assert area_mean(picture([0, 1], [1, 0]), 1, 1).tolist() == [[1]]  # 0.5


def test_gives_bins_of_whole_pixels_where_the_sides_do_not_divide() -> None:
    assert area_mean(picture([10, 20, 30]), 1, 2).tolist() == [[10, 25]]


def test_repeats_pixels_when_enlarging() -> None:
    assert area_mean(picture([10, 20]), 1, 4).tolist() == [[10, 10, 20, 20]]


def test_takes_colours_and_any_size() -> None:
    random = np.random.default_rng(1)
    frame = random.integers(0, 256, (7, 11, 3), dtype=np.uint8)
    result = area_mean(frame, 3, 4)
    assert result.shape == (3, 4, 3)
    assert result[0, 0].tolist() == [int(np.floor(frame[0:2, 0:2, c].mean() + 0.5)) for c in range(3)]
