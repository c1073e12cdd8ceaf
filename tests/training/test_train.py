"""The whole pipeline at a tiny size: it repeats itself, and it publishes nothing when it fails."""

import dataclasses
import json
from pathlib import Path

import pytest

from training.config import TINY
from training.errors import DivergedError
from training.golden import TOLERANCE
from training.manifest import read_manifest
from training.publish import current_model
from training.train import train_and_convert


def test_the_same_seed_gives_the_same_model(tiny_models: Path, tmp_path: Path) -> None:
    first = current_model(tiny_models)
    train_and_convert(TINY, tmp_path)
    second = current_model(tmp_path)
    golden, again = (json.loads((folder / "golden.json").read_text()) for folder in (first, second))
    for case, other in zip(golden["cases"], again["cases"], strict=True):
        assert case["background"] == other["background"]
        for frame, same in zip(case["frames"], other["frames"], strict=True):
            assert frame["silhouette"] == same["silhouette"]
            assert frame["probabilities"] == pytest.approx(same["probabilities"], abs=TOLERANCE)
    digests = [read_manifest(folder).raw["trained"]["data_digest"] for folder in (first, second)]
    assert digests[0] == digests[1]


def test_the_manifest_describes_the_model(tiny_models: Path) -> None:
    folder = current_model(tiny_models)
    manifest = read_manifest(folder)
    assert manifest.id == folder.name
    assert (manifest.width, manifest.height) == (TINY.side, TINY.side)
    assert manifest.silhouette == TINY.silhouette
    assert 0.5 <= manifest.threshold < 1
    assert {file["path"] for file in manifest.raw["files"]} >= {"model.json", "golden.json"}
    assert manifest.raw["trained"]["seed"] == TINY.seed


def test_a_loss_that_is_no_number_publishes_nothing(tmp_path: Path) -> None:
    with pytest.raises(DivergedError, match="learning-rate"):
        train_and_convert(dataclasses.replace(TINY, learning_rate=1e30), tmp_path)
    assert not (tmp_path / "registry.json").exists()
