"""The manifest: a folder that is as published gives a Model, anything else an error that names what is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.models.manifest import Input, ManifestError, load
from tests.backend.model_files import EMBEDDING, HAND_ID, HAND_LABELS, LABELS, MODEL_ID, write_hand_model, write_model


def test_a_published_model(tmp_path: Path) -> None:
    sha256 = write_model(tmp_path)
    model = load(tmp_path / MODEL_ID, MODEL_ID, sha256)
    assert (model.id, model.labels, model.manifest_sha256) == (MODEL_ID, tuple(LABELS), sha256)
    assert (model.way, model.input, model.input.bytes) == ("silhouette", Input("silhouette", 64, 64), 4096)
    assert model.files == {"manifest.json", "model.json", "group1-shard1of1.bin", "golden.json"}


def test_a_published_model_that_sees_the_hand_itself(tmp_path: Path) -> None:
    model = load(tmp_path / HAND_ID, HAND_ID, write_hand_model(tmp_path))
    assert (model.way, model.labels) == ("hand", tuple(HAND_LABELS))
    assert (model.input, model.input.bytes) == (Input("points", EMBEDDING, 1), 4 * (67 + EMBEDDING))
    assert {"finder.bin", "backbone.bin", "head.json"} < model.files


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
        ({"schema": 1}, "schema other than 2"),
        ({"schema": ...}, "schema"),
        ({"id": "another"}, "id"),
        ({"way": ...}, "its way is none of hand, silhouette"),
        ({"way": "foot"}, "its way is none of hand, silhouette"),
        ({"way": "hand"}, "backbone, finder, graph, head, input, silhouette"),
        ({"head": "head.json"}, "unknown fields: head"),
        ({"graph": {"path": "another.json", "flops": 1}}, "lacks another.json"),
        ({"golden": "another.json"}, "lacks another.json"),
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


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"fitted": {"backbone": "0" * 64}}, "another backbone than backbone.bin"),
        ({"fitted": {"labels": LABELS}}, "other labels than the manifest"),
        ({"fitted": {"extra": 1}}, "unknown fields: extra"),
        ({"labels": LABELS}, "other labels than the manifest"),
        ({"finder": {"graph": "finder.json"}}, "missing or unknown fields: flops, score, side"),
        ({"backbone": ...}, "missing or unknown fields: backbone"),
        ({"way": "silhouette"}, "missing or unknown fields"),
        (
            {
                "backbone": {
                    **{"graph": "backbone.json", "weights": "other.bin", "side": 128, "embedding": 16},
                    **{"presence": 0.5, "flops": 1},
                }
            },
            "lacks other.bin",
        ),
    ],
)
def test_a_hand_model_whose_parts_do_not_belong_together(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    sha256 = write_hand_model(tmp_path, **changes)
    with pytest.raises(ManifestError, match=said):
        load(tmp_path / HAND_ID, HAND_ID, sha256)
