"""What training varies in a crop of a hand: square, mirror, light, colour, sharpness, noise and background.

Everything runs inside the network's own step, on whole batches, so that it costs the same machine as the network does.
"""

import math
from typing import Any, Final

import keras
from keras import ops, random

from training.backbone.anatomy import BONES

CONTEXT: Final = 1.5  # a stored crop is so many times as wide as the square that the backbone is shown
SHRUNK, ENLARGED = 0.75, 1.35  # the square around a hand that is followed is off by as much
TURN_SIGMA, WILD_TURN_SIGMA, WILD = 0.18, 0.5, 0.12  # radians; the finder's turn can be far off
SHIFT_SIGMA: Final = 0.05  # of the square's side
BONE_WIDTH: Final = 0.055  # of the side: about half a finger and the seam around it


class Augment(keras.layers.Layer):  # type: ignore[misc]  # Keras has no types
    """Stored crops [n, P, P, 3] of 0 … 255 in, varied pictures [n, side, side, 3] and what they show out."""

    def __init__(self, side: int, seed: int) -> None:
        """`side` is the backbone's, in pixels; the same seed gives the same variations."""
        super().__init__(name="augment", trainable=False)
        self.side = side
        self.seed = random.SeedGenerator(seed)

    def call(self, crops: Any, points: Any, turn: Any, left: Any, hand: Any, varied: bool = True) -> dict[str, Any]:
        """The `picture`, `points` [n, 21, 3] in shares of its side, `turn` [n, 2] and `left` [n, 1] of each crop.

        `hand` [n] is 1 where there is one. Not `varied`: what the backbone is shown where the square is exactly that
        of the points.
        """
        n = ops.shape(crops)[0]
        pictures = ops.cast(crops, "float32")
        if not varied:
            still = ops.zeros((n,), "float32")
            shown = self._square(pictures, points, turn, still, still + 1 / CONTEXT, ops.zeros((n, 2), "float32"))
            return {"picture": shown[0], "points": shown[1], "turn": shown[2], "left": left}
        mirrored = self._share(n, 0.5)
        pictures = ops.where(_wide(mirrored, 4) > 0, ops.flip(pictures, 2), pictures)
        flipped = ops.concatenate([1 - points[..., :1], points[..., 1:]], -1)
        points = ops.where(_wide(mirrored, 3) > 0, flipped, points)
        turn = ops.where(_wide(mirrored, 2) > 0, turn * ops.array([-1.0, 1.0]), turn)
        left = ops.where(_wide(mirrored, 2) > 0, 1 - left, left)
        pictures, points, turn = self._look(pictures, points, turn, n)
        pictures = self._paste(pictures, points, hand, n)
        pictures = self._soften(pictures, n)
        pictures = self._light(pictures, n)
        pictures = self._cut(pictures, n)
        return {"picture": ops.clip(ops.round(pictures), 0, 255), "points": points, "turn": turn, "left": left}

    def _share(self, n: Any, share: float) -> Any:
        return ops.cast(random.uniform((n,), seed=self.seed) < share, "float32")

    def _normal(self, shape: tuple[Any, ...], sigma: float) -> Any:
        return random.normal(shape, stddev=sigma, seed=self.seed)

    def _uniform(self, shape: tuple[Any, ...], low: float, high: float) -> Any:
        return random.uniform(shape, low, high, seed=self.seed)

    def _look(self, pictures: Any, points: Any, turn: Any, n: Any) -> tuple[Any, Any, Any]:
        """Another square of the same hand: larger or smaller, turned, moved."""
        wild = self._share(n, WILD)
        angle = self._normal((n,), 1.0) * (TURN_SIGMA + wild * (WILD_TURN_SIGMA - TURN_SIGMA))
        scale = ops.exp(self._uniform((n,), math.log(SHRUNK), math.log(ENLARGED))) / CONTEXT
        shift = ops.clip(self._normal((n, 2), SHIFT_SIGMA), -0.15, 0.15) * scale[:, None]
        return self._square(pictures, points, turn, angle, scale, shift)

    def _square(
        self, pictures: Any, points: Any, turn: Any, angle: Any, scale: Any, shift: Any
    ) -> tuple[Any, Any, Any]:
        """What a square shows that is turned by `angle`, `scale` times as wide as the crop, and moved by `shift`."""
        stored = pictures.shape[1]
        cosine, sine = ops.cos(angle), ops.sin(angle)
        # Pixel i of the picture shows (i + ½) / side of the square; the stored crop likewise.
        step = scale * stored / self.side
        a, b = step * cosine, -step * sine
        c, d = step * sine, step * cosine
        centre = (0.5 + shift) * stored - 0.5
        half = (self.side - 1) / 2
        tx = centre[:, 0] - (a + b) * half
        ty = centre[:, 1] - (c + d) * half
        zero = ops.zeros_like(a)
        transform = ops.stack([a, b, tx, c, d, ty, zero, zero], 1)
        looked = ops.image.affine_transform(pictures, transform, interpolation="bilinear", fill_mode="constant")
        looked = looked[:, : self.side, : self.side]
        x = points[..., 0] - 0.5 - shift[:, :1]
        y = points[..., 1] - 0.5 - shift[:, 1:]
        over = scale[:, None]
        moved = ops.stack(
            [
                (cosine[:, None] * x + sine[:, None] * y) / over + 0.5,
                (-sine[:, None] * x + cosine[:, None] * y) / over + 0.5,
                points[..., 2] / over,
            ],
            -1,
        )
        right = ops.stack([-turn[:, 1], turn[:, 0]], 1)
        return looked, moved, cosine[:, None] * turn + sine[:, None] * right

    def _paste(self, pictures: Any, points: Any, hand: Any, n: Any) -> Any:
        """A hand before a crop of the batch that shows none: what lies near its bones stays."""
        grid = (ops.arange(self.side, dtype="float32") + 0.5) / self.side
        x, y = grid[None, None, :], grid[None, :, None]
        nearest = ops.full((1, self.side, self.side), 9.0)
        for start, end in BONES:
            px, py = points[:, start, 0, None, None], points[:, start, 1, None, None]
            dx, dy = points[:, end, 0, None, None] - px, points[:, end, 1, None, None] - py
            along = ops.clip(((x - px) * dx + (y - py) * dy) / (dx * dx + dy * dy + 1e-6), 0, 1)
            distance = ops.square(x - px - along * dx) + ops.square(y - py - along * dy)
            nearest = ops.minimum(nearest, distance)
        seam = self._uniform((n, 1, 1), BONE_WIDTH, 2.2 * BONE_WIDTH)
        kept = ops.sigmoid((seam - ops.sqrt(nearest)) * self.side / 2)[..., None]
        other = ops.flip(ops.roll(pictures, 1, 0), 2)
        pasted = pictures * kept + other * (1 - kept)
        taken = self._share(n, 0.5) * hand * (1 - ops.roll(hand, 1, 0))
        return ops.where(_wide(taken, 4) > 0, pasted, pictures)

    def _soften(self, pictures: Any, n: Any) -> Any:
        """Out of focus, moved while exposed, or taken from far away."""
        kind = self._uniform((n,), 0, 1)
        wide = _wide(kind, 4)
        soft = _blur(pictures, 1.0, 1.0)
        softer = _blur(pictures, 2.2, 2.2)
        across = _blur(pictures, 3.5, 0.4)
        along = _blur(pictures, 0.4, 3.5)
        coarse = ops.repeat(ops.repeat(ops.average_pool(pictures, 2, 2), 2, 1), 2, 2)
        for mask, instead in (
            (wide < 0.15, soft),
            ((wide >= 0.15) & (wide < 0.22), softer),
            ((wide >= 0.22) & (wide < 0.27), across),
            ((wide >= 0.27) & (wide < 0.32), along),
            ((wide >= 0.32) & (wide < 0.40), _blur(coarse, 0.8, 0.8)),
        ):
            pictures = ops.where(mask, instead, pictures)
        return pictures

    def _light(self, pictures: Any, n: Any) -> Any:
        """Exposure, tone curve, colour of the light and of the skin, lamps at a side or flickering, noise."""
        value = pictures / 255
        strong = _wide(self._share(n, 0.12), 3)
        mix = ops.eye(3)[None] + self._normal((n, 3, 3), 1.0) * (0.05 + 0.3 * strong)
        mix = mix / ops.maximum(ops.abs(ops.sum(mix, 2, keepdims=True)), 0.5)
        value = ops.einsum("nhwc,ndc->nhwd", value, mix)
        grey = ops.mean(value, -1, keepdims=True)
        value = ops.where(_wide(self._share(n, 0.12), 4) > 0, ops.repeat(grey, 3, -1), value)
        contrast = ops.exp(self._normal((n, 1, 1, 1), 0.15))
        mean = ops.mean(value, (1, 2, 3), keepdims=True)
        value = (value - mean) * contrast + mean
        gamma = ops.exp(self._normal((n, 1, 1, 1), 0.3))
        value = ops.power(ops.clip(value, 1e-4, 1), gamma)
        gain = ops.exp(self._normal((n, 1, 1, 3), 0.08) + self._normal((n, 1, 1, 1), 0.2))
        dark = self._share(n, 0.1)
        gain = gain * _wide(1 - dark * self._uniform((n,), 0.6, 0.92), 4)
        grid = ops.arange(self.side, dtype="float32") / self.side - 0.5
        tilt = self._normal((n, 2), 1.0) * self._share(n, 0.3)[:, None] * 0.5
        ramp = tilt[:, 0, None, None] * grid[None, None, :] + tilt[:, 1, None, None] * grid[None, :, None]
        waves = 2 * 3.14159 * (self._uniform((n, 1), 0.5, 4) * grid[None, :] + self._uniform((n, 1), 0, 1))
        bands = self._share(n, 0.1)[:, None] * self._uniform((n, 1), 0, 0.15) * ops.sin(waves)
        value = value * gain * ops.clip(1 + ramp + bands[:, :, None], 0.2, 2)[..., None]
        sigma = ops.abs(self._normal((n, 1, 1, 1), 0.02)) + _wide(dark + self._share(n, 0.05), 4) * 0.03
        return 255 * (value + sigma * self._normal(ops.shape(value), 1.0))

    def _cut(self, pictures: Any, n: Any) -> Any:
        """The edge of the camera's picture, beyond which everything is black, or something in front of the hand."""
        grid = (ops.arange(self.side, dtype="float32") + 0.5) / self.side
        depth = self._uniform((n,), 0, 0.25) * self._share(n, 0.15)
        edge = ops.floor(self._uniform((n,), 0, 4))
        lows = [_wide(ops.where(edge == i, depth, 0.0), 2) for i in range(4)]
        across = (grid[None] >= lows[0]) & (grid[None] < 1 - lows[1])
        down = (grid[None] >= lows[2]) & (grid[None] < 1 - lows[3])
        shown = ops.cast(across[:, None, :] & down[:, :, None], "float32")[..., None]
        size = self._uniform((n, 2), 0.08, 0.25) * self._share(n, 0.1)[:, None]
        at = self._uniform((n, 2), 0, 1)
        before = (ops.abs(grid[None, None, :] - at[:, :1, None]) < size[:, :1, None] / 2) & (
            ops.abs(grid[None, :, None] - at[:, 1:, None]) < size[:, 1:, None] / 2
        )
        colour = self._uniform((n, 1, 1, 3), 0, 255)
        return ops.where(before[..., None], colour, pictures) * shown


def _wide(values: Any, rank: int) -> Any:
    """One value for each picture, in as many dimensions."""
    return ops.reshape(values, (-1,) + (1,) * (rank - 1))


def _blur(pictures: Any, across: float, down: float) -> Any:
    """Gaussian, with a standard deviation in pixels for each direction."""
    for sigma, shape in ((across, (1, -1, 1, 1)), (down, (-1, 1, 1, 1))):
        reach = max(round(2.5 * sigma), 1)
        offsets = ops.arange(-reach, reach + 1, dtype="float32")
        weights = ops.exp(-ops.square(offsets) / (2 * sigma**2))
        kernel = ops.reshape(weights / ops.sum(weights), shape)
        kernel = ops.tile(kernel, (1, 1, 3, 1))
        pictures = ops.depthwise_conv(pictures, kernel, padding="same")
    return pictures
