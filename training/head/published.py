"""Reads the head of a published model back."""

import base64
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from training.errors import RegistryError
from training.head.features import NAMES, Floats
from training.head.fit import Head
from training.labels import HAND_LABELS

FILE: Final = "head.json"


@dataclass(frozen=True)
class PublishedHead:
    """A head, the SHA-256 of the weights of the backbone that it stands on, and the hands of its golden cases."""

    head: Head
    backbone: str
    golden: Floats  # hand numbers [k, 67 + E]
    probabilities: Floats  # [k, labels], what it said of them when it was made
    document: dict[str, Any]


def read_head(model: Path) -> PublishedHead:
    """The head of the model in a folder. Raises RegistryError."""
    path = model / FILE
    try:
        document: dict[str, Any] = json.loads(path.read_text())
        if document["features"] != list(NAMES) or document["labels"] != list(HAND_LABELS):
            raise ValueError(f"it is shown {document['features']} and names {document['labels']}")
        kernels, biases = [], []
        for layer in document["layers"]:
            biases.append(_floats(layer["bias"]))
            kernels.append(_floats(layer["kernel"]).reshape(-1, layer["units"]))
        golden = [_floats(case["hand"]) for case in document["golden"]]
        said = [case["probabilities"] for case in document["golden"]]
        return PublishedHead(
            Head(tuple(kernels), tuple(biases)),
            str(document["backbone"]),
            np.stack(golden),
            np.array(said, np.float32),
            document,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RegistryError(
            f"{path} is no head of this version ({error}): make a new model with `just train-and-convert`."
        ) from error


def models_on(backbone: str, models: Path) -> list[str]:
    """The ids of the models in a registry whose heads stand on that backbone (SHA-256 of its weights)."""
    found = []
    for path in sorted(models.glob(f"*/{FILE}")):
        try:
            document: Any = json.loads(path.read_text())
            if document["backbone"] == backbone:
                found.append(path.parent.name)
        except (OSError, ValueError, KeyError, TypeError):
            continue  # what cannot be read is no model that anything could be said of
    return found


def _floats(packed: str) -> Floats:
    return np.frombuffer(base64.b64decode(packed, validate=True), "<f4").astype(np.float32)
