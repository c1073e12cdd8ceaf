"""The adapted backbone as files: its weights as 16-bit numbers, and beside them what they were learned from."""

import json
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np

from training.backbone.network import ASSETS, Backbone
from training.errors import RunError

SHIPPED: Final = ASSETS / "hand_backbone.npz"


@dataclass(frozen=True)
class Calibration:
    """How sure a head may be, by people whom neither it nor the backbone had learned from."""

    temperature: float
    threshold: float
    metrics: dict[str, Any]


@dataclass(frozen=True)
class Adapted:
    """A backbone, the sources that it learned from (as the manifest lists them), and how sure its heads may be."""

    backbone: Backbone
    sources: list[dict[str, Any]]
    calibration: Calibration


def save_adapted(adapted: Adapted, path: Path) -> None:
    """Writes `path` (.npz), with weights rounded to 16 bits, and the .json of the same name."""
    backbone = adapted.backbone
    weights: dict[str, Any] = {
        str(i): np.asarray(one, np.float16) for i, one in enumerate(backbone.network.get_weights())
    }
    np.savez_compressed(path, **weights)
    record = {
        "side": backbone.side,
        "embedding": backbone.embedding,
        "calibration": vars(adapted.calibration),
        "sources": adapted.sources,
    }
    path.with_suffix(".json").write_text(json.dumps(record, indent=1) + "\n")


def load_adapted(path: Path = SHIPPED) -> Adapted:
    """Reads what `save_adapted` wrote. Raises RunError."""
    try:
        record = json.loads(path.with_suffix(".json").read_text())
        backbone = Backbone(record["side"], record["embedding"])
        with path.open("rb") as file, np.load(file) as stored:
            count = len(backbone.network.get_weights())
            backbone.network.set_weights([stored[str(i)].astype(np.float32) for i in range(count)])
        return Adapted(backbone, record["sources"], Calibration(**record["calibration"]))
    except (OSError, EOFError, KeyError, ValueError, TypeError, BadZipFile, zlib.error) as error:
        raise RunError(f"{path} is no backbone of this version ({error}): restore it, or adapt it anew.") from error
