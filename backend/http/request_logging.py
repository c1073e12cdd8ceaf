"""Logs and counts every request."""

from __future__ import annotations

import time
import uuid
from typing import Final

import structlog
from starlette.datastructures import MutableHeaders
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.metrics import REQUESTS, SECONDS

REQUEST_ID: Final = "X-Request-ID"
# Anybody may invent methods and addresses; each new one would be a number to keep for ever.
METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
QUIET: Final = frozenset({"/healthz", "/readyz"})  # asked every few seconds by what watches over the server

log = structlog.stdlib.get_logger("backend.requests")


class RequestLoggingMiddleware:
    """Gives each request an id, which its answer and all that it logs carry, and tells how it ended."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request_id, started, status = uuid.uuid4().hex, time.perf_counter(), 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID] = request_id
            await send(message)

        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id)
        try:
            await self.app(scope, receive, send_with_id)
        except Exception:
            status = status or 500  # answered further out, and logged there with this same id
            raise
        finally:
            _tell(scope, status, time.perf_counter() - started)


def identify(account_id: int) -> None:
    """Note in the log whose request this is."""
    structlog.contextvars.bind_contextvars(account_id=account_id)


def _tell(scope: Scope, status: int, seconds: float) -> None:
    """Status 0 stands for no answer at all: the client had gone."""
    method = scope["method"] if scope["method"] in METHODS else "other"
    route = _route(scope)
    REQUESTS.labels(method, route, str(status)).inc()
    SECONDS.labels(method, route).observe(seconds)
    say = log.debug if scope["path"] in QUIET and status < 400 else log.info
    say("request", method=scope["method"], path=scope["path"], status=status, ms=round(seconds * 1000, 1))


def _route(scope: Scope) -> str:
    """Return the address as the table of addresses spells it, so that there are as many as there are rows."""
    route = scope.get("route")
    if isinstance(route, Route):
        return f"{scope.get('root_path', '')}{route.path}"
    return "pages" if isinstance(route, Mount) and not route.path else "other"
