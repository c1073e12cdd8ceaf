"""Publish while people use the page: a folder of models or of built pages in; another version of it, out."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from backend.models.manifest import BEFORE_EMBEDDING


def switch(models: Path, model_id: str) -> None:
    """Make `model_id` the current model of its way in the folder `models`, at once."""
    registry = json.loads((models / "registry.json").read_text())
    manifest = (models / model_id / "manifest.json").read_bytes()
    if all(one["id"] != model_id for one in registry["models"]):
        registry["models"].append({"id": model_id, "manifest_sha256": hashlib.sha256(manifest).hexdigest()})
    fresh = models / "registry.json.new"
    fresh.write_text(json.dumps(registry | {"current": registry["current"] | {json.loads(manifest)["way"]: model_id}}))
    fresh.replace(models / "registry.json")


def current(models: Path, way: str = "silhouette") -> str:
    """The id of a way's current model."""
    return str(json.loads((models / "registry.json").read_text())["current"][way])


def publish_twin(models: Path, model_id: str, way: str = "silhouette") -> None:
    """Switch to a copy of a way's current model, under another id."""
    write_copy(models, models / model_id, way)
    switch(models, model_id)


def publish_wrong(models: Path, model_id: str, way: str = "silhouette") -> None:
    """Switch to a model that answers otherwise than its golden answers."""
    write_wrong(models, models / model_id, way)
    switch(models, model_id)


def write_wrong(models: Path, folder: Path, way: str = "silhouette") -> None:
    """A copy of a way's current model, whose hashes are right and whose golden answers are those of another one.

    Of hands the answers of the head: pages that have its networks look at those.
    """
    shutil.copytree(models / current(models, way), folder)
    name = "head.json" if way == "hand" else "golden.json"
    document = json.loads((folder / name).read_text())
    if way == "hand":
        embedding = json.loads((folder / "manifest.json").read_text())["backbone"]["embedding"]
        sure = [1.0] + [0.0] * (len(document["labels"]) - 1)
        hand = base64.b64encode(bytes(4 * (BEFORE_EMBEDDING + embedding))).decode()
        document["golden"] = [{"hand": hand, "probabilities": sure}]
    else:
        for frame in (frame for case in document["cases"] for frame in case["frames"]):
            frame["probabilities"].reverse()
    (folder / name).write_text(json.dumps(document))
    describe_anew(folder)


def write_copy(models: Path, folder: Path, way: str) -> None:
    """A copy of a way's current model."""
    shutil.copytree(models / current(models, way), folder)
    describe_anew(folder)


def describe_anew(folder: Path) -> None:
    """Write the manifest of the model that is in `folder` now, whose name is its id."""
    model_id = folder.name
    manifest: dict[str, Any] = json.loads((folder / "manifest.json").read_text()) | {"id": model_id}
    for file in manifest["files"]:
        content = (folder / file["path"]).read_bytes()
        file |= {"bytes": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    (folder / "manifest.json").write_text(json.dumps(manifest))


def digest(content: bytes) -> str:
    """A file's hash as the service worker has it."""
    return base64.b64encode(hashlib.sha256(content).digest()).decode()
