"""Carries base embeddings over to a new backbone where their pictures are not at hand.

A backbone that was trained a little further says nearly what it said before. How its embedding moved is fitted as a
linear map, on hands that both have seen.
"""

from dataclasses import replace
from typing import Final

import numpy as np

from training.backbone.crops import RENDERED
from training.head.base import Base
from training.head.features import Floats, Views

RIDGE: Final = 1e-3  # of the mean square of what is mapped: with few hands the embedding stays where it was


def without_pictures(base: Base, given: set[str]) -> Base:
    """The base hands of people whose pictures are not among those of the sources `given`."""
    rows = ~np.isin(base.views.source, [RENDERED, *sorted(given)])
    return Base(base.views.rows(rows), base.validation[rows], base.backbone)


def carried_over(views: Views, before: Floats, after: Floats) -> Views:
    """Views by the new backbone, of `before` and `after` [n, E]: both backbones' embeddings of the same n hands."""
    known = np.concatenate([before, np.ones((len(before), 1), np.float32)], 1).astype(np.float64)
    damping = RIDGE * float((known**2).mean()) * len(known)
    moved = np.linalg.solve(known.T @ known + damping * np.eye(known.shape[1]), known.T @ (after - before))
    embedding = views.embedding + np.concatenate([views.embedding, np.ones((len(views.hand), 1))], 1) @ moved
    return replace(views, embedding=embedding.astype(np.float32))
