"""A run's folder: what it was started with and has done so far, to look at and to go on from.

runs/<time>-<seed>/
    config.json   the configuration and the choice of real data
    data.npz      what is trained and validated on, so that going on does not render again
    backup/       network and optimiser after the newest epoch
    log.csv       losses and accuracies of each epoch; curves.png: the same as a picture
    confusion.png the finished network's answers on validation
"""

import json
import zipfile
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from training.config import TrainingConfig
from training.data.prepare import Prepared, prepare
from training.data.sources import Selection
from training.errors import RunError
from training.synthetic.silhouettes import Silhouettes


@dataclass(frozen=True)
class Run:
    """A run's folder and what it was started with."""

    folder: Path
    config: TrainingConfig
    selection: Selection

    def data(self) -> Prepared:
        """What is trained and validated on, prepared when it is first asked for. Raises TrainingError."""
        path = self.folder / "data.npz"
        if not path.is_file():
            prepared = prepare(self.config, self.selection)
            _save(prepared, path)
            return prepared
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                record = json.loads(str(kept["record"]))
                return Prepared(
                    Silhouettes(kept["training_pictures"], kept["training_labels"]),
                    Silhouettes(kept["validation_pictures"], kept["validation_labels"]),
                    **record,
                )
        except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile) as error:
            raise RunError(f"{path} is damaged ({error}): delete it; the run then renders again.") from error


def _save(prepared: Prepared, path: Path) -> None:
    record = {
        "synthetic_validation": prepared.synthetic_validation,
        "sources": prepared.sources,
        "people": prepared.people,
    }
    incoming = path.with_suffix(".incoming.npz")
    np.savez_compressed(
        incoming,
        training_pictures=prepared.training.pictures,
        training_labels=prepared.training.labels,
        validation_pictures=prepared.validation.pictures,
        validation_labels=prepared.validation.labels,
        record=np.array(json.dumps(record)),
    )
    incoming.replace(path)


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
