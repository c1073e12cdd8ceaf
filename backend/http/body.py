"""Request bodies: a request in, its bytes or its JSON object out, or an error before too much is read."""

from __future__ import annotations

import asyncio
import json
from typing import Final, NoReturn, TypeVar

from starlette.requests import ClientDisconnect, Request

from backend.http.errors import (
    BadRequestError,
    ContentTooLargeError,
    RequestTimeoutError,
    UnprocessableError,
    UnsupportedMediaTypeError,
)

JSON_LIMIT: Final = 16 * 1024  # bytes; the largest body is a name and a password

BODY_S: Final = 30.0  # for at most 4 MiB

T = TypeVar("T", str, bool, int)


async def read_body(request: Request, content_type: str, limit: int) -> bytes:
    """Return the whole body of at most `limit` bytes.

    Raises UnsupportedMediaTypeError, ContentTooLargeError, RequestTimeoutError, BadRequestError.
    """
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != content_type:
        raise UnsupportedMediaTypeError(f"Send this with Content-Type: {content_type}.")
    announced = request.headers.get("content-length", "0")
    if announced.isdigit() and int(announced) > limit:
        raise ContentTooLargeError(f"The body may have {limit} bytes. Send less at once.")
    try:
        async with asyncio.timeout(BODY_S):
            return await _read(request, limit)
    except TimeoutError as error:
        raise RequestTimeoutError(f"The body took longer than {BODY_S:g} s. Send less at once.") from error
    except ClientDisconnect as error:
        raise BadRequestError("The body ended early. Send it again, whole.") from error


async def _read(request: Request, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise ContentTooLargeError(f"The body may have {limit} bytes. Send less at once.")
        chunks.append(chunk)
    return b"".join(chunks)


async def read_object(request: Request) -> dict[str, object]:
    """Return the body as a JSON object. Raises BadRequestError and what read_body raises."""
    return parse_object(await read_body(request, "application/json", JSON_LIMIT))


def parse_object(data: bytes | memoryview) -> dict[str, object]:
    """UTF-8 JSON of an object, without NaN and Infinity. Raises BadRequestError."""
    try:
        value = json.loads(str(data, "utf-8"), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise BadRequestError("The body is not JSON in UTF-8. Send a JSON object.") from error
    if not isinstance(value, dict):
        raise BadRequestError("The body is JSON, but not an object. Send a JSON object.")
    return value


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")


def take(fields: dict[str, object], name: str, kind: type[T]) -> T:
    """Field `name`, which must be of that kind (true is no number, but 3.0 is 3). Raises UnprocessableError."""
    value = fields.get(name)
    if kind is int and isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON has one kind of number
    if type(value) is not kind:
        words = {str: "a text", bool: "true or false", int: "a whole number"}[kind]
        raise UnprocessableError(f"The field {name!r} must be {words}. Correct it and send again.")
    return value
