"""Reads and verifies what the server needs of a model's manifest."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from backend.models.document import WAYS, Way

SCHEMA: Final = 2
MANIFEST: Final = "manifest.json"
_COMMON: Final = ("schema", "id", "way", "labels", "smoothing", "thresholds", "golden", "files", "trained")
FIELDS: Final[Mapping[Way, frozenset[str]]] = {
    "hand": frozenset((*_COMMON, "finder", "backbone", "head")),
    "silhouette": frozenset((*_COMMON, "input", "silhouette", "graph")),
}
FINDER: Final = frozenset(("graph", "side", "score", "flops"))
BACKBONE: Final = frozenset(("graph", "weights", "side", "embedding", "presence", "flops"))
HEAD: Final = frozenset(("backbone", "labels", "features", "layers", "golden"))
HEAD_OPTIONAL: Final = frozenset(("metric",))
BACKBONE_DIGITS: Final = 8  # of its hash, by which it is called
POINTS: Final = "points"  # the kind of input that a head takes
# Beside the embedding: presence, left, 21 points of three coordinates each, and the vector that is up.
BEFORE_EMBEDDING: Final = 2 + 63 + 2


class ManifestError(Exception):
    """A model's folder is not what its manifest or the registry says."""


@dataclass(frozen=True)
class Input:
    """What a sample holds of what the network saw.

    Of the way of silhouettes a picture of one byte a pixel, `width` × `height`. Of the way of hands the `kind` points:
    BEFORE_EMBEDDING numbers and an embedding of `width` more (`height` 1), as docs/architecture.md lists them.
    """

    kind: str
    width: int
    height: int

    @property
    def bytes(self) -> int:
        """How many bytes a sample's input has."""
        return 4 * (BEFORE_EMBEDDING + self.width) if self.kind == POINTS else self.width * self.height


@dataclass(frozen=True)
class Model:
    """A published model; `files` are the paths, relative to `folder`, that a browser may fetch.

    `backbone` begins the SHA-256 of the weights that its head was fitted to; None where it sees silhouettes.
    """

    id: str
    folder: Path
    manifest_sha256: str
    way: Way
    labels: tuple[str, ...]
    input: Input
    files: frozenset[str]
    backbone: str | None = None


def load(folder: Path, model_id: str, manifest_sha256: str) -> Model:
    """Read and verify a model's folder: the manifest's hash, its fields, and every file's size and hash.

    Raises ManifestError.
    """
    data = _read(folder / MANIFEST)
    if hashlib.sha256(data).hexdigest() != manifest_sha256:
        raise ManifestError(f"{MANIFEST} of {model_id} is not the one that was published: its hash differs")
    try:
        manifest = json.loads(data)
        if not isinstance(manifest, dict) or manifest.get("schema") != SCHEMA or manifest.get("id") != model_id:
            raise ValueError(f"it has another id, or a schema other than {SCHEMA}, so another version made it")
        way = _way(manifest.get("way"))
        _object(manifest, FIELDS[way])
        labels = tuple(_texts(manifest["labels"]))
        files = dict(_verified(folder, entry) for entry in _list(manifest["files"]))
        shown, backbone = _hand(folder, manifest, files) if way == "hand" else (_silhouette(manifest, files), None)
    except ValueError as error:
        raise ManifestError(f"{MANIFEST} of {model_id}: {error}") from error
    return Model(model_id, folder, manifest_sha256, way, labels, shown, frozenset((*files, MANIFEST)), backbone)


def _silhouette(manifest: Mapping[str, object], files: Mapping[str, str]) -> Input:
    """What its network is shown."""
    graph = _object(manifest["graph"], frozenset(("path", "flops")))
    _demand_files(files, graph["path"], manifest["golden"])
    picture = _object(manifest["input"], frozenset(("kind", "width", "height")))
    width, height = (_count(picture[side], "pixels") for side in ("width", "height"))
    return Input(_text(picture["kind"]), width, height)


def _hand(folder: Path, manifest: Mapping[str, object], files: Mapping[str, str]) -> tuple[Input, str]:
    """What its head is shown, and its backbone.

    The head must be one of this backbone, or it would name gestures at random.
    """
    finder, backbone = _object(manifest["finder"], FINDER), _object(manifest["backbone"], BACKBONE)
    weights, head_path = _text(backbone["weights"]), _text(manifest["head"])
    _demand_files(files, finder["graph"], backbone["graph"], weights, head_path, manifest["golden"])
    read = json.loads(_read(folder / head_path))
    # The model that ships has none yet.
    head = _object(read, HEAD | HEAD_OPTIONAL.intersection(read if isinstance(read, dict) else ()))
    if head["backbone"] != files[weights]:
        raise ValueError(f"{head_path} was fitted to another backbone than {weights}: they do not belong together")
    if head["labels"] != manifest["labels"]:
        raise ValueError(f"{head_path} has other labels than the manifest")
    return Input(POINTS, _count(backbone["embedding"], "numbers"), 1), files[weights][:BACKBONE_DIGITS]


def _way(value: object) -> Way:
    for way in WAYS:
        if value == way:
            return way
    raise ValueError(f"its way is none of {', '.join(WAYS)}")


def _demand_files(files: Mapping[str, str], *paths: object) -> None:
    for path in paths:
        if _text(path) not in files:
            raise ValueError(f"the list of files lacks {path}")


def _verified(folder: Path, entry: object) -> tuple[str, str]:
    """Return the file's path and its SHA-256."""
    fields = _object(entry, frozenset(("path", "bytes", "sha256")))
    path = PurePosixPath(_text(fields["path"]))
    if path.is_absolute() or ".." in path.parts or "\\" in str(path):
        raise ValueError(f"the path {path} leaves the model's folder")
    data = _read(folder / path)
    digest = hashlib.sha256(data).hexdigest()
    if len(data) != fields["bytes"] or digest != fields["sha256"]:
        raise ValueError(f"the file {path} is not the one that was published: its size or hash differs")
    return str(path), digest


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


def _count(value: object, what: str) -> int:
    if type(value) is not int or not 1 <= value <= 4096:
        raise ValueError(f"a width, height or length is not a number of {what}")
    return value
