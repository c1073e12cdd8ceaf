"""Turns errors that a library answers in plain text into problem details."""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from backend.http.errors import PROBLEM, problem

_DETAILS: Final = {
    400: "The request's headers cannot be understood. Leave Range out to get the whole file.",
    416: "The file has no such bytes. Leave Range out to get the whole file.",
}
_KEPT: Final = ("Content-Range",)


class ProblemDetailsMiddleware:
    """Turns every error of the app within that is not a problem yet into one."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        replaced = False

        async def send_problems(message: Message) -> None:
            nonlocal replaced
            if message["type"] == "http.response.start" and _is_bare_error(message):
                replaced = True
                await _problem_instead(message, scope, receive, send)
            elif not replaced:
                await send(message)

        await self.app(scope, receive, send_problems if scope["type"] == "http" else send)


def _is_bare_error(start: Message) -> bool:
    return start["status"] >= 400 and Headers(raw=start["headers"]).get("content-type") != PROBLEM


async def _problem_instead(start: Message, scope: Scope, receive: Receive, send: Send) -> None:
    status, headers = start["status"], Headers(raw=start["headers"])
    phrase = HTTPStatus(status).phrase
    kept = {name: headers[name] for name in _KEPT if name in headers}
    await problem(status, phrase, _DETAILS.get(status, f"{phrase}. Check the request."), kept)(scope, receive, send)
