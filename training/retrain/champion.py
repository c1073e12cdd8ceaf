"""Loads a published model of background mode into Keras, free to learn more.

Only the converted form is kept of a model, with BatchNorm folded away and float16 weights, so this is what it goes on
from. That the network read is the network published is proved by its golden answers.
"""

import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from training.errors import RegistryError
from training.export.silhouette_golden import unpack
from training.model import build_network
from training.network_input import network_inputs
from training.registry.manifest import read_manifest

WEIGHTED = ("_FusedConv2D", "_FusedMatMul")  # the converter fuses bias and activation into these
DROPOUT = 0.3


def load_champion(folder: Path) -> keras.Model:
    """The network of the model in `folder`, uncompiled. Raises RegistryError."""
    manifest = read_manifest(folder)
    try:
        weights = _read_weights(folder / manifest.raw["graph"]["path"])
        kernels = [one for one in weights if one.ndim == 4]
        widths = tuple(kernel.shape[3] for kernel in kernels[:-1])  # the last width is used twice
        network = build_network(manifest.input.side, widths, dropout=DROPOUT, normalised=False)
        network.set_weights(weights)
    except (OSError, ValueError, KeyError, IndexError, TypeError) as error:
        raise RegistryError(
            f"{folder} holds a network of another kind than today's ({error}), so nothing can go on from it: "
            "train a new one with `just train-and-convert`."
        ) from error
    _check_golden(network, folder)
    return network


def widths_of(network: keras.Model) -> tuple[int, ...]:
    """The widths that build_network made it with."""
    found = [layer.filters for layer in network.layers if isinstance(layer, keras.layers.Conv2D)]
    return tuple(found[:-1])


def _read_weights(graph: Path) -> list[npt.NDArray[np.float32]]:
    """Kernels and biases in the order in which the graph uses them."""
    document: dict[str, Any] = json.loads(graph.read_text())
    found: dict[str, npt.NDArray[np.float32]] = {}
    for group in document["weightsManifest"]:
        data = b"".join((graph.parent / path).read_bytes() for path in group["paths"])
        at = 0
        for entry in group["weights"]:
            kind = np.dtype(entry.get("quantization", entry)["dtype"])
            count = int(np.prod(entry["shape"], dtype=np.int64))
            values = np.frombuffer(data, kind, count, at)
            found[entry["name"]] = values.astype(np.float32).reshape(entry["shape"])
            at += count * kind.itemsize
    nodes = document["modelTopology"]["node"]
    return [found[name] for node in nodes if node["op"] in WEIGHTED for name in node["input"][1:3]]


def _check_golden(network: keras.Model, folder: Path) -> None:
    manifest = read_manifest(folder)
    golden = json.loads((folder / manifest.golden).read_text())
    frames = [frame for case in golden["cases"] for frame in case["frames"]]
    size = manifest.silhouette
    silhouettes = np.stack([unpack(frame["silhouette"], size.height, size.width) for frame in frames])
    answers = network.predict(network_inputs(silhouettes, manifest.input)[..., None].astype(np.float32), verbose=0)
    worst = float(np.abs(answers - np.array([frame["probabilities"] for frame in frames])).max())
    if worst > golden["tolerance"]:
        raise RegistryError(
            f"{folder} does not give its golden answers in Keras (they differ by {worst:.4f}): restore it, or train a "
            "new one with `just train-and-convert`."
        )
