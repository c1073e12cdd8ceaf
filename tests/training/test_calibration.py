"""Calibration: the temperature that is in the data is found, and folding it changes probabilities, not labels."""

import keras
import numpy as np
import pytest

from training.calibration import find_temperature, fold_temperature
from training.labels import LABELS
from training.metrics import expected_calibration_error
from training.model import build_network


def soft_max(
    logits: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]",
) -> "np.ndarray[tuple[int, ...], np.dtype[np.float32]]":
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), np.float32)


@pytest.mark.parametrize("factor", [0.5, 2.5])
def test_finds_the_temperature_and_lowers_the_calibration_error(factor: float) -> None:
    random = np.random.default_rng(1)
    honest = random.normal(0, 2, (8000, len(LABELS)))
    drawn = np.array([random.choice(len(LABELS), p=row / row.sum()) for row in soft_max(honest).astype(np.float64)])
    said = soft_max(honest * factor)
    temperature = find_temperature(drawn, said)
    assert temperature == pytest.approx(factor, rel=0.06)
    assert expected_calibration_error(drawn, said) > 0.05
    assert expected_calibration_error(drawn, soft_max(honest * factor / temperature)) < 0.02


def test_folding_divides_the_sums_and_keeps_the_labels() -> None:
    keras.utils.set_random_seed(1)
    network = build_network(64, (4, 4, 4, 4), normalised=False)
    pictures = np.random.default_rng(1).integers(0, 256, (16, 64, 64, 1)).astype(np.float32)
    before = network.predict(pictures, verbose=0)
    after = fold_temperature(network, 0.5).predict(pictures, verbose=0)
    assert np.array_equal(before.argmax(axis=1), after.argmax(axis=1))
    assert np.allclose(after, soft_max(np.log(before.astype(np.float64)) / 0.5), atol=1e-5)
    assert after.max() > before.max()
