"""What the server needs of a model's manifest: manifest.json in, a Model out, or what is wrong with it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

SCHEMA: Final = 1
MANIFEST: Final = "manifest.json"
FIELDS: Final = frozenset(
    ("schema", "id", "labels", "input", "silhouette", "smoothing", "thresholds", "graph", "golden", "files", "trained")
)


class ManifestError(Exception):
    """A model's folder is not what its manifest or the registry says."""


@dataclass(frozen=True)
class Input:
    """The picture that the network takes: one byte a pixel, `width` × `height`."""

    kind: str
    width: int
    height: int


@dataclass(frozen=True)
class Model:
    """A published model; `files` are the paths, relative to `folder`, that a browser may fetch."""

    id: str
    folder: Path
    manifest_sha256: str
    labels: tuple[str, ...]
    input: Input
    files: frozenset[str]


def load(folder: Path, model_id: str, manifest_sha256: str) -> Model:
    """Read and verify a model's folder: the manifest's hash, its fields, and every file's size and hash.

    Raises ManifestError.
    """
    data = _read(folder / MANIFEST)
    if hashlib.sha256(data).hexdigest() != manifest_sha256:
        raise ManifestError(f"{MANIFEST} of {model_id} is not the one that was published: its hash differs")
    try:
        manifest = _object(json.loads(data), FIELDS)
        if manifest["schema"] != SCHEMA or manifest["id"] != model_id:
            raise ManifestError(f"{MANIFEST} of {model_id} has another id, or a schema other than {SCHEMA}")
        labels = tuple(_texts(manifest["labels"]))
        picture = _object(manifest["input"], frozenset(("kind", "width", "height")))
        shape = Input(_text(picture["kind"]), _size(picture["width"]), _size(picture["height"]))
        files = frozenset(_verified(folder, entry) for entry in _list(manifest["files"]))
    except ValueError as error:
        raise ManifestError(f"{MANIFEST} of {model_id}: {error}") from error
    return Model(model_id, folder, manifest_sha256, labels, shape, files | {MANIFEST})


def _verified(folder: Path, entry: object) -> str:
    fields = _object(entry, frozenset(("path", "bytes", "sha256")))
    path = PurePosixPath(_text(fields["path"]))
    if path.is_absolute() or ".." in path.parts or "\\" in str(path):
        raise ValueError(f"the path {path} leaves the model's folder")
    data = _read(folder / path)
    if len(data) != fields["bytes"] or hashlib.sha256(data).hexdigest() != fields["sha256"]:
        raise ValueError(f"the file {path} is not the one that was published: its size or hash differs")
    return str(path)


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise ManifestError(f"{path.name} cannot be read: {error.strerror}") from error


def _object(value: object, names: frozenset[str]) -> Mapping[str, object]:
    if not isinstance(value, dict):
        raise ValueError("an object is expected where there is none")
    wrong = sorted(names.symmetric_difference(value))
    if wrong:
        raise ValueError(f"missing or unknown fields: {', '.join(wrong)}")
    return value


def _list(value: object) -> list[object]:
    if not isinstance(value, list) or not value:
        raise ValueError("a list that is not empty is expected where there is none")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise ValueError("a text is expected where there is none")
    return value


def _texts(value: object) -> list[str]:
    texts = [_text(item) for item in _list(value)]
    if len(set(texts)) != len(texts):
        raise ValueError("a label occurs twice")
    return texts


def _size(value: object) -> int:
    if type(value) is not int or not 1 <= value <= 4096:
        raise ValueError("a width or height is not a number of pixels")
    return value
