"""Fitting on one machine: the same seed gives the same weights, an interrupted run goes on to them, and NaN stops."""

import dataclasses
from pathlib import Path

import keras
import numpy as np
import pytest

from training.config import TINY, TrainingConfig
from training.data.prepare import Prepared, prepare
from training.data.sources import Selection
from training.errors import DataError, DivergedError
from training.fit import digest_weights, fit
from training.runs import Run, start_run

pytestmark = pytest.mark.slow

CONFIG = dataclasses.replace(TINY, count=192, validation_count=48, epochs=3)


@pytest.fixture(scope="module")
def data() -> Prepared:
    return prepare(CONFIG, Selection())


def fitted(data: Prepared, run: Run | None = None, config: TrainingConfig = CONFIG) -> str:
    keras.utils.set_random_seed(config.seed)
    return digest_weights(fit(config, data, run))


def test_one_seed_gives_the_same_weights_with_and_without_an_interruption(data: Prepared, tmp_path: Path) -> None:
    whole = start_run(tmp_path, CONFIG, Selection())
    weights = fitted(data, whole)
    assert fitted(data) == weights
    assert fitted(data, config=dataclasses.replace(CONFIG, seed=2)) != weights

    class InterruptedRun(Run):
        def save_epoch(self, network: keras.Model, epochs: int, figures: dict[str, float]) -> None:
            super().save_epoch(network, epochs, figures)
            if epochs == 2:
                raise KeyboardInterrupt

    halved = start_run(tmp_path, CONFIG, Selection())
    with pytest.raises(KeyboardInterrupt):
        fitted(data, InterruptedRun(halved.folder, CONFIG, Selection()))
    assert [row["epoch"] for row in halved.log()] == [1, 2]
    assert fitted(data, halved) == weights
    for row, other in zip(halved.log(), whole.log(), strict=True):
        assert {name: row[name] for name in row if name != "seconds"} == {
            name: other[name] for name in other if name != "seconds"
        }
    assert fitted(data, halved) == weights  # a finished run trains no more


def test_the_loss_falls_and_each_epoch_is_kept(data: Prepared, tmp_path: Path) -> None:
    config = dataclasses.replace(CONFIG, epochs=8)
    run = start_run(tmp_path, config, Selection())
    fitted(data, run, config)
    rows = run.log()
    assert rows[-1]["loss"] < 0.8 * rows[0]["loss"]
    assert all(0 <= row["accuracy"] <= 1 and 0 <= row["val_accuracy"] <= 1 for row in rows)
    assert {path.name for path in run.folder.iterdir()} == {"config.json", "log.csv", "curves.png", "epoch-8.keras"}


def test_what_is_returned_is_what_was_validated(data: Prepared, tmp_path: Path) -> None:
    run = start_run(tmp_path, CONFIG, Selection())
    network = fit(CONFIG, data, run)
    said = network.predict(data.validation.pictures.astype(np.float32), verbose=0).argmax(axis=1)
    assert run.log()[-1]["val_accuracy"] == pytest.approx((said == data.validation.labels).mean())


def test_a_loss_that_is_no_number_stops(data: Prepared) -> None:
    with pytest.raises(DivergedError, match="--learning-rate"):
        fitted(data, config=dataclasses.replace(CONFIG, learning_rate=1e30))


def test_less_than_one_batch_says_what_to_do(data: Prepared) -> None:
    with pytest.raises(DataError, match="--count 1000"):
        fitted(data, config=dataclasses.replace(CONFIG, batch=1000))
