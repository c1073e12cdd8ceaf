"""The kernel's squares are what the formula says, whatever the frame and wherever the square."""

import math
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from training.errors import RunError
from training.kernel import Kernel, Square, whole_frame
from training.silhouette import Picture

TURNED = (0.6, -0.8)


@pytest.fixture(scope="module")
def kernel() -> Kernel:
    return Kernel()


def picture(width: int, height: int, seed: int = 1) -> Picture:
    """A frame with hard edges, smooth shades and a little noise."""
    random = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    shade = np.stack([x * 200 / width, y * 200 / height, 100 + 80 * np.sin(x / 17) * np.cos(y / 11)], axis=-1)
    shade[(x // 23 + y // 19) % 3 == 0] += 50
    return np.clip(shade + random.normal(0, 2, shade.shape), 0, 255).astype(np.uint8)


def as_written(frame: Picture, square: Square, side: int) -> npt.NDArray[np.float64]:
    """The mean of k × k bilinear samples of each pixel, in floating point."""
    height, width = frame.shape[:2]
    k = min(max(math.ceil(square.size / side), 1), 4)
    share = (np.arange(side * k) + 0.5) / (side * k) - 0.5
    right, up = np.array([-square.uy, square.ux]), np.array([square.ux, square.uy])
    at = (
        np.array([square.cx, square.cy])
        + square.size * (share[None, :, None] * right - share[:, None, None] * up)
        - 0.5
    )
    corner = np.floor(at).astype(np.int64)
    part = at - corner
    padded = np.pad(frame[:, :, :3].astype(np.float64), ((2, 2), (2, 2), (0, 0)))
    x, y = np.clip(corner[..., 0] + 2, 0, width + 2), np.clip(corner[..., 1] + 2, 0, height + 2)
    across, down = part[..., :1], part[..., 1:]
    above = padded[y, x] * (1 - across) + padded[y, x + 1] * across
    below = padded[y + 1, x] * (1 - across) + padded[y + 1, x + 1] * across
    samples = above * (1 - down) + below * down
    return np.asarray(samples.reshape(side, k, side, k, 3).mean(axis=(1, 3)))


@pytest.mark.parametrize(
    ("width", "height", "square", "side"),
    [
        (640, 480, Square(320, 240, 300, *TURNED), 128),
        (640, 480, Square(310.3, 222.9, 100.7), 128),
        (640, 480, Square(320, 240, 180, 1, 0), 128),
        (640, 480, Square(20, 470, 400, *TURNED), 128),  # partly outside
        (640, 480, Square(320, 240, 1500, -0.8, 0.6), 96),  # larger than the frame
        (640, 480, whole_frame(640, 480), 128),
        (480, 641, whole_frame(480, 641), 128),
        (16, 16, Square(8, 8, 12, *TURNED), 128),
        (16, 16, whole_frame(16, 16), 128),
        pytest.param(3840, 2160, Square(3000, 1000, 1700, *TURNED), 160, marks=pytest.mark.slow),
        pytest.param(3840, 2160, whole_frame(3840, 2160), 128, marks=pytest.mark.slow),
        (1, 1, Square(0.5, 0.5, 3), 16),
    ],
)
def test_crops_what_the_formula_says(kernel: Kernel, width: int, height: int, square: Square, side: int) -> None:
    frame = picture(width, height)
    crop = kernel.crop(frame, square, side)
    assert crop.shape == (side, side, 3)
    assert np.abs(crop - as_written(frame, square, side)).max() <= 1
    rgba = np.concatenate([frame, np.zeros((height, width, 1), np.uint8)], axis=2)
    assert (kernel.crop(rgba, square, side) == crop).all()


def test_gives_a_frame_back_as_it_is(kernel: Kernel) -> None:
    frame = picture(64, 64)
    assert (kernel.crop(frame, whole_frame(64, 64), 64) == frame).all()
    quarter_turn = kernel.crop(frame, Square(32, 32, 64, 1, 0), 64)  # what points right in the frame points up
    assert (quarter_turn == np.rot90(frame)).all()


def test_takes_the_colours_away(kernel: Kernel) -> None:
    frame = picture(40, 40)
    red, green, blue = np.moveaxis(frame.astype(int), -1, 0)
    grey = kernel.crop(frame, whole_frame(40, 40), 40, grey=True)
    assert (grey == ((77 * red + 150 * green + 29 * blue + 128) >> 8)[..., None]).all()


@pytest.mark.parametrize("square", [Square(-400, 240, 300), Square(320, 60_000, 300), Square(641 + 150, 240, 300)])
def test_is_black_outside_the_frame(kernel: Kernel, square: Square) -> None:
    assert not kernel.crop(np.full((480, 640, 3), 255, np.uint8), square, 128).any()


@pytest.mark.parametrize(
    "square", [Square(0, 0, 0), Square(0, 0, -5), Square(math.nan, 0, 9), Square(0, math.inf, 9), Square(0, 0, 1e9)]
)
def test_refuses_squares_that_are_none(kernel: Kernel, square: Square) -> None:
    with pytest.raises(ValueError, match="there is no Square"):
        kernel.crop(picture(16, 16), square, 8)


@pytest.mark.parametrize("shape", [(4, 4), (4, 4, 2), (0, 4, 3), (20_000, 1, 3)])
def test_refuses_frames_that_are_none(kernel: Kernel, shape: tuple[int, ...]) -> None:
    with pytest.raises(ValueError, match="frame"):
        kernel.crop(np.zeros(shape, np.uint8), Square(0, 0, 4), 8)


def test_a_palm_is_seen_with_its_fingers_up(kernel: Kernel) -> None:
    square = kernel.square_of_palm((100, 50, 40, 30), (120, 90), (150, 50))
    assert square == pytest.approx((120 + 0.5 * 40 * 0.6, 65 - 0.5 * 40 * 0.8, 2.6 * 40, 0.6, -0.8))
    assert kernel.square_of_palm((0, 0, 10, 10), (5, 5), (5, 5)) == pytest.approx((5, 0, 26, 0, -1))


def test_the_square_of_points_is_the_same_however_they_are_turned(kernel: Kernel) -> None:
    points = np.random.default_rng(3).uniform(0, 100, (21, 2))
    points[0], points[9] = (50, 100), (50, 20)
    upright = kernel.square_of_points(points)
    left, top = points.min(axis=0)
    right, bottom = points.max(axis=0)
    assert upright == pytest.approx(
        ((left + right) / 2, (top + bottom) / 2, 1.6 * max(right - left, bottom - top), 0, -1)
    )
    turn = np.array([[0.8, -0.6], [0.6, 0.8]])
    turned = kernel.square_of_points(points @ turn.T)
    assert turned[:2] == pytest.approx(turn @ upright[:2])
    assert turned.size == pytest.approx(upright.size)
    assert turned[3:] == pytest.approx(turn @ upright[3:])


def test_points_in_one_place_keep_up_as_it_was(kernel: Kernel) -> None:
    assert kernel.square_of_points(np.full((21, 3), 7.0), TURNED) == pytest.approx((7, 7, 1, *TURNED))


def test_points_go_into_the_frame_and_back(kernel: Kernel) -> None:
    square = Square(100, 200, 50, *TURNED)
    shares = np.zeros((21, 3))
    shares[1] = (0.5, 0.5, 1)
    shares[2] = (0.5, 0, 0)  # the middle of the upper edge
    shares[3] = (1, 0.5, 0)
    points = kernel.to_frame(shares, square)
    assert points[1] == pytest.approx((100, 200, 50))
    assert points[2] == pytest.approx((100 + 25 * 0.6, 200 - 25 * 0.8, 0))
    assert points[3] == pytest.approx((100 + 25 * 0.8, 200 + 25 * 0.6, 0))
    assert kernel.to_square(points, square) == pytest.approx(shares)
    assert kernel.to_frame(shares[:, :2], square) == pytest.approx(points[:, :2])


def test_a_kernel_that_is_not_built_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="just _kernel"):
        Kernel(tmp_path / "kernel.wasm")
