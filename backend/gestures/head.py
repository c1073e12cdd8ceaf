"""The gesture head: the labels' probabilities for what the backbone says of hands (web/src/worker/hand/head.ts)."""

import base64
import json
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from backend.gestures.errors import ModelError

Floats = npt.NDArray[np.float32]

_TIPS: Final = (4, 8, 12, 16, 20)  # points of the thumb, then of each finger
_BASES: Final = (2, 5, 9, 13, 17)


class Head:
    """The layers of a head's file."""

    def __init__(self, document: bytes, labels: Sequence[str], backbone: str) -> None:
        """`backbone` is the SHA-256 of the weights that it must have been fitted to. Raises ModelError."""
        try:
            described = json.loads(document)
            if described["backbone"] != backbone or described["labels"] != list(labels):
                raise ValueError("it belongs to another backbone, or names other labels")
            self._features = [str(one) for one in described["features"]]
            self._layers = [_layer(one) for one in described["layers"]]
            if set(self._features).difference(_FEATURES) or self._layers[-1][0] != "softmax":
                raise ValueError("it is shown something else, or does not end in probabilities")
        except (ValueError, KeyError, TypeError, IndexError) as error:
            raise ModelError(f"The head of the model cannot be used ({error}): publish it again.") from error

    def classify(self, embedding: Floats, turn: Floats, left: Floats, points: Floats) -> Floats:
        """Probabilities [n, labels] of hands.

        The embedding [n, E], the vector that is up in the square [n, 2], the probability of a left hand [n], and the
        points [n, 21, 3] in shares of the square's side.
        """
        shown = {
            "embedding": embedding,
            "turn": turn,
            "side": left[:, None],
            "points": points.reshape(len(points), -1) - np.float32(0.5),
            "fingers": _fingers(points, turn),
        }
        values = np.concatenate([shown[name] for name in self._features], 1).astype(np.float32)
        for activation, kernel, bias in self._layers:
            values = _activated(activation, values @ kernel + bias)
        return values


_FEATURES: Final = ("embedding", "turn", "side", "points", "fingers")


def _fingers(points: Floats, turn: Floats) -> Floats:
    """Steps from each finger's base to its tip, in shares of the square, turned as the frame is."""
    steps = points[:, _TIPS, :2] - points[:, _BASES, :2]
    up, right = turn[:, None, :], np.stack([-turn[:, 1], turn[:, 0]], 1)[:, None, :]
    return (steps[:, :, :1] * right - steps[:, :, 1:] * up).reshape(len(turn), -1)


def _layer(described: Any) -> tuple[str, Floats, Floats]:
    activation, units = str(described["activation"]), int(described["units"])
    if activation not in ("relu", "linear", "softmax"):
        raise ValueError(f"there is no activation {activation}")
    return activation, _floats(described["kernel"]).reshape(-1, units), _floats(described["bias"]).reshape(units)


def _floats(packed: str) -> Floats:
    return np.frombuffer(base64.b64decode(packed, validate=True), "<f4").astype(np.float32)


def _activated(activation: str, sums: Floats) -> Floats:
    if activation == "relu":
        return np.maximum(sums, 0)
    if activation == "linear":
        return sums
    powers = np.exp(sums - sums.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))
