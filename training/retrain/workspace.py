"""The loop's folders, under a lock, so that two never run at once.

loop/
    lock            held while a step runs
    snapshots/      the newest snapshot, and no other
    challenger/     the newest challenger, until it is decided on
    backbones/      weights and base embeddings of backbones that were adapted to people here, by hash
    adapting/       a backbone that is being adapted
"""

import argparse
import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from training.errors import BusyError, RunError

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Workspace:
    """The loop's folder and the registry that it publishes into."""

    folder: Path
    models: Path

    @property
    def snapshots(self) -> Path:
        """Holds the newest snapshot."""
        return self.folder / "snapshots"

    @property
    def challenger(self) -> Path:
        """Holds the newest challenger with what it was made from."""
        return self.folder / "challenger"

    @property
    def backbones(self) -> Path:
        """Holds what belongs to backbones that were adapted here, each in a folder named by its hash."""
        return self.folder / "backbones"

    @property
    def adapting(self) -> Path:
        """Holds the weights of a run that adapts a backbone, and no pictures."""
        return self.folder / "adapting"


def add_workspace_options(parser: argparse.ArgumentParser) -> None:
    """Adds the options that all steps share."""
    models = Path(os.environ.get("MODELS_DIR") or ROOT / "converted_models")
    parser.add_argument("--models", type=Path, default=models, help="the registry's folder (default: MODELS_DIR)")
    parser.add_argument("--work", type=Path, default=ROOT / "runs" / "loop", help="the loop's own folder")
    parser.add_argument("--json", action="store_true", help="say what happens in lines of JSON, on stdout")


@contextmanager
def open_workspace(options: argparse.Namespace) -> Iterator[Workspace]:
    """The place that the options name, for nobody else meanwhile; the lock ends with the process, however it ends.

    Raises BusyError, RunError.
    """
    try:
        options.work.mkdir(parents=True, exist_ok=True)
        lock = os.open(options.work / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise RunError(f"{options.work} cannot be used ({error}): make room or mend the rights.") from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise BusyError(f"Another one is at work in {options.work}: wait until it has ended.") from error
    try:
        yield Workspace(options.work, options.models)
    finally:
        os.close(lock)
