"""Lets pages of other sites ask what the administrator allows them (Cross-Origin Resource Sharing)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Without these a request is that of a script, which must say who it is by a token: a cookie never speaks for a person
# who only looks at another site.
_OF_BROWSERS: Final = (b"cookie", b"origin", b"sec-fetch-site")
_SITE: Final = "site"
_PREFLIGHT: Final = {
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


class CrossOriginMiddleware:
    """Takes one method of some `paths` from pages of some `origins`; it stands before what refuses other sites."""

    def __init__(self, app: ASGIApp, origins: Collection[str], paths: Mapping[str, str]) -> None:
        self.app = app
        self._origins = frozenset(origins)
        self._paths = dict(paths)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        origin = Headers(scope=scope).get("origin") if scope["type"] == "http" else None
        method = self._paths.get(scope["path"]) if origin in self._origins else None
        if origin is None or method is None or scope["method"] not in ("OPTIONS", method):
            await self.app(scope, receive, send)
            return

        async def send_to_page(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Access-Control-Allow-Origin"] = origin
                headers["Access-Control-Expose-Headers"] = "Retry-After"
                headers.add_vary_header("Origin")
            await send(message)

        if scope["method"] == "OPTIONS":
            await Response(status_code=204, headers={**_PREFLIGHT, "Access-Control-Allow-Methods": method})(
                scope, receive, send_to_page
            )
            return
        kept = [(name, value) for name, value in scope["headers"] if name not in _OF_BROWSERS]
        await self.app({**scope, "headers": kept, _SITE: origin}, receive, send_to_page)


def site(request: Request) -> str | None:
    """Return the other site whose page asks, one that is allowed; None: our own page, or a script."""
    origin: str | None = request.scope.get(_SITE)
    return origin
