"""The models over HTTP: the addresses of the current ones, and the files that its manifest lists."""

from __future__ import annotations

import hashlib
from typing import Final

import msgspec
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from backend.http.endpoints import Media, operation
from backend.http.errors import NotFoundError
from backend.http.responses import answer
from backend.http.root_path import root_of
from backend.models.document import WAYS
from backend.models.manifest import MANIFEST
from backend.models.registry import Model, Registry
from backend.models.schemas import CurrentModels, ModelLink

FOREVER: Final = "public, max-age=31536000, immutable"
FILE: Final = Media(("application/json", "application/octet-stream", "text/markdown", "image/png"))
PART: Final = Media((*FILE.types, "multipart/byteranges"))
_TYPES: Final = {".json": "application/json", ".md": "text/markdown; charset=utf-8", ".png": "image/png"}


class RegistryRoutes:
    """Answers /api/models/current and /models/."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    @operation("currentModel", CurrentModels, etag=True)
    async def current(self, request: Request) -> Response:
        """Which models to use: tiny, asked again each time, 304 while they are the same."""
        models = {way: self._registry.current(way) for way in WAYS}
        root = root_of(request)
        links = {way: _link(model, root) for way, model in models.items()}
        told = CurrentModels(**links, challenger=_link(self._registry.challenger(), root))
        marked = [told, *(model.manifest_sha256 for model in models.values() if model is not None)]
        etag = hashlib.sha256(msgspec.json.encode(marked)).hexdigest()[:32]
        headers = {"Cache-Control": "no-cache", "ETag": f'"{etag}"'}
        if headers["ETag"] in _etags(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return answer(told, headers=headers)

    @operation("modelFile", {200: FILE, 206: PART}, problems=(400, 416))
    async def file(self, request: Request) -> Response:
        """One file of a model. A path that its manifest does not list does not exist, whatever lies in the folder."""
        model = self._registry.model(request.path_params["id"])
        path = request.path_params["path"]
        if model is None or path not in model.files:
            raise NotFoundError("No published model has this file. Start again from /api/models/current.")
        file = model.folder / path
        media_type = _TYPES.get(file.suffix, "application/octet-stream")
        return FileResponse(file, headers={"Cache-Control": FOREVER}, media_type=media_type)


def _link(model: Model | None, root: str) -> ModelLink | None:
    return None if model is None else ModelLink(model.id, f"{root}/models/{model.id}/{MANIFEST}")


def _etags(if_none_match: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
