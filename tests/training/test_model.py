"""The network: folding changes nothing, and its cost is counted right."""

import keras
import numpy as np
import pytest

from training.labels import LABELS
from training.model import build_network, count_flops, fold_batch_normalisation, round_to_float16

pytestmark = pytest.mark.slow

WIDTHS = (4, 6, 8, 10)


def trained_a_little() -> keras.Model:
    """A network whose BatchNorm statistics are not the initial ones."""
    keras.utils.set_random_seed(3)
    network = build_network(64, WIDTHS)
    network.compile("sgd", "categorical_crossentropy")
    random = np.random.default_rng(1)
    pictures = random.integers(0, 256, (32, 64, 64, 1)).astype(np.float32)
    network.fit(pictures, np.eye(len(LABELS))[random.integers(0, 6, 32)], epochs=2, verbose=0)
    return network


def test_folding_gives_the_same_function_without_batch_norm() -> None:
    network = trained_a_little()
    folded = fold_batch_normalisation(network, 64, WIDTHS)
    pictures = np.random.default_rng(2).integers(0, 256, (8, 64, 64, 1)).astype(np.float32)
    before, after = network.predict(pictures, verbose=0), folded.predict(pictures, verbose=0)
    assert np.abs(before - after).max() < 1e-5
    assert not any(isinstance(layer, keras.layers.BatchNormalization) for layer in folded.layers)


def test_rounding_to_float16_leaves_float16_values() -> None:
    network = round_to_float16(build_network(64, WIDTHS, normalised=False))
    for weight in network.get_weights():
        assert np.array_equal(weight, weight.astype(np.float16).astype(np.float32))


def test_flops_are_two_for_each_multiply_add() -> None:
    network = build_network(64, WIDTHS, normalised=False)
    by_hand = 2 * (
        32 * 32 * 9 * 1 * 4
        + 32 * 32 * 9 * 4 * 6
        + 16 * 16 * 9 * 6 * 8
        + 8 * 8 * 9 * 8 * 10
        + 4 * 4 * 9 * 10 * 10
        + 10 * 6
    )
    assert count_flops(network) == by_hand
