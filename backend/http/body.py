"""What a request brings: its body or its query, read no further than allowed."""

from __future__ import annotations

import asyncio
from typing import Final, TypeVar

from starlette.requests import ClientDisconnect, Request

from backend.http.errors import (
    BadRequestError,
    ContentTooLargeError,
    RequestTimeoutError,
    UnprocessableError,
    UnsupportedMediaTypeError,
)
from backend.http.in_flight import Held, dropped
from backend.http.messages import Message, NotJsonError, WrongFieldError, convert, decode

JSON_LIMIT: Final = 16 * 1024  # bytes; the largest body is a name and a password

BODY_S: Final = 30.0  # for at most 4 MiB

M = TypeVar("M", bound=Message)


async def read_body(request: Request, content_type: str, limit: int, held: Held | None = None) -> bytes:
    """Return the whole body of at most `limit` bytes, perhaps as one of those that are `held`.

    Raises UnsupportedMediaTypeError, ContentTooLargeError, RequestTimeoutError, BadRequestError; TooManyAttemptsError
    only where it is held.
    """
    require_body(request, content_type, limit)
    held = held or Held(0, [])
    try:
        async with asyncio.timeout(BODY_S) as held.deadline:
            return await _read(request, limit, held)
    except TimeoutError as error:
        if held.dropped:
            raise dropped() from error
        raise RequestTimeoutError(f"The body took longer than {BODY_S:g} s. Send less at once.") from error
    except ClientDisconnect as error:
        raise BadRequestError("The body ended early. Send it again, whole.") from error
    finally:
        held.deadline = None


def require_body(request: Request, content_type: str, limit: int) -> int:
    """Return how many bytes of body are announced, 0 if none are.

    Raises UnsupportedMediaTypeError, ContentTooLargeError.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != content_type:
        raise UnsupportedMediaTypeError(f"Send this with Content-Type: {content_type}.")
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise ContentTooLargeError(f"The body may have {limit} bytes. Send less at once.")
    return int(announced) if announced.isdigit() else 0


async def _read(request: Request, limit: int, held: Held) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise ContentTooLargeError(f"The body may have {limit} bytes. Send less at once.")
        held.grow(len(chunk))
        chunks.append(chunk)
    return b"".join(chunks)


async def read_json(request: Request, kind: type[M]) -> M:
    """Return the body as the message it must be.

    Raises BadRequestError, UnprocessableError and what read_body raises.
    """
    data = await read_body(request, "application/json", JSON_LIMIT)
    try:
        return decode(data, kind)
    except NotJsonError as error:
        raise BadRequestError(f"The body {error}. Send a JSON object.") from error
    except WrongFieldError as error:
        raise UnprocessableError(f"{error}. Correct it and send again.") from error


def read_query(request: Request, kind: type[M]) -> M:
    """Return the query as the message it must be, each field given once at most. Raises BadRequestError."""
    fields = request.query_params
    twice = next((name for name in fields if len(fields.getlist(name)) > 1), None)
    if twice is not None:
        raise BadRequestError(f"{twice}: give it once.")
    try:
        return convert(dict(fields), kind)
    except WrongFieldError as error:
        raise BadRequestError(f"{error}. Correct it, or leave it out.") from error
