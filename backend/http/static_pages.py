"""Serves the pages that Vite built, with the right caching."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

# As StaticFiles normalises the path: "." is "/".
_PAGES: Final = {".": "index.html", "stats": "stats.html", "examples": "examples.html", "share": "share.html"}


class Pages(StaticFiles):
    """Serves web/dist: its pages by their names in _PAGES; what lies in an assets/ carries its hash in its name."""

    def __init__(self, folder: Path) -> None:
        super().__init__(directory=folder, check_dir=False)
        self._assets = tuple(str((folder / path).resolve()) + os.sep for path in ("assets", "embed/assets"))

    def get_path(self, scope: Scope) -> str:
        """Return the file that answers a request's path."""
        path = super().get_path(scope)
        return _PAGES.get(path, path)

    def file_response(
        self, full_path: os.PathLike[str] | str, stat_result: os.stat_result, scope: Scope, status_code: int = 200
    ) -> Response:
        """Return a file, or 304; a hashed one never changes, any other is asked for again each time."""
        response = super().file_response(full_path, stat_result, scope, status_code)
        hashed = str(full_path).startswith(self._assets)
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if hashed else "no-cache"
        return response
