"""A registry of small models, like converted_models/."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from backend.models.document import Way

LABELS = ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "none"]
HAND_LABELS = ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "okay", "peace", "none"]
MODEL_ID = "20261122-1a2b3c4d"
HAND_ID = "20261128-0b1c2d3e"
WEIGHTS = bytes(range(256)) * 8
BACKBONE = bytes(range(255, -1, -1)) * 8
EMBEDDING = 16


def write_model(registry: Path, model_id: str = MODEL_ID, **changes: object) -> str:
    """Write the folder of a model that sees silhouettes, whose manifest differs by `changes`; its manifest's hash."""
    files = {
        "model.json": json.dumps({"format": "graph-model", "padding": " " * 2000}).encode(),
        "group1-shard1of1.bin": WEIGHTS,
        "golden.json": b'{"cases": []}',
    }
    of_way = {
        "way": "silhouette",
        "labels": LABELS,
        "input": {"kind": "silhouette", "width": 64, "height": 64},
        "silhouette": {"width": 128, "height": 128},
        "graph": {"path": "model.json", "flops": 19_000_000},
    }
    return _write(registry, model_id, files, of_way | changes)


def write_hand_model(
    registry: Path,
    model_id: str = HAND_ID,
    weights: bytes = BACKBONE,
    fitted: Mapping[str, object] | None = None,
    **changes: object,
) -> str:
    """The same of a model that sees the hand itself; its head differs by `fitted`."""
    head: dict[str, object] = {
        "backbone": hashlib.sha256(weights).hexdigest(),
        "labels": HAND_LABELS,
        "features": ["embedding", "turn", "side"],
        "layers": [],
        "golden": [],
    }
    files = {
        "finder.json": b"{}",
        "finder.bin": WEIGHTS,
        "backbone.json": b"{}",
        "backbone.bin": weights,
        "head.json": json.dumps(head | dict(fitted or {})).encode(),
        "golden.json": b'{"cases": []}',
    }
    of_way = {
        "way": "hand",
        "labels": HAND_LABELS,
        "finder": {"graph": "finder.json", "side": 128, "score": 0.5, "flops": 250_000_000},
        "backbone": {
            "graph": "backbone.json",
            "weights": "backbone.bin",
            "side": 128,
            "embedding": EMBEDDING,
            "presence": 0.5,
            "flops": 96_000_000,
        },
        "head": "head.json",
    }
    return _write(registry, model_id, files, of_way | changes)


def write_registry(registry: Path, current: str, hashes: Mapping[str, str], way: Way = "silhouette") -> None:
    """Write registry.json with these models and their manifests' hashes; `current` is the current one of `way`."""
    models = [{"id": model_id, "manifest_sha256": sha256} for model_id, sha256 in hashes.items()]
    ways = {"hand": None, "silhouette": None, way: current}
    document = {"current": ways, "challenger": None, "models": models, "history": []}
    (registry / "registry.json").write_text(json.dumps(document))


def _write(registry: Path, model_id: str, files: Mapping[str, bytes], fields: Mapping[str, object]) -> str:
    folder = registry / model_id
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)
    manifest: dict[str, Any] = {
        "schema": 2,
        "id": model_id,
        "smoothing": {"time_constant_ms": 100, "enter": 0.6, "leave": 0.4, "dwell_ms": 100},
        "thresholds": {"gesture": 0.7},
        "golden": "golden.json",
        "files": [
            {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
        "trained": {"commit": "0" * 40, "seed": 1, "data_digest": "0", "sources": [], "people": 0, "metrics": {}},
    }
    data = json.dumps({name: value for name, value in (manifest | dict(fields)).items() if value is not ...}).encode()
    (folder / "manifest.json").write_bytes(data)
    return hashlib.sha256(data).hexdigest()
