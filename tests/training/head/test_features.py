"""What the head is shown of hands, and what is taken from crops for it."""

import dataclasses

import numpy as np
import pytest

from training.backbone.crops import EITHER_PALM, NO_LABEL, Crops, rendered
from training.backbone.network import Backbone
from training.head.features import NAMES, NONE, PALMS, Views, features, look
from training.labels import HAND_LABELS

pytestmark = pytest.mark.slow


def test_the_head_is_shown_the_numbers_that_the_page_shows_it() -> None:
    """The numbers of web/src/worker/hand/head.test.ts."""
    points = 0.5 + np.arange(63, dtype=np.float32).reshape(1, 21, 3)
    embedding, turn = np.array([[1, 2, 3, 4]], np.float32), np.array([[0.6, -0.8]], np.float32)
    (row,) = features(embedding, turn, np.array([0.25], np.float32), points)
    assert NAMES == ("embedding", "turn", "side", "fingers")
    assert row[:7] == pytest.approx([1, 2, 3, 4, 0.6, -0.8, 0.25])
    # From 2 to 4 it is 6 to the right and 6 down in the square, whose right is (.8, .6) and whose up is (.6, -.8);
    # from the base of each finger to its tip it is 9.
    assert row[7:] == pytest.approx([1.2, 8.4, *[1.8, 12.6] * 4], abs=1e-5)
    assert row.dtype == np.float32


@pytest.fixture(scope="module")
def backbone() -> Backbone:
    return Backbone(32, 4)


@pytest.fixture(scope="module")
def crops() -> Crops:
    """Hands: a fist, an okay, either palm, two without a label; then a wall."""
    found = rendered(1, 6, ["fist", "okay"], processes=1)
    okay = HAND_LABELS.index("okay")
    label = np.array([2, okay, EITHER_PALM, NO_LABEL, NO_LABEL, NO_LABEL], np.int32)
    return dataclasses.replace(
        found,
        label=label,
        pose=np.array([0, 1, NO_LABEL, 0, NO_LABEL, NO_LABEL], np.int32),
        hand=np.array([1, 1, 1, 1, 1, 0], np.float32),
        source=np.array(["ann", "bob", "cat", "dan", "eve", "fay"]),
    )


@pytest.fixture(scope="module")
def views(backbone: Backbone, crops: Crops) -> Views:
    return look(backbone, crops, 3, 1, "Looking")


def test_crops_with_a_label_and_those_without_a_hand_are_seen_so_often(views: Views) -> None:
    assert views.source.tolist() == ["ann", "bob", "cat", "fay"] * 3
    assert views.pose.tolist() == ["fist", "okay", "", ""] * 3
    assert views.hand.tolist() == [1, 1, 1, 0] * 3
    assert views.exact.tolist() == [True] * 4 + [False] * 8
    rows = [[2], [HAND_LABELS.index("okay")], list(PALMS), [NONE]] * 3
    assert [np.flatnonzero(one).tolist() for one in views.allowed] == rows
    assert views.features().shape == (12, 4 + 13)


def test_the_first_view_is_the_crop_as_it_is_and_the_others_are_not(
    views: Views, backbone: Backbone, crops: Crops
) -> None:
    chosen = [0, 1, 2, 5]
    assert views.turn[:4] == pytest.approx(crops.turn[chosen])
    # Side 32 of the middle two thirds of 192 pixels: one pixel in four, between two of them.
    inner = crops.pixels[chosen, 32:160, 32:160].astype(np.float32)
    small = (inner[:, 1::4, 1::4] + inner[:, 2::4, 1::4] + inner[:, 1::4, 2::4] + inner[:, 2::4, 2::4]) / 4
    said = np.asarray(backbone.exported().predict_on_batch(small))
    assert views.left[:4] == pytest.approx(said[:, 1], abs=1e-3)
    assert views.points[:4].reshape(4, 63) == pytest.approx(said[:, 2:65], abs=1e-3)
    assert views.embedding[:4] == pytest.approx(said[:, 65:], abs=1e-2)
    for later in (slice(4, 8), slice(8, 12)):
        assert (np.abs(views.embedding[later] - views.embedding[:4]).max(1) > 1e-3).all()
    assert (np.abs(views.turn[8:] - views.turn[4:8]).max(1) > 1e-3).all()


def test_views_are_joined_and_chosen_from(views: Views) -> None:
    both = views.and_those(views.rows(np.array([1, 3])))
    assert both.source.tolist() == [*views.source.tolist(), "bob", "fay"]
    assert (both.features()[-2:] == views.features()[[1, 3]]).all()
