"""The last layer learns what can be learned; sharpening changes how sure it is, and not what it says."""

from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest

from training.head.fit import Floats, HeadConfig, fit_head

pytestmark = pytest.mark.slow

CONFIG = replace(HeadConfig(), hidden=16, epochs=60, batch=32, learning_rate=1e-2, dropout=0.0)


def three_clouds() -> tuple[Floats, npt.NDArray[np.int64]]:
    """Features [300, 4] far from zero and of unlike sizes, and which cloud each row is of."""
    random = np.random.default_rng(5)
    label = np.arange(300) % 3
    centres = np.array([[0, 0, 5, 100], [4, 0, 5, 100], [0, 4, 5, 140]])
    return (centres[label] + random.normal(0, [0.5, 0.5, 0.5, 5], (300, 4))).astype(np.float32), label


def test_clouds_that_lie_apart_are_told_apart() -> None:
    features, label = three_clouds()
    head = fit_head(features, np.eye(3, dtype=np.float32)[label], np.ones(300, np.float32), CONFIG)
    probabilities = head.probabilities(features)
    assert np.mean(probabilities.argmax(1) == label) > 0.97
    np.testing.assert_allclose(probabilities.sum(1), 1, rtol=1e-5)


def test_where_either_label_would_be_right_both_together_are_likely() -> None:
    features, label = three_clouds()
    allowed = np.eye(3, dtype=np.float32)[label]
    allowed[label == 0] = [1, 1, 0]
    head = fit_head(features, allowed, np.ones(300, np.float32), CONFIG)
    assert head.probabilities(features)[label == 0, :2].sum(1).mean() > 0.9


def test_a_head_of_a_higher_temperature_says_the_same_less_surely() -> None:
    features, label = three_clouds()
    head = fit_head(features, np.eye(3, dtype=np.float32)[label], np.ones(300, np.float32), CONFIG)
    sure, unsure = head.probabilities(features), head.sharpened(3.0).probabilities(features)
    assert (sure.argmax(1) == unsure.argmax(1)).all()
    assert unsure.max(1).mean() < sure.max(1).mean()
