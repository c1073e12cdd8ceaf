"""Made-up views of hands: what a backbone could have said of them."""

from collections.abc import Sequence

import numpy as np

from training.head.features import Views
from training.labels import HAND_LABELS

EMBEDDING = 8


def views_of(
    labels: Sequence[str],
    *,
    sources: Sequence[str] = ("ann",),
    poses: Sequence[str] | None = None,
    exact: bool = True,
    hand: bool = True,
    noise: float = 0.3,
    seed: int = 1,
) -> Views:
    """One row for each label; the embedding is `noise` around a place of the label's own, `sources` take turns."""
    random, count = np.random.default_rng(seed), len(labels)
    number = np.array([HAND_LABELS.index(label) for label in labels])
    angle = random.normal(0, 0.2, count)
    return Views(
        embedding=(np.eye(EMBEDDING)[number] + random.normal(0, noise, (count, EMBEDDING))).astype(np.float32),
        turn=np.stack([np.sin(angle), -np.cos(angle)], 1).astype(np.float32),
        left=random.uniform(0, 1, count).astype(np.float32),
        points=random.uniform(0, 1, (count, 21, 3)).astype(np.float32),
        allowed=np.eye(len(HAND_LABELS), dtype=np.float32)[number],
        pose=np.array(poses if poses is not None else ["" if one == "none" else one for one in labels]),
        source=np.array([sources[i % len(sources)] for i in range(count)]),
        hand=np.full(count, hand, np.float32),
        exact=np.full(count, exact),
    )
