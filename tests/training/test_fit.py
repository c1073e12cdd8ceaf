"""Fitting: the same seed gives the same weights, and an interrupted run goes on to them."""

import csv
import dataclasses
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training import fit as fitting
from training.config import TINY, TrainingConfig
from training.data.prepare import Prepared, prepare
from training.data.sources import Selection
from training.errors import DataError
from training.fit import EpochDraws, StopOnNaN, fit
from training.model import predict

pytestmark = pytest.mark.slow

CONFIG = dataclasses.replace(TINY, count=192, validation_count=48, epochs=3)


@pytest.fixture(scope="module")
def data() -> Prepared:
    return prepare(CONFIG, Selection())


def fitted(data: Prepared, folder: Path | None = None, config: TrainingConfig = CONFIG) -> list[Any]:
    return [weights.tolist() for weights in fit(config, data, folder).get_weights()]


def log(folder: Path) -> list[dict[str, str]]:
    with (folder / fitting.LOG).open(newline="") as lines:
        return list(csv.DictReader(lines))


@pytest.fixture(scope="module")
def whole(data: Prepared, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Any]]:
    """The folder and the weights of a run that nothing has interrupted."""
    folder = tmp_path_factory.mktemp("whole")
    return folder, fitted(data, folder)


def test_one_seed_gives_the_same_weights_with_and_without_an_interruption(
    data: Prepared, whole: tuple[Path, list[Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, weights = whole
    assert fitted(data, config=dataclasses.replace(CONFIG, seed=2)) != weights

    begun: list[int] = []
    note = EpochDraws.on_epoch_begin

    def begin(callback: EpochDraws, epoch: int, logs: dict[str, Any] | None = None) -> None:
        begun.append(epoch)
        note(callback, epoch, logs)

    def interrupt(_: StopOnNaN, batch: int, logs: dict[str, Any] | None = None) -> None:
        if begun[-1] == 2 and batch == 1:
            raise KeyboardInterrupt

    monkeypatch.setattr(EpochDraws, "on_epoch_begin", begin)
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(StopOnNaN, "on_train_batch_end", interrupt)
        fitted(data, tmp_path)
    assert len(log(tmp_path)) == 2
    assert fitted(data, tmp_path) == weights
    assert begun == [0, 1, 2, 2]
    assert log(tmp_path) == log(folder)
    assert fitted(data, tmp_path) == weights  # a finished run trains no more
    assert begun == [0, 1, 2, 2]


def test_the_loss_falls_and_what_is_returned_is_what_was_validated(data: Prepared, tmp_path: Path) -> None:
    network = fit(dataclasses.replace(CONFIG, epochs=8), data, tmp_path)
    rows = [{name: float(value) for name, value in row.items()} for row in log(tmp_path)]
    assert [row["epoch"] for row in rows] == list(range(8))
    assert rows[-1]["loss"] < 0.8 * rows[0]["loss"]
    assert all(0 <= row["accuracy"] <= 1 for row in rows)
    said = predict(network, data.validation.pictures).argmax(axis=1)
    assert rows[-1]["val_accuracy"] == pytest.approx(float(np.mean(said == data.validation.labels)), abs=1e-6)


def test_a_checkpoint_that_was_cut_off_is_replaced_by_the_one_before(
    data: Prepared, whole: tuple[Path, list[Any]], tmp_path: Path
) -> None:
    folder, weights = whole
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    newest = tmp_path / fitting.BACKUP / "latest.weights.h5"
    newest.write_bytes(newest.read_bytes()[:1000])
    assert fitted(data, tmp_path) == weights


def test_less_than_one_batch_says_what_to_do(data: Prepared) -> None:
    with pytest.raises(DataError, match="--count 1000"):
        fitted(data, config=dataclasses.replace(CONFIG, batch=1000))
