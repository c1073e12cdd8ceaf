"""Refuses what another site's page makes a browser ask for."""

from __future__ import annotations

from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.http.errors import ForbiddenError, app_problem

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})


class CSRFMiddleware:
    """Refuses with 403 what another site asks to change; reading is open to all."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not from_our_page(scope["method"], Headers(scope=scope)):
            refusal = app_problem(ForbiddenError("This came from another site. Use the page that this server serves."))
            await refusal(scope, receive, send)
        else:
            await self.app(scope, receive, send)


def from_our_page(method: str, headers: Headers) -> bool:
    """Whether a request comes from a page of this server, as far as a browser says (no browser can be made to lie).

    Reading is open to all. Else Sec-Fetch-Site, where it is sent, decides: it must be same-origin or none. A browser
    that does not send it must send an Origin whose host is the one asked. What sends neither is no browser but a
    script, and is let through where it says who it is by an Authorization header.
    """
    if method in SAFE_METHODS:
        return True
    if sites := headers.getlist("sec-fetch-site"):
        return all(site in ("same-origin", "none") for site in sites)
    if origins := headers.getlist("origin"):
        host = headers.get("host")
        return bool(host) and all(origin in (f"https://{host}", f"http://{host}") for origin in origins)
    return "authorization" in headers
