"""The registry of models: the folder converted_models in, the current model or one by its id out.

A switch of registry.json is seen by the next request, without a restart.
"""

from __future__ import annotations

import json
from pathlib import Path

from backend.errors import ModelUnavailableError
from backend.registry.manifest import ManifestError, Model, load

__all__ = ["Model", "Registry"]


class Registry:
    """The models that `folder`/registry.json lists; each is read and verified once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int, int] | None = None
        self._current = ""
        self._hashes: dict[str, str] = {}
        self._models: dict[str, Model] = {}

    def current(self) -> Model:
        """Return the model in use. Raises ModelUnavailableError."""
        self._refresh()
        return self._load(self._current)

    def model(self, model_id: str) -> Model | None:
        """Return a published model, or None where none has that id. Raises ModelUnavailableError."""
        self._refresh()
        return self._load(model_id) if model_id in self._hashes else None

    def _refresh(self) -> None:
        path = self._folder / "registry.json"
        try:
            status = path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
            if seen != self._seen:
                self._current, self._hashes = _parse(path.read_bytes())
                self._models.clear()
                self._seen = seen
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._seen = None
            raise ModelUnavailableError(
                f"The server has no usable list of models ({path.name} in its models' folder). "
                "Whoever runs it can make one with: just train-and-convert"
            ) from error

    def _load(self, model_id: str) -> Model:
        if model_id not in self._models:
            try:
                self._models[model_id] = load(self._folder / model_id, model_id, self._hashes[model_id])
            except ManifestError as error:
                raise ModelUnavailableError(
                    f"The server's model {model_id} is damaged ({error}). "
                    "Whoever runs it can publish it again with: just train-and-convert"
                ) from error
        return self._models[model_id]


def _parse(data: bytes) -> tuple[str, dict[str, str]]:
    registry = json.loads(data)
    hashes = {str(entry["id"]): str(entry["manifest_sha256"]) for entry in registry["models"]}
    if any("/" in model_id or model_id.startswith(".") for model_id in hashes):
        raise ValueError("an id is not the name of a folder")
    if registry["current"] not in hashes:
        raise ValueError("the current model is not in the list")
    return registry["current"], hashes
