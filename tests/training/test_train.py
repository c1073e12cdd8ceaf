"""The whole pipeline at a tiny size: it repeats itself, goes on after an interruption, and fails without traces."""

import dataclasses
import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.data.real_data import write_index
from training import fit as fitting
from training import runs as run_folders
from training.calibration import frozen_calibration
from training.config import TINY
from training.data.sources import Selection
from training.errors import ConversionError, DataError, DivergedError, RunError
from training.export import silhouette_model
from training.export.silhouette_golden import TOLERANCE
from training.registry.manifest import read_manifest
from training.registry.publish import current_model
from training.runs import open_run
from training.train import go_on, train_and_convert

pytestmark = pytest.mark.slow

ONE_EPOCH = dataclasses.replace(TINY, count=160, validation_count=80, epochs=1)
PEOPLE = [f"person-{number}" for number in range(12)]


def assert_same_answers(first: Path, second: Path) -> None:
    """Same silhouettes and, within the tolerance, the same probabilities."""
    golden, again = (json.loads((folder / "golden.json").read_text()) for folder in (first, second))
    for case, other in zip(golden["cases"], again["cases"], strict=True):
        assert case["background"] == other["background"]
        for frame, same in zip(case["frames"], other["frames"], strict=True):
            assert frame["silhouette"] == same["silhouette"]
            assert frame["probabilities"] == pytest.approx(same["probabilities"], abs=TOLERANCE)
    digests = [read_manifest(folder).raw["trained"]["data_digest"] for folder in (first, second)]
    assert digests[0] == digests[1]


def only_run(runs: Path) -> Path:
    (folder,) = runs.iterdir()
    return folder


