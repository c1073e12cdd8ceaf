"""Reads a published model of the way of hands: its networks, its head and what its manifest says of them."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from backend.gestures.errors import ModelError
from backend.gestures.finder import Finder
from backend.gestures.graph import Graph
from backend.gestures.head import Head

MODELS: Final = Path(__file__).parents[2] / "converted_models"
SCHEMA: Final = 2


@dataclass(frozen=True)
class Model:
    """A model of the way of hands, ready to run."""

    id: str
    labels: tuple[str, ...]
    finder: Finder
    backbone: Graph
    side: int  # pixels of the squares that the backbone is shown
    presence: float  # what is less surely a hand is none
    head: Head
    sure: float  # the probability below which a name is not sure


def current_model(models: Path = MODELS) -> Path:
    """The folder of the model that a registry's pages run. Raises ModelError."""
    try:
        name = json.loads((models / "registry.json").read_bytes())["current"]["hand"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{models} is no folder of published models ({error}): name one with --models.") from error
    if not isinstance(name, str):
        raise ModelError(f"{models} has no current model that sees hands: publish one.")
    return models / name


def read_model(folder: Path) -> Model:
    """The model in a folder; every file must be the one that was published. Raises ModelError."""
    try:
        manifest: Any = json.loads((folder / "manifest.json").read_bytes())
        if manifest["schema"] != SCHEMA or manifest["way"] != "hand":
            raise ModelError(f"{folder} holds no model that sees hands. Name another one.")
        hashes = {str(one["path"]): str(one["sha256"]) for one in manifest["files"]}
        finder, backbone = manifest["finder"], manifest["backbone"]

        def read(path: str) -> bytes:
            data = (folder / path).read_bytes()
            if hashlib.sha256(data).hexdigest() != hashes[path]:
                raise ModelError(f"{folder / path} is not the file that was published: restore it.")
            return data

        return Model(
            id=str(manifest["id"]),
            labels=tuple(str(one) for one in manifest["labels"]),
            finder=Finder(Graph(read(finder["graph"]), read), int(finder["side"]), float(finder["score"])),
            backbone=Graph(read(backbone["graph"]), read),
            side=int(backbone["side"]),
            presence=float(backbone["presence"]),
            head=Head(read(manifest["head"]), manifest["labels"], hashes[backbone["weights"]]),
            sure=float(manifest["thresholds"]["gesture"]),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{folder} is no published model ({error}): restore it, or name another one.") from error
