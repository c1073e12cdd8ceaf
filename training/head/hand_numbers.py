"""Hand numbers: what is kept of a hand that was seen, as samples, snapshots and golden cases of heads hold it.

One row is presence, left, 21 × (x, y, z) in shares of the upright square, the vector that is up in it, the embedding.
web/src/collect/points.ts writes the same bytes.
"""

from typing import Final

import numpy as np
import numpy.typing as npt

from training.backbone.network import POINTS
from training.head.features import Floats, Views, features
from training.labels import HAND_LABELS

_LEFT: Final = 1
_POINTS: Final = slice(2, 2 + 3 * POINTS)
TURN: Final = slice(_POINTS.stop, _POINTS.stop + 2)  # the vector that is up in the square, as the frame has it
BEFORE_EMBEDDING: Final = 2 + 3 * POINTS + 2


def hand_numbers(views: Views) -> Floats:
    """[n, 67 + E] of views; a hand that is there has a presence of 1."""
    columns = (views.hand[:, None], views.left[:, None], views.points.reshape(-1, 3 * POINTS), views.turn)
    return np.concatenate([*columns, views.embedding], 1).astype(np.float32)


def features_of(hands: Floats) -> Floats:
    """What the head is shown of hand numbers [n, 67 + E]."""
    return features(hands[:, BEFORE_EMBEDDING:], hands[:, TURN], hands[:, _LEFT], points_of(hands))


def points_of(hands: Floats) -> Floats:
    """[n, 21, 3] in shares of the square."""
    return hands[:, _POINTS].reshape(-1, POINTS, 3)


def presence_of(hands: Floats) -> Floats:
    """[n], 0 where no hand was seen."""
    return hands[:, 0]


def views_of(hands: Floats, labels: npt.NDArray[np.int64], sources: npt.NDArray[np.str_]) -> Views:
    """Views of labelled hand numbers [n, 67 + E], as they are; labels [n] are indices in HAND_LABELS."""
    names = np.array([*HAND_LABELS[:-1], ""])  # what `none` shows has no name
    return Views(
        hands[:, BEFORE_EMBEDDING:],
        hands[:, TURN],
        hands[:, _LEFT],
        points_of(hands),
        np.eye(len(HAND_LABELS), dtype=np.float32)[labels],
        names[labels],
        sources,
        np.ones(len(hands), np.float32),
        np.ones(len(hands), np.bool_),
    )
