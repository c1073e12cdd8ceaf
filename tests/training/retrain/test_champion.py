"""Going on from a published model: the network read is the one published, and what it learns more is measured."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import keras
import numpy as np
import pytest

from tests.server import ROOT
from tests.training.retrain.synthetic_users import draw, with_arm_from_the_side
from training.errors import DataError, RegistryError
from training.labels import LABELS
from training.metrics import metrics_per_label
from training.model import predict
from training.registry.manifest import NAME, list_files
from training.registry.publish import current_model
from training.registry.recogniser import classify
from training.retrain.champion import load_champion, widths_of
from training.retrain.interpolate import LARGEST_LOSS, SHARES, interpolate
from training.retrain.tune import Tuning, tune
from training.synthetic.silhouettes import Silhouettes

pytestmark = pytest.mark.slow

MODEL = current_model(ROOT / "converted_models")


@pytest.fixture(scope="module")
def champion() -> keras.Model:
    return load_champion(MODEL)


def shown(seed: int, each: int, **how: object) -> Silhouettes:
    """Silhouettes of one made-up person."""
    drawn = draw(seed, each, **how)  # type: ignore[arg-type]
    labels = np.array([LABELS.index(label) for label, _ in drawn], np.int64)
    return Silhouettes(np.stack([picture for _, picture in drawn])[..., None], labels)


def sign(folder: Path) -> None:
    """Have the manifest say of the files what they are now."""
    manifest = json.loads((folder / NAME).read_text())
    (folder / NAME).write_text(json.dumps(manifest | {"files": list_files(folder)}))


def recalls(network: keras.Model, of: Silhouettes) -> list[float]:
    said = predict(network, of.pictures).argmax(axis=1).astype(np.int64)
    return [metrics_per_label(of.labels, said)[label]["recall"] for label in LABELS]


def test_the_network_read_answers_as_the_one_published(champion: keras.Model) -> None:
    pictures = shown(1, 3).pictures
    assert predict(champion, pictures) == pytest.approx(classify(list(pictures[..., 0]), MODEL, inputs=True), abs=2e-3)
    assert widths_of(champion) == (16, 32, 64, 88)


def test_a_model_that_is_not_what_its_golden_answers_say_is_refused(tmp_path: Path) -> None:
    changed = Path(shutil.copytree(MODEL, tmp_path / "changed"))
    (weights,) = changed.glob("*.bin")
    halves = np.frombuffer(weights.read_bytes(), np.float16).copy()
    halves[:2000] *= -1
    weights.write_bytes(halves.tobytes())
    with pytest.raises(RegistryError, match="is damaged: restore it"):
        load_champion(changed)
    sign(changed)
    with pytest.raises(RegistryError, match="does not give its golden answers in Keras"):
        load_champion(changed)


def test_a_network_of_another_kind_is_not_gone_on_from(tmp_path: Path) -> None:
    other = Path(shutil.copytree(MODEL, tmp_path / "other"))
    graph = json.loads((other / "model.json").read_text())
    for node in graph["modelTopology"]["node"]:
        if node["op"] == "_FusedMatMul":
            node["op"] = "MatMul"
    (other / "model.json").write_text(json.dumps(graph))
    sign(other)
    with pytest.raises(RegistryError, match="just train-and-convert"):
        load_champion(other)


def test_tuning_learns_what_is_told_and_leaves_the_champion_as_it_is(champion: keras.Model) -> None:
    before = [weights.copy() for weights in champion.get_weights()]
    told = shown(5, 16, how=with_arm_from_the_side)
    tuned = tune(champion, shown(6, 16), told, Tuning(epochs=6, batch=32, augmentation=0.0))
    assert np.mean(recalls(tuned, told)) > np.mean(recalls(champion, told)) + 0.1
    assert all(np.array_equal(old, now) for old, now in zip(before, champion.get_weights(), strict=True))


def test_less_than_a_batch_is_too_little(champion: keras.Model) -> None:
    with pytest.raises(DataError, match="less than one batch of 64"):
        tune(champion, shown(6, 1), shown(5, 1), Tuning())


def test_as_much_goes_in_as_validation_allows(champion: keras.Model) -> None:
    validation = shown(7, 20)
    known = recalls(champion, validation)
    same = keras.models.clone_model(champion)
    same.set_weights(champion.get_weights())
    assert interpolate(champion, same, validation) == SHARES[0]

    spoilt = keras.models.clone_model(champion)
    random = np.random.default_rng(1)
    spoilt.set_weights([one + random.normal(0, 0.15, one.shape) for one in champion.get_weights()])
    share = interpolate(champion, spoilt, validation)
    assert share < SHARES[0]
    if share > SHARES[-1]:
        assert min(now - old for now, old in zip(recalls(spoilt, validation), known, strict=True)) >= -LARGEST_LOSS
