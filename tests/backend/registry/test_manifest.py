"""The manifest: a folder that is as published gives a Model, anything else an error that names what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.registry.manifest import Input, ManifestError, load
from tests.backend.models import LABELS, MODEL_ID, write_model


def test_a_published_model(tmp_path: Path) -> None:
    sha256 = write_model(tmp_path)
    model = load(tmp_path / MODEL_ID, MODEL_ID, sha256)
    assert (model.id, model.labels, model.manifest_sha256) == (MODEL_ID, tuple(LABELS), sha256)
    assert model.input == Input("silhouette", 64, 64)
    assert model.files == {"manifest.json", "model.json", "group1-shard1of1.bin", "golden.json"}


@pytest.mark.parametrize("name", ["model.json", "group1-shard1of1.bin", "golden.json", "manifest.json"])
def test_a_damaged_or_missing_file(tmp_path: Path, name: str) -> None:
    sha256 = write_model(tmp_path)
    file = tmp_path / MODEL_ID / name
    data = file.read_bytes()
    file.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    with pytest.raises(ManifestError, match=name):
        load(tmp_path / MODEL_ID, MODEL_ID, sha256)
    file.unlink()
    with pytest.raises(ManifestError, match=name):
        load(tmp_path / MODEL_ID, MODEL_ID, sha256)


FILE = {"path": "model.json", "bytes": 1, "sha256": "0"}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"schema": 2}, "schema"),
        ({"id": "another"}, "id"),
        ({"labels": ...}, "labels"),
        ({"extra": 1}, "extra"),
        ({"labels": []}, "list"),
        ({"labels": ["a", "a"]}, "twice"),
        ({"labels": ["a", 1]}, "text"),
        ({"input": {"kind": "silhouette", "width": 64}}, "height"),
        ({"input": {"kind": "silhouette", "width": 0, "height": 64}}, "pixels"),
        ({"input": {"kind": "silhouette", "width": 64.0, "height": 64}}, "pixels"),
        ({"files": [FILE]}, "model.json"),
        ({"files": [FILE | {"path": "/etc/passwd"}]}, "leaves"),
        ({"files": [FILE | {"path": "../registry.json"}]}, "leaves"),
        ({"files": [FILE | {"path": "a\\..\\b"}]}, "leaves"),
        ({"files": []}, "list"),
    ],
)
def test_another_manifest(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    sha256 = write_model(tmp_path, **changes)
    with pytest.raises(ManifestError, match=said):
        load(tmp_path / MODEL_ID, MODEL_ID, sha256)