def test_an_interrupted_run_goes_on_to_the_same_model_without_rendering_again(
    tiny_models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    models, runs = tmp_path / "models", tmp_path / "runs"
    begin = fitting.EpochDraws.on_epoch_begin

    def interrupt(callback: fitting.EpochDraws, epoch: int, logs: dict[str, Any] | None = None) -> None:
        if epoch:
            raise KeyboardInterrupt
        begin(callback, epoch, logs)

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(fitting.EpochDraws, "on_epoch_begin", interrupt)
        train_and_convert(TINY, models, runs=runs)
    assert not models.exists()
    run = only_run(runs)

    def render(*_: object) -> None:
        raise AssertionError("rendered again")

    monkeypatch.setattr(run_folders, "prepare", render)
    go_on(open_run(run), models)
    assert_same_answers(current_model(tiny_models), current_model(models))
    assert len((run / "log.csv").read_text().splitlines()) == 3


def test_a_run_leaves_its_configuration_log_and_pictures(tiny_models: Path, tiny_runs: Path) -> None:
    assert current_model(tiny_models).is_dir()
    folder = only_run(tiny_runs)
    names = {path.name for path in folder.iterdir()}
    assert names == {"config.json", "data.npz", "log.csv", "curves.png", "confusion.png", "backup"}
    assert open_run(folder).config == TINY
    columns = (folder / "log.csv").read_text().splitlines()[0].split(",")
    assert set(columns) == {"epoch", "loss", "accuracy", "val_loss", "val_accuracy"}


def test_the_manifest_describes_the_model(tiny_models: Path) -> None:
    folder = current_model(tiny_models)
    manifest = read_manifest(folder)
    assert manifest.id == folder.name
    assert manifest.input == TINY.input
    assert manifest.silhouette == TINY.silhouette
    assert 0.5 <= manifest.threshold < 1
    assert {file["path"] for file in manifest.raw["files"]} >= {"model.json", "golden.json", "MODEL_CARD.md"}
    trained = manifest.raw["trained"]
    assert trained["seed"] == TINY.seed
    assert trained["people"] == 0
    assert [source["name"] for source in trained["sources"]] == ["synthetic"]
    assert trained["metrics"]["ece"] <= trained["metrics"]["ece_before"] + 0.02


@pytest.fixture(scope="module")
def from_people(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with pictures of people, and a model that has learned from some of them."""
    folder = tmp_path_factory.mktemp("people")
    write_index(folder / "hands", PEOPLE, per_label=3)
    train_and_convert(ONE_EPOCH, folder / "models", Selection((folder / "hands",)), folder / "runs")
    return folder


def test_real_silhouettes_are_trained_on_and_named_with_licence_count_and_digest(from_people: Path) -> None:
    folder = current_model(from_people / "models")
    trained = read_manifest(folder).raw["trained"]
    sources = {source["name"]: source for source in trained["sources"]}
    assert set(sources) == {"synthetic", *PEOPLE}
    used = [name for name in PEOPLE if sources[name]["used_for"] == "training"]
    assert 0 < len(used) < len(PEOPLE)
    assert trained["people"] == len(used)
    assert {sources[name]["count"] for name in PEOPLE} == {18}
    assert {sources[name]["licence"] for name in PEOPLE} == {"MIT"}
    assert len({source["digest"] for source in sources.values()}) == 13
    validated = len(PEOPLE) - len(used)
    assert trained["metrics"]["real"]["n"] == 18 * validated
    assert trained["metrics"]["synthetic"]["n"] == ONE_EPOCH.validation_count
    with np.load(only_run(from_people / "runs") / "data.npz") as data:
        assert ONE_EPOCH.count < len(data["training_labels"]) <= ONE_EPOCH.count + ONE_EPOCH.real_count + 6 * len(used)
    assert "| person-0 |  | MIT | 18 |" in (folder / "MODEL_CARD.md").read_text()


def test_a_refit_learns_from_all_people_and_keeps_what_holding_some_out_has_settled(
    from_people: Path, tmp_path: Path
) -> None:
    hands, runs = Selection((from_people / "hands",)), tmp_path / "runs"
    models = Path(shutil.copytree(from_people / "models", tmp_path / "models"))
    before = read_manifest(current_model(models))
    refit = dataclasses.replace(ONE_EPOCH, frozen_calibration=frozen_calibration(models / before.id))
    after = read_manifest(models / train_and_convert(refit, models, hands, runs))
    assert after.id != before.id
    trained, metrics = after.raw["trained"], before.raw["trained"]["metrics"]
    assert {source["used_for"] for source in trained["sources"]} == {"training"}
    assert trained["people"] == len(PEOPLE)
    assert after.threshold == before.threshold
    assert trained["metrics"]["temperature"] == metrics["temperature"]
    assert "real" not in trained["metrics"]
    assert trained["metrics"]["calibrated_by"] == {
        "model": before.id, "macro_f1": metrics["macro_f1"], "real_macro_f1": metrics["real"]["macro_f1"]
    }  # fmt: skip
    assert f"those of {before.id}" in (models / after.id / "MODEL_CARD.md").read_text()
    kept = open_run(max(runs.iterdir()))
    assert kept.config == refit
    with pytest.raises(DataError, match=r"other real data, which differs by person-3: give the same"):
        train_and_convert(refit, models, dataclasses.replace(hands, without=frozenset({"person-3"})), runs)


def test_who_held_nobody_out_has_settled_nothing(tiny_models: Path) -> None:
    with pytest.raises(DataError, match="validated on nobody's pictures"):
        frozen_calibration(current_model(tiny_models))


def test_a_loss_that_is_no_number_publishes_nothing(tmp_path: Path) -> None:
    config = dataclasses.replace(TINY, count=64, validation_count=32, learning_rate=1e30)
    with pytest.raises(DivergedError, match="learning-rate"):
        train_and_convert(config, tmp_path / "models", runs=tmp_path / "runs")
    assert not (tmp_path / "models").exists()


def test_data_that_cannot_be_used_stops_before_anything_is_rendered(tmp_path: Path) -> None:
    (tmp_path / "hands").mkdir()
    with pytest.raises(DataError, match=r"neither an index\.csv nor pictures"):
        train_and_convert(TINY, tmp_path / "models", Selection((tmp_path / "hands",)), tmp_path / "runs")
    assert not (tmp_path / "models").exists()
    assert [path.name for path in only_run(tmp_path / "runs").iterdir()] == ["config.json"]


def test_what_fails_late_leaves_the_registry_and_a_run_to_go_on_with(
    tiny_models: Path, tiny_runs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk and a broken converter cannot be had here; they raise as they would."""
    before = (tiny_models / "registry.json").read_bytes()
    run = open_run(only_run(tiny_runs))

    def refuse(*_: object) -> None:
        raise ConversionError("TensorFlow.js did not take the network: an unknown layer")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(silhouette_model, "convert", refuse)
        with pytest.raises(ConversionError, match="did not take"):
            go_on(run, tiny_models)
    with monkeypatch.context() as patch:
        patch.setattr(silhouette_model, "write_card", full)
        with pytest.raises(RunError, match=r"No space left.*go on with --resume .*still names the model before"):
            go_on(run, tiny_models)
    assert (tiny_models / "registry.json").read_bytes() == before


def test_a_runs_folder_that_cannot_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("a file")
    with pytest.raises(RunError, match="No run can be started"):
        train_and_convert(TINY, tmp_path / "models", runs=tmp_path / "runs")
