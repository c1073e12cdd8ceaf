"""Interpolates the champion's and a tuned network's weights, so that little is forgotten and most is learned.

Between a network and one tuned from it, averages of their weights keep far more of what was known than they lose of
what was learned. Source: Wortsman et al., Robust Fine-Tuning of Zero-Shot Models, 2022; measured in
docs/decisions/0018-learning-loop.md.
"""

import keras
import numpy as np

from training.labels import LABELS
from training.metrics import Indices, metrics_per_label
from training.model import predict
from training.synthetic.silhouettes import Silhouettes

SHARES = (1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3)  # of the tuned network, the most first
LARGEST_LOSS = 0.015  # of any label's recall on base validation; the gate allows 0.02


def interpolate(champion: keras.Model, tuned: keras.Model, validation: Silhouettes) -> float:
    """Mixes as much of `tuned` (in place) as `validation` allows; the share. The least one where none is allowed."""
    before, after = champion.get_weights(), tuned.get_weights()
    known = _recalls(champion, validation)
    for share in SHARES:
        tuned.set_weights([(1 - share) * old + share * new for old, new in zip(before, after, strict=True)])
        if (_recalls(tuned, validation) >= known - LARGEST_LOSS).all():
            break
    return share


def _recalls(network: keras.Model, validation: Silhouettes) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
    said: Indices = predict(network, validation.pictures).argmax(axis=1).astype(np.int64)
    per_label = metrics_per_label(validation.labels, said)
    return np.array([per_label[label]["recall"] for label in LABELS])
