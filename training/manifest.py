"""The manifest: what both languages share about a model, written by training and read by everybody.

docs/architecture.md describes the fields. A missing or unknown field stops; it never defaults.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from training.errors import RegistryError
from training.network_input import KINDS, NetworkInput
from training.silhouette import SilhouetteParameters

SCHEMA = 2
NAME = "manifest.json"
FIELDS = {
    "schema", "id", "way", "labels", "input", "silhouette", "smoothing", "thresholds", "graph", "golden", "files",
    "trained",
}  # fmt: skip


@dataclass(frozen=True)
class Manifest:
    """The fields that Python reads; `raw` is the whole document."""

    id: str
    labels: tuple[str, ...]
    input: NetworkInput
    silhouette: SilhouetteParameters
    threshold: float
    golden: str
    raw: dict[str, Any]


def read_manifest(folder: Path) -> Manifest:
    """Reads and checks `folder`/manifest.json, and the hashes of the files that it lists. Raises RegistryError."""
    path = folder / NAME
    try:
        raw = json.loads(path.read_text())
        if raw["schema"] != SCHEMA or set(raw) != FIELDS:
            raise RegistryError(f"{path} has other fields than this version knows: train the model again.")
        manifest = Manifest(
            id=raw["id"],
            labels=tuple(raw["labels"]),
            input=_input(raw["input"]),
            silhouette=SilhouetteParameters(**raw["silhouette"]),
            threshold=raw["thresholds"]["gesture"],
            golden=raw["golden"],
            raw=raw,
        )
        for file in raw["files"]:
            if hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() != file["sha256"]:
                raise RegistryError(f"{folder / file['path']} is damaged: restore it, or train the model again.")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RegistryError(f"{path} cannot be read ({error}): restore the folder, or train again.") from error
    return manifest


def _input(raw: dict[str, Any]) -> NetworkInput:
    if raw["kind"] not in KINDS or raw["width"] != raw["height"]:
        raise ValueError(f"its network is shown {raw}, and not a square of {' or '.join(KINDS)}")
    return NetworkInput(raw["kind"], raw["width"])


def list_files(folder: Path) -> list[dict[str, Any]]:
    """Path, bytes and SHA-256 of everything in `folder` but the manifest, by name."""
    found = []
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.name != NAME:
            data = path.read_bytes()
            found.append(
                {
                    "path": path.relative_to(folder).as_posix(),
                    "bytes": len(data),
                    "sha256": hashlib.sha256(data).hexdigest(),
                }
            )
    return found
