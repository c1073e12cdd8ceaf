"""Real silhouettes: balanced draws, and small movements that keep the hand."""

from collections import Counter

import numpy as np

from training.data.augment import REPEATS, draw_balanced, fit, move
from training.data.datasets import Example
from training.labels import LABELS

MASK = np.zeros((4, 4), np.uint8)
SHARES = np.full(len(LABELS), 1 / len(LABELS))


def test_a_large_source_does_not_dominate_a_small_one() -> None:
    examples = [Example(MASK, label, "large") for label in LABELS for _ in range(500)]
    examples += [Example(MASK, label, "small") for label in LABELS for _ in range(20)]
    drawn = draw_balanced(examples, 1200, SHARES, np.random.default_rng(1))
    assert Counter(examples[index].source for index in drawn) == {"large": 600, "small": 600}
    assert set(Counter(examples[index].label for index in drawn).values()) == {200}


def test_no_picture_is_repeated_too_often_and_each_is_seen_before_any_is_repeated() -> None:
    examples = [Example(MASK, "fist", "one") for _ in range(3)]
    drawn = Counter(draw_balanced(examples, 10_000, SHARES, np.random.default_rng(1)).tolist())
    assert drawn == {0: REPEATS, 1: REPEATS, 2: REPEATS}
    many = [Example(MASK, "fist", "one") for _ in range(100)]
    assert max(Counter(draw_balanced(many, 600, SHARES, np.random.default_rng(1)).tolist()).values()) == 1


def test_a_wide_silhouette_keeps_its_proportions() -> None:
    wide = np.zeros((60, 120), np.uint8)
    wide[10:50, 40:80] = 255
    square = fit(wide, 60)
    assert square.shape == (60, 60)
    rows, columns = np.flatnonzero(square.any(axis=1)), np.flatnonzero(square.any(axis=0))
    assert abs(len(rows) - 20) <= 1
    assert abs(len(columns) - 20) <= 1


def test_moved_inputs_differ_and_keep_the_hand() -> None:
    mask = np.zeros((64, 64), np.uint8)
    mask[20:50, 25:45] = 255
    random = np.random.default_rng(2)
    moved = [move(mask, random) for _ in range(50)]
    assert len({picture.tobytes() for picture in moved}) == 50
    sizes = np.array([np.count_nonzero(picture > 127) for picture in moved]) / np.count_nonzero(mask)
    assert 0.5 < sizes.min() < 0.9
    assert 1.1 < sizes.max() < 1.6
    centres = np.array([np.argwhere(picture > 127).mean(axis=0) for picture in moved])
    assert np.abs(centres.mean(axis=0) - (34.5, 34.5)).max() < 2.5, "moved about the middle, not to one side"
    assert np.array_equal(move(mask, np.random.default_rng(3)), move(mask, np.random.default_rng(3)))
