"""Publish while people use the page: a folder of models or of built pages in; another version of it, out."""

from __future__ import annotations

import base64
import hashlib
import json
import shutil
from pathlib import Path
from typing import Any


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
    """A copy of a way's current model, whose hashes are right and whose golden answers are those of another network."""
    shutil.copytree(models / current(models, way), folder)
    golden = json.loads((folder / "golden.json").read_text())
    for answer in (answer for case in golden["cases"] for answer in case["hands" if way == "hand" else "frames"]):
        answer["probabilities"].reverse()
    (folder / "golden.json").write_text(json.dumps(golden))
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
