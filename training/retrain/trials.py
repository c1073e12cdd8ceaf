"""Keeps both models' answers where they cannot be asked again: of pictures, which are kept nowhere."""

import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.errors import DataError
from training.retrain.gate_rules import Answers, Trial

TRIALS: Final = "trials.npz"


def save_trials(path: Path, trials: Sequence[Trial]) -> None:
    """Writes `path` (.npz)."""
    columns: dict[str, Any] = {"names": np.array([one.name for one in trials])}
    for number, one in enumerate(trials):
        columns |= {
            f"true {number}": one.true,
            f"champion {number}": one.champion.probabilities,
            f"challenger {number}": one.challenger.probabilities,
            f"thresholds {number}": np.array([one.champion.threshold, one.challenger.threshold]),
        }
    np.savez(path, **columns)


def load_trials(path: Path) -> list[Trial]:
    """Reads what `save_trials` wrote. Raises DataError where it is damaged."""
    try:
        with np.load(path, allow_pickle=False) as stored:
            trials = []
            for number, name in enumerate(stored["names"].tolist()):
                thresholds = stored[f"thresholds {number}"].tolist()
                answers = [
                    Answers(stored[f"{who} {number}"], threshold)
                    for who, threshold in zip(("champion", "challenger"), thresholds, strict=True)
                ]
                trials.append(Trial(name, stored[f"true {number}"], *answers))
            return trials
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise DataError(f"{path} is damaged ({error}): delete {path.parent} and train again.") from error
