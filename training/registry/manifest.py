"""The manifest: what both languages share about a model, written by training and read by everybody.

docs/architecture.md describes the fields. A missing or unknown field stops; it never defaults.
"""

import hashlib
import json
import subprocess
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from training.errors import RegistryError
from training.silhouette import KINDS, NetworkInput, SilhouetteParameters

ROOT = Path(__file__).parents[2]
SCHEMA = 2
NAME = "manifest.json"
COMMON = {"schema", "id", "way", "labels", "smoothing", "thresholds", "golden", "files", "trained"}
FIELDS = COMMON | {"input", "silhouette", "graph"}
HAND_FIELDS = COMMON | {"finder", "backbone", "head"}


@dataclass(frozen=True)
class Manifest:
    """The fields that Python reads of a model of silhouettes; `raw` is the whole document."""

    id: str
    labels: tuple[str, ...]
    input: NetworkInput
    silhouette: SilhouetteParameters
    threshold: float
    golden: str
    raw: dict[str, Any]


@dataclass(frozen=True)
class HandManifest:
    """The same of a model that sees the hand itself."""

    id: str
    labels: tuple[str, ...]
    finder_side: int  # pixels of what the finder is shown
    side: int  # and the backbone
    embedding: int  # numbers
    presence: float  # below it, what is followed is no hand
    threshold: float
    golden: str
    raw: dict[str, Any]


def read_model(folder: Path) -> Manifest | HandManifest:
    """Reads and checks `folder`/manifest.json, and the hashes of the files that it lists. Raises RegistryError."""
    path = folder / NAME
    try:
        raw = json.loads(path.read_text())
        fields = {"silhouette": FIELDS, "hand": HAND_FIELDS}.get(raw["way"]) if raw["schema"] == SCHEMA else None
        if fields is None or set(raw) != fields:
            raise RegistryError(f"{path} has other fields than this version knows: train the model again.")
        manifest = _hand_manifest(raw) if raw["way"] == "hand" else _silhouette_manifest(raw)
        for file in raw["files"]:
            if hashlib.sha256((folder / file["path"]).read_bytes()).hexdigest() != file["sha256"]:
                raise RegistryError(f"{folder / file['path']} is damaged: restore it, or train the model again.")
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RegistryError(f"{path} cannot be read ({error}): restore the folder, or train again.") from error
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """The same of a model of silhouettes. Raises RegistryError, also where it is of the other way."""
    manifest = read_model(folder)
    if not isinstance(manifest, Manifest):
        raise RegistryError(f"{folder} sees hands: name a model of silhouettes.")
    return manifest


def read_hand_manifest(folder: Path) -> HandManifest:
    """The same of a model that sees the hand itself. Raises RegistryError, also where it is of the other way."""
    manifest = read_model(folder)
    if not isinstance(manifest, HandManifest):
        raise RegistryError(f"{folder} sees silhouettes: name a model that sees hands.")
    return manifest


def _silhouette_manifest(raw: dict[str, Any]) -> Manifest:
    return Manifest(
        id=raw["id"],
        labels=tuple(raw["labels"]),
        input=_input(raw["input"]),
        silhouette=SilhouetteParameters(**raw["silhouette"]),
        threshold=raw["thresholds"]["gesture"],
        golden=raw["golden"],
        raw=raw,
    )


def _hand_manifest(raw: dict[str, Any]) -> HandManifest:
    return HandManifest(
        id=raw["id"],
        labels=tuple(raw["labels"]),
        finder_side=raw["finder"]["side"],
        side=raw["backbone"]["side"],
        embedding=raw["backbone"]["embedding"],
        presence=raw["backbone"]["presence"],
        threshold=raw["thresholds"]["gesture"],
        golden=raw["golden"],
        raw=raw,
    )


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


def identify(files: list[dict[str, Any]]) -> str:
    """A model's id: the day and the digest of what list_files says of it."""
    return f"{datetime.now(UTC):%Y%m%d}-{hashlib.sha256(json.dumps(files).encode()).hexdigest()[:8]}"


def commit() -> str:
    """The commit that the code is at, with -dirty where files differ; `unknown` outside a repository or without git."""
    try:
        done = subprocess.run(
            ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty"],  # noqa: S607
            capture_output=True,
            text=True,
            check=True,
        )
    except (OSError, subprocess.CalledProcessError):
        return "unknown"
    return done.stdout.strip()
