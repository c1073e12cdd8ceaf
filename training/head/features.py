"""What the head is fitted on: crops of hands in, what the backbone says of them seen in several ways out."""

import sys
from dataclasses import dataclass
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt
from keras import ops
from tqdm import tqdm

from training.backbone.augment import Augment
from training.backbone.crops import EITHER_PALM, NO_LABEL, Crops
from training.backbone.network import Backbone
from training.labels import HAND_LABELS

NAMES: Final = ("embedding", "turn", "side")  # in head.json
BATCH: Final = 100
NONE: Final = HAND_LABELS.index("none")
PALMS: Final = (HAND_LABELS.index("open_palm"), HAND_LABELS.index("closed_palm"))

Floats = npt.NDArray[np.float32]


@dataclass
class Features:
    """One row for each crop and view."""

    values: Floats  # [n, E + 3]: embedding, turn, side
    presence: Floats  # [n]
    allowed: Floats  # [n, labels], 1 where the label would be right
    source: npt.NDArray[np.str_]

    def rows(self, chosen: npt.NDArray[Any]) -> "Features":
        """Those rows only."""
        return Features(self.values[chosen], self.presence[chosen], self.allowed[chosen], self.source[chosen])


def look(backbone: Backbone, crops: Crops, views: int, seed: int, said: str) -> Features:
    """Features of crops that have a label, and of those without a hand as `none`: as they are, then varied.

    `views` is how often each crop is seen; the first time exactly as it is.
    """
    chosen = np.flatnonzero((crops.label != NO_LABEL) | (crops.hand == 0))
    crops = crops.rows(chosen)
    rows = []
    for view in tqdm(range(views), said, file=sys.stderr, unit="view"):
        network = Viewer(backbone, seed, varied=view > 0) if view < 2 else network
        for start in range(0, len(chosen), BATCH):
            part = np.resize(np.arange(start, min(start + BATCH, len(chosen))), BATCH)
            batch = {
                "pixels": crops.pixels[part],
                "points": crops.points[part],
                "turn": crops.turn[part],
                "left": crops.left[part, None],
                "hand": crops.hand[part],
            }
            rows.append(np.asarray(network.predict_on_batch(batch))[: min(BATCH, len(chosen) - start)])
    values = np.concatenate(rows).astype(np.float32)
    allowed = np.tile(_allowed(crops), (views, 1))
    return Features(values[:, :-1], values[:, -1], allowed, np.tile(crops.source, views))


class Viewer(keras.Model):
    """The backbone, shown crops as they are or varied: what it says, how the crop was turned, and the presence."""

    def __init__(self, backbone: Backbone, seed: int, *, varied: bool) -> None:
        """`seed` decides how crops are varied."""
        super().__init__(trainable=False)
        self.network, self.augment, self.varied = backbone.network, Augment(backbone.side, seed), varied

    def call(self, crops: dict[str, Any]) -> Any:
        """[n, E + 4]: embedding, turn, side, presence."""
        keys = ("pixels", "points", "turn", "left", "hand")
        shown = self.augment(*(crops[key] for key in keys), varied=self.varied)
        found = self.network(shown["picture"])
        sides = [ops.sigmoid(found["left"]), ops.sigmoid(found["presence"])]
        return ops.concatenate([found["embedding"], shown["turn"], *sides], -1)


def _allowed(crops: Crops) -> Floats:
    allowed = np.zeros((len(crops.label), len(HAND_LABELS)), np.float32)
    known = crops.label >= 0
    allowed[np.flatnonzero(known), crops.label[known]] = 1
    allowed[np.ix_(crops.label == EITHER_PALM, PALMS)] = 1
    allowed[crops.hand == 0, NONE] = 1
    return allowed
