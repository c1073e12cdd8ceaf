"""A network that the page loads (a TensorFlow.js graph model), run with numpy."""

import json
import math
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from backend.gestures.errors import ModelError
from backend.gestures.layers import MAKERS, Array, Step

INPUT: Final = "picture"
OUTPUT: Final = "Identity"
_GIVEN: Final = ("Const", "Placeholder")


class _Node(NamedTuple):
    name: str
    inputs: tuple[str, ...]
    run: Step
    over: tuple[str, ...]  # what no later node needs


class Graph:
    """A network of the operations in backend/gestures/layers.py."""

    def __init__(self, document: bytes, read: Callable[[str], bytes]) -> None:
        """`document` is the graph's file; `read` gives the bytes of a file that it names. Raises ModelError."""
        try:
            described = json.loads(document)
            self._weights = _weights(described["weightsManifest"], read)
            self._nodes = _in_order({one["name"]: one for one in described["modelTopology"]["node"]})
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise ModelError(f"A network of the model cannot be read here ({error}): publish it again.") from error

    def run(self, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
        """What the network gives for pictures [n, side, side, 3] of 0 … 255."""
        values: dict[str, Array] = {**self._weights, INPUT: pictures.astype(np.float32)}
        for node in self._nodes:
            values[node.name] = node.run(*(values[one] for one in node.inputs))
            for one in node.over:
                del values[one]
        return values[OUTPUT]


def _weights(groups: Any, read: Callable[[str], bytes]) -> dict[str, Array]:
    """All constants by name: float16 numbers become float32."""
    weights: dict[str, Array] = {}
    for group in groups:
        data, at = b"".join(read(path) for path in group["paths"]), 0
        for one in group["weights"]:
            stored = np.dtype(one.get("quantization", one)["dtype"]).newbyteorder("<")
            count = math.prod(one["shape"])
            numbers = np.frombuffer(data, stored, count, at).astype(one["dtype"])
            weights[one["name"]] = numbers.reshape(one["shape"])
            at += count * stored.itemsize
        if at != len(data):
            raise ValueError("its weights have another length")
    return weights


def _in_order(nodes: Mapping[str, Any]) -> list[_Node]:
    """The nodes that the output needs, each behind those that it needs."""
    order: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in order or nodes[name]["op"] in _GIVEN:
            return
        inputs = tuple(one.partition(":")[0] for one in nodes[name].get("input", ()))
        for one in inputs:
            visit(one)
        order[name] = inputs

    visit(OUTPUT)
    last = {one: name for name, inputs in order.items() for one in inputs}
    over: dict[str, list[str]] = {name: [] for name in order}
    for one, name in last.items():
        if one in order:
            over[name].append(one)
    return [
        _Node(name, inputs, _maker(nodes[name]), tuple(over[name])) for name, inputs in order.items()
    ]  # fmt: skip


def _maker(node: Mapping[str, Any]) -> Step:
    make = MAKERS.get(node["op"])
    if make is None:
        raise ValueError(f"it has an operation that is not known here: {node['op']}")
    return make(node.get("attr", {}))
