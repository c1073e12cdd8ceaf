"""Addresses and what stands behind each: the handler of each method, with what the API's document says of it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from backend.http.messages import Message

Handler = Callable[[Request], Awaitable[Response]]
H = TypeVar("H", bound=Callable[..., Awaitable[Response]])

# Who may ask, as alternatives; the empty one is nobody.
Security = tuple[tuple[str, ...], ...]
ANYBODY: Final[Security] = ()
BROWSER: Final[Security] = (("session",),)
ACCOUNT: Final[Security] = (("session",), ("token",))
PERHAPS_ACCOUNT: Final[Security] = ((), ("session",), ("token",))
TOKEN: Final[Security] = (("token",),)
PASSWORD: Final[Security] = (("password",),)

_OPERATION: Final = "operation"


@dataclass(frozen=True)
class Media:
    """Bytes of one of some media types; `description` and `header` say what is in them."""

    types: tuple[str, ...]
    description: str = ""
    header: type[Message] | None = None


Content = type[Message] | Media | None


@dataclass(frozen=True)
class Operation:
    """What the document says of one method of one address; what follows from the rest is not repeated here."""

    name: str
    summary: str
    answers: Mapping[int, Content]
    body: type[Message] | Media | None = None
    body_rules: Mapping[str, Any] = field(default_factory=dict)  # what a struct cannot say, as JSON Schema
    query: type[Message] | None = None
    security: Security = ANYBODY
    problems: tuple[int, ...] = ()
    away: bool = True  # whether the database or the models may be away
    etag: bool = False
    answer_headers: Mapping[str, bool] = field(default_factory=dict)  # whether it is always there
    request_headers: Mapping[str, str] = field(default_factory=dict)  # what it is for


def operation(name: str, answers: Mapping[int, Content] | type[Message], **more: Any) -> Callable[[H], H]:
    """Say what a handler takes and gives; the first sentence of its docstring is the summary."""

    def documented(handler: H) -> H:
        summary = (handler.__doc__ or "").partition("\n")[0].strip().rstrip(".")
        of_status = answers if isinstance(answers, Mapping) else {200: answers}
        setattr(handler, _OPERATION, Operation(name, summary, of_status, **more))
        return handler

    return documented


class Endpoint(Route):
    """One address, with a handler for each method it takes; what may be cached says so itself."""

    def __init__(self, path: str, **handlers: Handler) -> None:
        self.operations: Mapping[str, Operation] = {
            method: getattr(handler, _OPERATION) for method, handler in handlers.items()
        }

        async def answer(request: Request) -> Response:
            response = await handlers["GET" if request.method == "HEAD" else request.method](request)
            response.headers.setdefault("Cache-Control", "no-store")
            return response

        super().__init__(path, answer, methods=list(handlers))
