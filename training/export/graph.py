"""A Keras network as two files that TensorFlow.js loads: <name>.json and <name>.bin."""

import json
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import keras
import numpy as np
import numpy.typing as npt

from training.errors import ConversionError
from training.export.convert import convert

# Bits of the mantissa that are kept of large weights: gzip takes away what is zero. 5 move a palm's points by .3 of
# 128 pixels, and no hand is found less; 8 bits in equal steps move them by 1.9 and lose 2 % of the hands.
MANTISSA: Final = 5
LARGE: Final = 1000  # numbers; smaller ones weigh nothing
_FLOAT16_MANTISSA: Final = 10


def write_graph(network: keras.Model, folder: Path, name: str, pauses: Sequence[Sequence[str]] = ()) -> None:
    """Writes `name`.json and `name`.bin (float16). Raises ConversionError.

    `pauses` are the layers at each of which together a run may pause; the file names their nodes.
    """
    with tempfile.TemporaryDirectory() as temporary:
        convert(network, Path(temporary))
        document = json.loads((Path(temporary) / "model.json").read_text())
        groups = document["weightsManifest"]
        if len(groups) != 1 or len(groups[0]["paths"]) != 1:
            raise ConversionError(f"The weights of {name} came in several files: one was expected.")
        shutil.copyfile(Path(temporary) / groups[0]["paths"][0], folder / f"{name}.bin")
        groups[0]["paths"] = [f"{name}.bin"]
    if pauses:
        document["userDefinedMetadata"] = {
            "pauses": [[_node_of(document, layer) for layer in pause] for pause in pauses]
        }
    (folder / f"{name}.json").write_text(json.dumps(document))


def _node_of(document: dict[str, Any], layer: str) -> str:
    """The node that gives a layer's value: the last of those that the converter named after the layer."""
    nodes = [one for one in document["modelTopology"]["node"] if f"/{layer}_" in one["name"] and one["op"] == "Prelu"]
    if len(nodes) != 1:
        raise ConversionError(f"{len(nodes)} nodes of the converted network are the layer {layer}: one was expected.")
    return str(nodes[0]["name"])


def round_weights(network: keras.Model) -> keras.Model:
    """Rounds the weights to what is written, so that what is measured is what is shipped; in place."""
    network.set_weights([_rounded(one) for one in network.get_weights()])
    return network


def _rounded(weights: npt.NDArray[Any]) -> npt.NDArray[np.float32]:
    """Float16 numbers; of large arrays with MANTISSA bits."""
    halves = np.asarray(weights, np.float16)
    if weights.size >= LARGE:
        dropped = _FLOAT16_MANTISSA - MANTISSA
        bits = halves.view(np.uint16).astype(np.uint32) + (1 << (dropped - 1))
        halves = (bits >> dropped << dropped).astype(np.uint16).view(np.float16)
    return halves.astype(np.float32)
