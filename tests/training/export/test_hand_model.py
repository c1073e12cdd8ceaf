"""The head's document: numbers that the page reads, and the backbone that they belong to."""

import base64
import hashlib
from pathlib import Path

import numpy as np

from training.export.hand_model import head_document
from training.head.fit import Head
from training.labels import HAND_LABELS


def test_a_head_is_written_row_by_row_and_names_its_backbone(tmp_path: Path) -> None:
    random = np.random.default_rng(1)
    kernels = (random.normal(0, 1, (13, 3)).astype(np.float32), random.normal(0, 1, (3, 8)).astype(np.float32))
    biases = (random.normal(0, 1, 3).astype(np.float32), random.normal(0, 1, 8).astype(np.float32))
    weights = tmp_path / "backbone.bin"
    weights.write_bytes(b"some weights")
    transposed = np.asfortranarray(kernels[0])  # however it lies in memory
    document = head_document(Head((transposed, kernels[1]), biases), weights, np.zeros((0, 67), np.float32))
    assert document["backbone"] == hashlib.sha256(b"some weights").hexdigest()
    assert document["labels"] == list(HAND_LABELS)
    assert document["features"] == ["embedding", "turn", "side", "fingers"]
    assert [layer["activation"] for layer in document["layers"]] == ["relu", "softmax"]
    assert [layer["units"] for layer in document["layers"]] == [3, 8]
    for layer, kernel, bias in zip(document["layers"], kernels, biases, strict=True):
        assert np.frombuffer(base64.b64decode(layer["kernel"]), "<f4").tolist() == kernel.ravel().tolist()
        assert np.frombuffer(base64.b64decode(layer["bias"]), "<f4").tolist() == bias.tolist()
