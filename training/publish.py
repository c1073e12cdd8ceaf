"""Publishing: a finished folder in, the folder in converted_models/ and registry.json switched to it out.

The folder is copied whole under another name, flushed, and renamed; the registry is replaced last and in one step.
Whatever happens in between, the registry names a complete model.
"""

import hashlib
import json
import os
import shutil
from pathlib import Path
from typing import Any

from training.errors import RegistryError
from training.manifest import NAME, read_manifest


def publish(folder: Path, models: Path) -> str:
    """Makes the model in `folder` the current one of the registry in `models`; returns its id. Raises RegistryError."""
    manifest = read_manifest(folder)
    try:
        models.mkdir(parents=True, exist_ok=True)
        registry = _read_registry(models)
        _copy_whole(folder, models / manifest.id)
        digest = hashlib.sha256((models / manifest.id / NAME).read_bytes()).hexdigest()
        others = [entry for entry in registry["models"] if entry["id"] != manifest.id]
        _switch(models, {"current": manifest.id, "models": [*others, {"id": manifest.id, "manifest_sha256": digest}]})
    except OSError as error:
        raise RegistryError(
            f"The model could not be written to {models} ({error}). The registry still names the model before it; "
            "make room or mend the rights, then run the command again."
        ) from error
    return manifest.id


def current_model(models: Path) -> Path:
    """The folder of the current model. Raises RegistryError where there is none."""
    registry = _read_registry(models)
    if registry["current"] is None:
        raise RegistryError(f"There is no model in {models}: run `just train-and-convert`.")
    return models / str(registry["current"])


def _read_registry(models: Path) -> dict[str, Any]:
    path = models / "registry.json"
    if not path.exists():
        return {"current": None, "models": []}
    try:
        registry = json.loads(path.read_text())
        if set(registry) != {"current", "models"}:
            raise RegistryError(f"{path} has other fields than `current` and `models`: restore it from git.")
        return dict(registry)
    except ValueError as error:
        raise RegistryError(f"{path} is no JSON ({error}): restore it from git.") from error


def _copy_whole(folder: Path, target: Path) -> None:
    incoming = target.with_name(f".{target.name}.incoming")
    shutil.rmtree(incoming, ignore_errors=True)
    shutil.copytree(folder, incoming)
    for path in incoming.rglob("*"):
        if path.is_file():
            _flush(path)
    if target.exists():
        shutil.rmtree(target)
    incoming.rename(target)
    _flush(target.parent)


def _switch(models: Path, registry: dict[str, object]) -> None:
    incoming = models / ".registry.json.incoming"
    incoming.write_text(json.dumps(registry, indent=2) + "\n")
    _flush(incoming)
    incoming.replace(models / "registry.json")
    _flush(models)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
