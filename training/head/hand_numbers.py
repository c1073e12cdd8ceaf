"""Hand numbers: what is kept of a hand that was seen, as samples, snapshots and golden cases of heads hold it.

One row is presence, left, 21 × (x, y, z) in shares of the upright square, the vector that is up in it, the embedding.
web/src/collect/points.ts writes the same bytes.
"""

from typing import Final

import numpy as np

from training.backbone.network import POINTS
from training.head.features import Floats, Views, features

_LEFT, _POINTS, _TURN = 1, 2, 2 + 3 * POINTS
BEFORE_EMBEDDING: Final = _TURN + 2


def hand_numbers(views: Views) -> Floats:
    """[n, 67 + E] of views; a hand that is there has a presence of 1."""
    columns = (views.hand[:, None], views.left[:, None], views.points.reshape(-1, 3 * POINTS), views.turn)
    return np.concatenate([*columns, views.embedding], 1).astype(np.float32)


def features_of(hands: Floats) -> Floats:
    """What the head is shown of hand numbers [n, 67 + E]."""
    return features(hands[:, BEFORE_EMBEDDING:], turn_of(hands), hands[:, _LEFT], points_of(hands))


def points_of(hands: Floats) -> Floats:
    """[n, 21, 3] in shares of the square."""
    return hands[:, _POINTS:_TURN].reshape(-1, POINTS, 3)


def turn_of(hands: Floats) -> Floats:
    """[n, 2], the vector that is up in the square, as the frame has it."""
    return hands[:, _TURN:BEFORE_EMBEDDING]


def presence_of(hands: Floats) -> Floats:
    """[n], 0 where no hand was seen."""
    return hands[:, 0]
