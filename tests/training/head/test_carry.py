"""Base embeddings whose pictures are not at hand, by a backbone that was trained further."""

import dataclasses

import numpy as np

from tests.training.head.views import EMBEDDING, views_of
from training.backbone.crops import RENDERED
from training.head.base import Base
from training.head.carry import carried_over, without_pictures
from training.labels import HAND_LABELS

RANDOM = np.random.default_rng(1)
MOVED = (np.eye(EMBEDDING) + RANDOM.normal(0, 0.2, (EMBEDDING, EMBEDDING))).astype(np.float32)


def test_what_moved_by_a_linear_map_is_found_where_it_moved_to() -> None:
    seen, unseen = views_of(HAND_LABELS * 20, seed=1).embedding, views_of(HAND_LABELS * 5, seed=2)
    carried = carried_over(unseen, seen, seen @ MOVED + 0.5)
    true = unseen.embedding @ MOVED + 0.5
    assert np.abs(carried.embedding - true).max() < 0.05 < np.abs(unseen.embedding - true).mean()
    assert dataclasses.replace(carried, embedding=unseen.embedding).features().tolist() == unseen.features().tolist()


def test_with_hardly_any_hands_the_embedding_stays_about_where_it_was() -> None:
    unseen = views_of(HAND_LABELS, seed=2)
    still = carried_over(unseen, unseen.embedding[:2], unseen.embedding[:2])
    assert np.allclose(still.embedding, unseen.embedding, atol=1e-6)


def test_people_whose_pictures_are_given_and_rendered_hands_are_not_carried() -> None:
    views = views_of(["fist"] * 6, sources=("ann", "bob", RENDERED))
    left = without_pictures(Base(views, np.arange(6) < 2, "ab"), {"ann"})
    assert left.views.source.tolist() == ["bob", "bob"]
    assert left.validation.tolist() == [True, False]
