"""Sets the headers that tell a browser what a page may do."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# No Cross-Origin-Opener-Policy with Cross-Origin-Embedder-Policy here: together they switch TensorFlow.js to its
# threaded wasm, which hangs under this very policy.
_CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        "worker-src 'self'",
        "manifest-src 'self'",
        "connect-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "style-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "form-action 'self'",
        "frame-ancestors 'none'",
    )
)

SECURITY_HEADERS: Final[Mapping[str, str]] = {
    "Content-Security-Policy": _CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=(), display-capture=()",
}

# What pages of other sites may load (the package gesture-camera, models): it holds nothing that is somebody's, and
# answers the same whoever asks.
_PUBLIC: Final = ("/embed/", "/models/", "/api/models/current")
PUBLIC_HEADERS: Final[Mapping[str, str]] = {
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

# A year; told only where TLS is spoken already.
STRICT_TRANSPORT: Final = "max-age=31536000"


def security_headers(scheme: str) -> Mapping[str, str]:
    """Return SECURITY_HEADERS, and over TLS (https) that there is no way back from it."""
    return (
        {**SECURITY_HEADERS, "Strict-Transport-Security": STRICT_TRANSPORT} if scheme == "https" else SECURITY_HEADERS
    )


class SecurityHeadersMiddleware:
    """Adds security_headers to every answer of the app within, and PUBLIC_HEADERS to what other sites may load.

    `root` is the path below which the server answers; empty: everywhere.
    """

    def __init__(self, app: ASGIApp, root: str = "") -> None:
        self.app = app
        self._public = tuple(root + path for path in _PUBLIC)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(security_headers(scope["scheme"]))
                if scope["path"].startswith(self._public):
                    headers.update(PUBLIC_HEADERS)
            await send(message)

        await self.app(scope, receive, send_with_headers if scope["type"] == "http" else send)
