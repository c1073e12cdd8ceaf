"""Compresses answers for those who take gzip."""

from __future__ import annotations

from starlette.datastructures import Headers
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send


class CompressionMiddleware:
    """Starlette's compression, without its habit of taking `gzip;q=0`, which refuses gzip, for a wish for it."""

    def __init__(self, app: ASGIApp) -> None:
        self._compressing = GZipMiddleware(app, compresslevel=6)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http" and not takes_gzip(Headers(scope=scope).getlist("accept-encoding")):
            # In place: what is around this reads in the same scope which route answered.
            scope["headers"] = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        await self._compressing(scope, receive, send)


def takes_gzip(accepted: list[str]) -> bool:
    """Whether the values of Accept-Encoding name gzip, with a weight that is not 0."""
    for one in ",".join(accepted).lower().split(","):
        coding, *parameters = (part.strip() for part in one.split(";"))
        if coding == "gzip":
            weights = [
                value.strip() for name, _, value in (p.partition("=") for p in parameters) if name.strip() == "q"
            ]
            return all(_is_positive(weight) for weight in weights)
    return False


def _is_positive(weight: str) -> bool:
    try:
        return 0 < float(weight) <= 1
    except ValueError:
        return False
