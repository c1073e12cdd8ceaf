"""The adapted backbone as a file: its weights as 16-bit numbers, with the side and the embedding that they are for."""

from pathlib import Path
from typing import Any, Final

import numpy as np

from training.backbone.network import ASSETS, Backbone
from training.errors import RunError

SHIPPED: Final = ASSETS / "hand_backbone.npz"


def save_backbone(backbone: Backbone, path: Path) -> None:
    """Writes the weights, rounded to what the page is sent."""
    weights: dict[str, Any] = {
        str(i): np.asarray(one, np.float16) for i, one in enumerate(backbone.network.get_weights())
    }
    np.savez_compressed(path, side=backbone.side, embedding=backbone.embedding, **weights)


def load_backbone(path: Path = SHIPPED) -> Backbone:
    """Reads what `save_backbone` wrote. Raises RunError."""
    try:
        with np.load(path) as stored:
            backbone = Backbone(int(stored["side"]), int(stored["embedding"]))
            count = len(backbone.network.get_weights())
            backbone.network.set_weights([stored[str(i)].astype(np.float32) for i in range(count)])
    except (OSError, KeyError, ValueError) as error:
        raise RunError(f"{path} is no backbone of this version ({error}): restore it, or adapt it anew.") from error
    return backbone
