"""Serves everything below a path, such as /gesture, beside what else a host has."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.http.errors import NotFoundError, app_problem

# What watches over the server asks it itself, not by way of the proxy that gives it a path.
WATCHING: Final = frozenset({"/healthz", "/readyz"})


class RootPathMiddleware:
    """Answers below `root` (empty: everywhere), which a proxy must leave in the addresses that it passes on."""

    def __init__(self, app: ASGIApp, root: str) -> None:
        self.app = app
        self._root = root

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or not self._root:
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if path == self._root:
            await RedirectResponse(f"{self._root}/", 308)(scope, receive, send)
        elif path.startswith(f"{self._root}/") or path in WATCHING:
            scope["root_path"] = self._root
            await self.app(scope, receive, send)
        else:
            await app_problem(
                NotFoundError(
                    f"This server answers below {self._root}/ only (ROOT_PATH). Start there; a proxy must leave "
                    f"{self._root} in the addresses that it passes on."
                )
            )(scope, receive, send)


def root_of(request: Request) -> str:
    """Return the path below which this server answers; empty where that is all of its host."""
    root: str = request.scope.get("app_root_path", request.scope.get("root_path", ""))
    return root
