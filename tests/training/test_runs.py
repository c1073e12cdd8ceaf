"""A run's folder: what was kept comes back, and what is damaged or foreign says so."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training import runs
from training.config import TINY, TrainingConfig
from training.data.prepare import Prepared
from training.data.sources import Selection
from training.errors import RunError
from training.runs import Run, open_run, start_run
from training.synthetic.silhouettes import Silhouettes


def prepared() -> Prepared:
    pictures = np.random.default_rng(1).integers(0, 256, (4, 8, 8, 1), dtype=np.uint8)
    data = Silhouettes(pictures, np.arange(4))
    sources: list[dict[str, Any]] = [{"name": "ann", "licence": "MIT", "used_for": "training", "count": 4}]
    return Prepared(data, data, 3, sources, 1)


def test_the_configuration_and_the_choice_of_data_come_back(tmp_path: Path) -> None:
    selection = Selection((tmp_path,), frozenset({"b", "a"}), frozenset({"c"}))
    run = start_run(tmp_path / "runs", TINY, selection)
    assert open_run(run.folder) == Run(run.folder, TINY, selection)
    assert run.folder.name.endswith(f"-{TINY.seed}")


def test_two_runs_in_one_second_have_two_folders(tmp_path: Path) -> None:
    folders = {start_run(tmp_path, TINY, Selection()).folder for _ in range(3)}
    assert len(folders) == 3
    assert set(tmp_path.iterdir()) == folders


def test_the_data_are_prepared_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = start_run(tmp_path, TINY, Selection())
    made = prepared()
    asked: list[tuple[TrainingConfig, Selection]] = []

    def make(config: TrainingConfig, selection: Selection) -> Prepared:
        asked.append((config, selection))
        return made

    monkeypatch.setattr(runs, "prepare", make)
    kept = run.data()
    again = run.data()
    assert kept is made
    assert asked == [(TINY, Selection())]
    assert np.array_equal(again.training.pictures, kept.training.pictures)
    assert np.array_equal(again.validation.labels, kept.validation.labels)
    assert (again.synthetic_validation, again.sources, again.people) == (3, kept.sources, 1)
    assert {path.name for path in run.folder.iterdir()} == {"config.json", "data.npz"}


def test_damaged_data_say_what_to_do(tmp_path: Path) -> None:
    run = start_run(tmp_path, TINY, Selection())
    (run.folder / "data.npz").write_bytes(b"PK\x03\x04 cut off")
    with pytest.raises(RunError, match=r"data\.npz is damaged.*renders again"):
        run.data()


@pytest.mark.parametrize("change", [{"unknown": 1}, {"seed": None}])
def test_a_configuration_of_another_version_is_refused(tmp_path: Path, change: dict[str, object]) -> None:
    folder = start_run(tmp_path, TINY, Selection()).folder
    record = json.loads((folder / "config.json").read_text())
    record["config"] |= change
    if change == {"seed": None}:
        del record["config"]["seed"]
    (folder / "config.json").write_text(json.dumps(record))
    with pytest.raises(RunError, match="start a new run"):
        open_run(folder)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run's folder"):
        open_run(tmp_path)
