"""The models over HTTP: the current one's address, and the files that its manifest lists."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response

from backend.errors import NotFoundError
from backend.registry.manifest import MANIFEST
from backend.registry.registry import Registry

FOREVER: Final = "public, max-age=31536000, immutable"
_TYPES: Final = {".json": "application/json", ".md": "text/markdown; charset=utf-8", ".png": "image/png"}


class RegistryRoutes:
    """Answers /api/models/current and /models/."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def current(self, request: Request) -> Response:
        """Which model to use: tiny, asked again each time, 304 while it is the same."""
        model = self._registry.current()
        headers = {"Cache-Control": "no-cache", "ETag": f'"{model.manifest_sha256[:32]}"'}
        if headers["ETag"] in _etags(request.headers.get("if-none-match", "")):
            return Response(status_code=304, headers=headers)
        return JSONResponse({"id": model.id, "manifest": f"/models/{model.id}/{MANIFEST}"}, headers=headers)

    async def file(self, request: Request) -> Response:
        """One file of a model. A path that its manifest does not list does not exist, whatever lies in the folder."""
        model = self._registry.model(request.path_params["id"])
        path = request.path_params["path"]
        if model is None or path not in model.files:
            raise NotFoundError("No published model has this file. Start again from /api/models/current.")
        file = model.folder / path
        media_type = _TYPES.get(file.suffix, "application/octet-stream")
        return FileResponse(file, headers={"Cache-Control": FOREVER}, media_type=media_type)


def _etags(if_none_match: str) -> list[str]:
    return [tag.strip().removeprefix("W/") for tag in if_none_match.split(",")]
