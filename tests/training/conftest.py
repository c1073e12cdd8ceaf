"""A small real model, trained and converted once for all tests of training."""

from pathlib import Path

import pytest

from training.config import TINY
from training.train import train_and_convert


@pytest.fixture(scope="session")
def tiny_runs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the run of `tiny_models` left its folder."""
    return tmp_path_factory.mktemp("runs")


@pytest.fixture(scope="session")
def tiny_models(tmp_path_factory: pytest.TempPathFactory, tiny_runs: Path) -> Path:
    """A registry with one tiny model, made by the whole pipeline."""
    models = tmp_path_factory.mktemp("models")
    train_and_convert(TINY, models, runs=tiny_runs)
    return models
