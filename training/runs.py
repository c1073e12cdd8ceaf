"""A run's folder: what a run decides and has done so far in, files to look at and to go on from out.

runs/<time>-<seed>/
    config.json     the configuration and the choice of real data
    data.npz        what is trained and validated on, so that going on does not render again
    epoch-3.keras   network and optimiser after the newest epoch
    log.csv         losses and accuracies per epoch
    curves.png      the same as a picture; confusion.png: the finished network's, on validation
"""

import csv
import json
import warnings
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import keras
import numpy as np

from training.config import TrainingConfig
from training.data.prepare import Prepared
from training.data.sources import Selection
from training.errors import RunError
from training.synthetic.silhouettes import Silhouettes


@dataclass(frozen=True)
class Run:
    """A run's folder and what it was started with."""

    folder: Path
    config: TrainingConfig
    selection: Selection

    def save_data(self, prepared: Prepared) -> None:
        """Keeps what is trained and validated on."""
        incoming = self.folder / "data.incoming.npz"
        record = {"sources": prepared.sources, "people": prepared.people, "synthetic": prepared.synthetic_validation}
        np.savez_compressed(
            incoming,
            training_pictures=prepared.training.pictures,
            training_labels=prepared.training.labels,
            validation_pictures=prepared.validation.pictures,
            validation_labels=prepared.validation.labels,
            record=np.array(json.dumps(record)),
        )
        incoming.replace(self.folder / "data.npz")

    def load_data(self) -> Prepared | None:
        """What save_data kept; None where the run was interrupted before. Raises RunError."""
        path = self.folder / "data.npz"
        if not path.is_file():
            return None
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                record = json.loads(str(kept["record"]))
                return Prepared(
                    Silhouettes(kept["training_pictures"], kept["training_labels"]),
                    Silhouettes(kept["validation_pictures"], kept["validation_labels"]),
                    record["synthetic"],
                    record["sources"],
                    record["people"],
                )
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise RunError(f"{path} is damaged ({error}): delete it; the run then renders again.") from error

    def save_epoch(self, network: keras.Model, epochs: int, figures: dict[str, float]) -> None:
        """Keeps the network and optimiser after `epochs` epochs, and a row of the log."""
        rows = [row for row in self.log() if row["epoch"] < epochs] + [{"epoch": epochs, **figures}]
        incoming = self.folder / "incoming.keras"
        with warnings.catch_warnings():  # Keras asks TensorFlow's variables for arrays in NumPy 1's way
            warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
            network.save(incoming)
        with (self.folder / "log.csv").open("w", newline="") as lines:
            writer = csv.DictWriter(lines, list(rows[-1]))
            writer.writeheader()
            writer.writerows(rows)
        incoming.replace(self.folder / f"epoch-{epochs}.keras")
        for older in self._checkpoints()[:-1]:
            older.unlink()

    def load_epoch(self) -> tuple[keras.Model, int] | None:
        """The newest network with its optimiser, and its epochs; None where no epoch is done. Raises RunError."""
        found = self._checkpoints()
        if not found:
            return None
        try:
            with warnings.catch_warnings():
                warnings.filterwarnings("ignore", "__array__ implementation", DeprecationWarning)
                return keras.models.load_model(found[-1]), _epochs(found[-1])
        except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
            raise RunError(f"{found[-1]} is damaged ({error}): delete it; the run then trains again.") from error

    def log(self) -> list[dict[str, float]]:
        """The rows of log.csv, one an epoch, from 1."""
        path = self.folder / "log.csv"
        if not path.is_file():
            return []
        with path.open(newline="") as lines:
            return [{name: float(value) for name, value in row.items()} for row in csv.DictReader(lines)]

    def _checkpoints(self) -> list[Path]:
        return sorted(self.folder.glob("epoch-*.keras"), key=_epochs)


def start_run(runs: Path, config: TrainingConfig, selection: Selection) -> Run:
    """Makes a new folder in `runs`. Raises OSError."""
    name = f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{config.seed}"
    folder = runs / name
    for again in range(2, 1000):
        try:
            folder.mkdir(parents=True)
            break
        except FileExistsError:
            folder = runs / f"{name}-{again}"
    chosen = {"data": [str(path.resolve()) for path in selection.folders]}
    chosen |= {"only": sorted(selection.only), "without": sorted(selection.without)}
    (folder / "config.json").write_text(json.dumps({"config": asdict(config), **chosen}, indent=2) + "\n")
    return Run(folder, config, selection)


def open_run(folder: Path) -> Run:
    """The run in `folder`, to go on with it. Raises RunError."""
    path = folder / "config.json"
    try:
        record: dict[str, Any] = json.loads(path.read_text())
        config = TrainingConfig.from_json(record["config"])
        selection = Selection(
            tuple(Path(name) for name in record["data"]), frozenset(record["only"]), frozenset(record["without"])
        )
    except FileNotFoundError as error:
        raise RunError(f"{folder} is not a run's folder: --resume takes one of those in runs/.") from error
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(f"{path} is of another version or damaged ({error}): start a new run.") from error
    return Run(folder, config, selection)


def _epochs(checkpoint: Path) -> int:
    return int(checkpoint.stem.split("-")[1])
