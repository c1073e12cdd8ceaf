"""What the head is fitted on: what the backbone says of crops of hands, each seen in several ways."""

import sys
from dataclasses import dataclass, fields
from typing import Any, Final, Self

import keras
import numpy as np
import numpy.typing as npt
from keras import ops
from tqdm import tqdm

from training.backbone.anatomy import BASES, TIPS
from training.backbone.augment import Augment
from training.backbone.crops import EITHER_PALM, NO_LABEL, Crops
from training.backbone.network import POINTS, Backbone
from training.labels import HAND_LABELS

NAMES: Final = ("embedding", "turn", "side", "fingers")  # in head.json
BATCH: Final = 100
NONE: Final = HAND_LABELS.index("none")
PALMS: Final = (HAND_LABELS.index("open_palm"), HAND_LABELS.index("closed_palm"))

Floats = npt.NDArray[np.float32]


@dataclass
class Views:
    """What the backbone says of crops; one row for each crop and each way of showing it."""

    embedding: Floats  # [n, E]
    turn: Floats  # [n, 2], the square's up in the frame
    left: Floats  # [n], probability that it is the person's left hand
    points: Floats  # [n, 21, 3] in shares of the square
    allowed: Floats  # [n, labels], 1 where that label would be right
    pose: npt.NDArray[np.str_]  # [n], empty where it has no name
    source: npt.NDArray[np.str_]  # [n]
    hand: Floats  # [n], 1 where there is one
    exact: npt.NDArray[np.bool_]  # [n], shown as it is

    def rows(self, chosen: npt.NDArray[Any]) -> Self:
        """Those rows only."""
        return type(self)(**{one.name: getattr(self, one.name)[chosen] for one in fields(self)})

    def and_those(self, others: Self) -> Self:
        """Both, one after the other."""
        names = [one.name for one in fields(self)]
        return type(self)(**{name: np.concatenate([getattr(self, name), getattr(others, name)]) for name in names})

    def features(self) -> Floats:
        """[n, E + 13], in the order of NAMES."""
        return features(self.embedding, self.turn, self.left, self.points)


def features(embedding: Floats, turn: Floats, left: Floats, points: Floats) -> Floats:
    """What the head is shown of hands; web/src/worker/hand/head.ts says the same in TypeScript.

    `fingers` are the steps from the base of each finger to its tip, in shares of the square, turned as the frame is:
    a thumb that points down is another gesture than one that points up.
    """
    steps = points[:, TIPS, :2] - points[:, BASES, :2]
    up, right = turn[:, None, :], np.stack([-turn[:, 1], turn[:, 0]], 1)[:, None, :]
    fingers = steps[:, :, :1] * right - steps[:, :, 1:] * up
    parts = [embedding, turn, left[:, None], fingers.reshape(len(turn), 2 * len(TIPS))]
    return np.concatenate(parts, 1).astype(np.float32)


def look(backbone: Backbone, crops: Crops, views: int, seed: int, said: str) -> Views:
    """Views of crops that have a label, and of those without a hand as `none`: as they are, then varied.

    `views` is how often each crop is seen; the first time exactly as it is.
    """
    crops = crops.rows(np.flatnonzero((crops.label != NO_LABEL) | (crops.hand == 0)))
    count, rows = len(crops.hand), []
    plain, varied = Viewer(backbone, seed, varied=False), Viewer(backbone, seed, varied=True)
    for view in tqdm(range(views), said, file=sys.stderr, unit="view"):
        for start in range(0, count, BATCH):
            part = np.resize(np.arange(start, min(start + BATCH, count)), BATCH)
            batch = {
                "pixels": crops.pixels[part],
                "points": crops.points[part],
                "turn": crops.turn[part],
                "left": crops.left[part, None],
                "hand": crops.hand[part],
            }
            found = (varied if view else plain).predict_on_batch(batch)
            rows.append(np.asarray(found)[: min(BATCH, count - start)])
    values = np.concatenate(rows).astype(np.float32)
    embedding, turn, left, points = np.split(values, np.cumsum([backbone.embedding, 2, 1]), axis=1)
    names = np.append(crops.poses, "")
    return Views(
        embedding,
        turn,
        left[:, 0],
        points.reshape(-1, POINTS, 3),
        np.tile(_allowed(crops), (views, 1)),
        np.tile(names[crops.pose], views),  # what has no pose takes the last one
        np.tile(crops.source, views),
        np.tile(crops.hand, views),
        np.arange(count * views) < count,
    )


class Viewer(keras.Model):  # type: ignore[misc]  # Keras has no types
    """The backbone, shown crops as they are or varied."""

    def __init__(self, backbone: Backbone, seed: int, *, varied: bool) -> None:
        """`seed` decides how crops are varied."""
        super().__init__(trainable=False)
        self.network, self.augment, self.varied = backbone.network, Augment(backbone.side, seed), varied

    def call(self, crops: dict[str, Any]) -> Any:
        """[n, E + 66]: embedding, turn, left, points."""
        keys = ("pixels", "points", "turn", "left", "hand")
        shown = self.augment(*(crops[key] for key in keys), varied=self.varied)
        found = self.network(shown["picture"])
        return ops.concatenate([found["embedding"], shown["turn"], ops.sigmoid(found["left"]), found["points"]], -1)


def _allowed(crops: Crops) -> Floats:
    allowed = np.zeros((len(crops.label), len(HAND_LABELS)), np.float32)
    known = crops.label >= 0
    allowed[np.flatnonzero(known), crops.label[known]] = 1
    allowed[np.ix_(crops.label == EITHER_PALM, PALMS)] = 1
    allowed[crops.hand == 0, NONE] = 1
    return allowed
