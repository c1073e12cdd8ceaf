"""A registry of small models for tests: labels and a size in, a folder like converted_models/ out."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

LABELS = ["thumbs_up", "l", "fist", "open_palm", "closed_palm", "none"]
MODEL_ID = "20261122-1a2b3c4d"
WEIGHTS = bytes(range(256)) * 8


def write_model(registry: Path, model_id: str = MODEL_ID, **changes: object) -> str:
    """Write a model's folder whose manifest differs by `changes`; the hash of its manifest."""
    folder = registry / model_id
    folder.mkdir(parents=True)
    files = {
        "model.json": json.dumps({"format": "graph-model", "padding": " " * 2000}).encode(),
        "group1-shard1of1.bin": WEIGHTS,
        "golden.json": b'{"cases": []}',
    }
    for name, data in files.items():
        (folder / name).write_bytes(data)
    manifest: dict[str, Any] = {
        "schema": 1,
        "id": model_id,
        "labels": LABELS,
        "input": {"kind": "silhouette", "width": 64, "height": 64},
        "silhouette": {"width": 128, "height": 128},
        "smoothing": {"time_constant_ms": 100, "enter": 0.6, "leave": 0.4, "dwell_ms": 100},
        "thresholds": {"gesture": 0.7},
        "graph": {"path": "model.json", "flops": 19_000_000},
        "golden": "golden.json",
        "files": [
            {"path": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
            for name, data in files.items()
        ],
        "trained": {"commit": "0" * 40, "seed": 1, "data_digest": "0", "sources": [], "people": 0, "metrics": {}},
    }
    data = json.dumps({name: value for name, value in (manifest | changes).items() if value is not ...}).encode()
    (folder / "manifest.json").write_bytes(data)
    return hashlib.sha256(data).hexdigest()


def write_registry(registry: Path, current: str, hashes: dict[str, str]) -> None:
    """Write registry.json with these models and their manifests' hashes."""
    models = [{"id": model_id, "manifest_sha256": sha256} for model_id, sha256 in hashes.items()]
    document = {"current": current, "challenger": None, "models": models, "history": []}
    (registry / "registry.json").write_text(json.dumps(document))
