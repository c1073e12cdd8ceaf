"""The operations that the networks are made of, on arrays [n, height, width, channels] of float32.

Each takes what the graph's file says of a node and gives the function of its inputs. TensorFlow says what they mean:
https://www.tensorflow.org/api_docs/python/tf/raw_ops
"""

import base64
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

Array = npt.NDArray[Any]
Attributes = Mapping[str, Any]
Step = Callable[..., Array]


def _text(value: Mapping[str, str]) -> str:
    return base64.b64decode(value["s"]).decode()


def _numbers(value: Mapping[str, Any]) -> list[int]:
    return [int(one) for one in value["list"]["i"]]


class _Window:
    """Which pixels a window of an operation sees, and how it goes over a picture."""

    def __init__(self, attributes: Attributes, outside: float = 0.0) -> None:
        _, self._down, self._right, _ = _numbers(attributes["strides"])
        self._is_same = _text(attributes["padding"]) == "SAME"
        self._outside = outside

    def over(self, pictures: Array, height: int, width: int) -> Iterator[tuple[int, int, Array]]:
        """For each place (row, column) in the window what all windows of the pictures have there."""
        rows, above, below = self._places(pictures.shape[1], height, self._down)
        columns, left, right = self._places(pictures.shape[2], width, self._right)
        if above or below or left or right:
            around = ((0, 0), (above, below), (left, right), (0, 0))
            pictures = np.pad(pictures, around, constant_values=self._outside)
        for row in range(height):
            for column in range(width):
                down = slice(row, row + (rows - 1) * self._down + 1, self._down)
                across = slice(column, column + (columns - 1) * self._right + 1, self._right)
                yield row, column, pictures[:, down, across]

    def _places(self, length: int, window: int, step: int) -> tuple[int, int, int]:
        """How many windows fit, and how many pixels are missing before and behind."""
        if not self._is_same:
            return (length - window) // step + 1, 0, 0
        places = -(-length // step)
        missing = max(0, (places - 1) * step + window - length)
        return places, missing // 2, missing - missing // 2


def _convolve(attributes: Attributes) -> Step:
    window, then = _Window(attributes), _fused(attributes)

    def run(pictures: Array, kernel: Array, *more: Array) -> Array:
        height, width, _, channels = kernel.shape
        parts = [part for _, _, part in window.over(pictures, height, width)]
        shown = parts[0] if len(parts) == 1 else np.concatenate(parts, -1)
        products = shown.reshape(-1, shown.shape[-1]) @ kernel.reshape(-1, channels)
        return then(products.reshape(*shown.shape[:3], channels), more)

    return run


def _convolve_depthwise(attributes: Attributes) -> Step:
    window, then = _Window(attributes), _fused(attributes)

    def run(pictures: Array, kernel: Array, *more: Array) -> Array:
        height, width, _, each = kernel.shape
        if each != 1:
            raise ValueError("a depthwise convolution gives one channel for each")
        total: Array | None = None
        for row, column, part in window.over(pictures, height, width):
            weights = kernel[row, column, :, 0]
            if total is None:
                total = part * weights
                product = np.empty_like(total)
            else:
                np.multiply(part, weights, out=product)
                total += product
        return then(np.asarray(total), more)

    return run


def _connect(attributes: Attributes) -> Step:
    then = _fused(attributes)
    return lambda values, kernel, *more: then(values @ kernel, more)


def _fused(attributes: Attributes) -> Callable[[Array, Sequence[Array]], Array]:
    """What is done with each result of a convolution: a bias, an activation."""
    names = [base64.b64decode(one).decode() for one in attributes.get("fused_ops", {}).get("list", {}).get("s", [])]
    unknown = set(names).difference(("BiasAdd", *_ACTIVATIONS, "Prelu"))
    if unknown:
        raise ValueError(f"there is no {', '.join(sorted(unknown))}")

    def run(values: Array, more: Sequence[Array]) -> Array:
        given = iter(more)
        for name in names:
            if name == "BiasAdd":
                values = values + next(given)
            else:
                values = _prelu(values, next(given)) if name == "Prelu" else _ACTIVATIONS[name](values)
        return values

    return run


def _prelu(values: Array, slopes: Array) -> Array:
    return np.asarray(np.maximum(values, 0) + slopes * np.minimum(values, 0))


def _sigmoid(values: Array) -> Array:
    return np.asarray(1 / (1 + np.exp(-values)))


_ACTIVATIONS: Final[Mapping[str, Callable[[Array], Array]]] = {
    "Relu": lambda values: np.maximum(values, 0),
    "Relu6": lambda values: np.clip(values, 0, 6),
    "Sigmoid": _sigmoid,
}


def _reduce(how: Callable[..., Array]) -> Callable[[Attributes], Step]:
    def make(attributes: Attributes) -> Step:
        keep = bool(attributes["keep_dims"]["b"])
        return lambda values, axes: how(values, axis=tuple(np.atleast_1d(axes).tolist()), keepdims=keep)

    return make


def _pool(how: Callable[..., Array], outside: float) -> Callable[[Attributes], Step]:
    def make(attributes: Attributes) -> Step:
        window = _Window(attributes, outside)
        _, height, width, _ = _numbers(attributes["ksize"])

        def run(pictures: Array) -> Array:
            parts = [part for _, _, part in window.over(pictures, height, width)]
            pooled: Array = how(np.stack(parts), axis=0)
            return pooled

        return run

    return make


def _enlarge(attributes: Attributes) -> Step:
    if attributes["align_corners"].get("b") or not attributes["half_pixel_centers"].get("b"):
        raise ValueError("it enlarges in another way")

    def run(pictures: Array, size: Array) -> Array:
        for axis, wanted in ((1, int(size[0])), (2, int(size[1]))):
            length = pictures.shape[axis]
            at = np.clip((np.arange(wanted) + 0.5) * length / wanted - 0.5, 0, length - 1)
            before = at.astype(np.intp)
            share = (at - before).astype(np.float32).reshape([-1 if one == axis else 1 for one in range(4)])
            behind = np.take(pictures, np.minimum(before + 1, length - 1), axis)
            pictures = np.take(pictures, before, axis) * (1 - share) + behind * share
        return pictures

    return run


def _plain(function: Step) -> Callable[[Attributes], Step]:
    return lambda _: function


def _join(*values: Array) -> Array:
    *parts, axis = values
    return np.concatenate(parts, int(axis))


MAKERS: Final[Mapping[str, Callable[[Attributes], Step]]] = {
    "_FusedConv2D": _convolve,
    "Conv2D": _convolve,
    "FusedDepthwiseConv2dNative": _convolve_depthwise,
    "DepthwiseConv2dNative": _convolve_depthwise,
    "_FusedMatMul": _connect,
    "MatMul": _connect,
    "Prelu": _plain(_prelu),
    "Sigmoid": _plain(_sigmoid),
    "AddV2": _plain(np.add),
    "Mul": _plain(np.multiply),
    "RealDiv": _plain(np.divide),
    "Maximum": _plain(np.maximum),
    "Minimum": _plain(np.minimum),
    "Mean": _reduce(np.mean),
    "Max": _reduce(np.max),
    "MaxPool": _pool(np.max, -np.inf),
    "AvgPool": _pool(np.mean, 0.0),
    "ResizeBilinear": _enlarge,
    "Pad": _plain(lambda values, around: np.pad(values, around.tolist())),
    "ConcatV2": _plain(_join),
    "Shape": _plain(lambda values: np.array(values.shape)),
    # Of a shape, one number: nothing else is sliced in these networks.
    "StridedSlice": _plain(lambda values, begin, end, step: values[int(begin.item())]),
    "Pack": _plain(lambda *values: np.stack([np.reshape(one, ()) for one in values])),
    "Reshape": _plain(lambda values, shape: values.reshape(shape.astype(np.intp).tolist())),
    "Identity": _plain(lambda values: values),
}
