"""The models that registry.json lists; a change is seen by the next request, without a restart.

A switch of registry.json is seen by the next request, without a restart.
"""

from __future__ import annotations

import logging
from pathlib import Path

from backend.http.errors import ModelUnavailableError
from backend.models.document import NAME, WAYS, Document, Way, parse
from backend.models.manifest import ManifestError, Model, load

__all__ = ["Model", "Registry"]


logger = logging.getLogger(__name__)


class Registry:
    """The models that registry.json in `folder` lists; each is read and verified once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[int, int, int] | None = None
        self._document = Document()
        self._models: dict[str, Model] = {}
        self._damaged: set[str] = set()  # challengers, until registry.json changes

    def current(self, way: Way) -> Model | None:
        """Return a way's model in use, its champion; None where it has none. Raises ModelUnavailableError."""
        self._refresh()
        model_id = self._document.current[way]
        return None if model_id is None else self._load(model_id, way)

    def foremost(self) -> Model:
        """Return the model that pages open with: the way of hands' one, else that of silhouettes.

        Raises ModelUnavailableError.
        """
        self._refresh()
        return next(model for way in WAYS if (model := self.current(way)) is not None)

    def challenger(self) -> Model | None:
        """Return the model whose head is compared with that of hands in use; None: there is none, or a damaged one.

        A challenger never keeps the champion from answering. Raises ModelUnavailableError where there is no list.
        """
        self._refresh()
        challenger = self._document.challenger
        if challenger is None or challenger in self._damaged:
            return None
        try:
            return self._load(challenger, "hand")
        except ModelUnavailableError as error:
            self._damaged.add(challenger)
            logger.warning("nothing is compared with the current model: %s", error.detail)
            return None

    def document(self) -> Document:
        """Return what registry.json says now. Raises ModelUnavailableError."""
        self._refresh()
        return self._document

    def model(self, model_id: str) -> Model | None:
        """Return a published model, or None where none has that id. Raises ModelUnavailableError."""
        self._refresh()
        return self._load(model_id) if model_id in self._document.models else None

    def _refresh(self) -> None:
        path = self._folder / NAME
        try:
            status = path.stat()
            seen = (status.st_ino, status.st_mtime_ns, status.st_size)
            if seen != self._seen:
                document = parse(path.read_bytes())
                if not document.models:
                    raise ValueError("it lists no model")
                self._document = document
                self._models.clear()
                self._damaged.clear()
                self._seen = seen
        except (OSError, ValueError, KeyError, TypeError) as error:
            self._seen = None
            raise ModelUnavailableError(
                f"The server has no usable list of models ({path.name} in its models' folder: {_words(error)}). "
                "Whoever runs it can make one with: just train-and-convert"
            ) from error

    def _load(self, model_id: str, way: Way | None = None) -> Model:
        """Return a model; `way` is what it must be of."""
        try:
            if model_id not in self._models:
                self._models[model_id] = load(self._folder / model_id, model_id, self._document.models[model_id])
            model = self._models[model_id]
            if way not in (None, model.way):
                raise ManifestError(f"{NAME} has it as a model of the way {way}, but it is of {model.way}")
        except ManifestError as error:
            raise ModelUnavailableError(
                f"The server's model {model_id} is damaged ({error}). "
                "Whoever runs it can publish it again with: just train-and-convert"
            ) from error
        return model


def _words(error: Exception) -> str:
    """What is wrong with the list, without the path that an OSError names."""
    return str(error.strerror) if isinstance(error, OSError) else str(error)
