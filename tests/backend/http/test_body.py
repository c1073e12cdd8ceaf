"""Bodies: what is read, and that too much is never read."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from typing import Annotated, Literal

import pytest
from msgspec import Meta
from starlette.requests import Request
from starlette.types import Message as Event

from backend.http import body
from backend.http.body import read_body, read_json, read_query
from backend.http.errors import (
    BadRequestError,
    ContentTooLargeError,
    RequestTimeoutError,
    UnprocessableError,
    UnsupportedMediaTypeError,
)
from backend.http.messages import Message


def request(chunks: Iterable[bytes], **headers: str) -> Request:
    """A request whose body arrives in these chunks; reading past the last fails."""
    left = list(chunks)

    async def receive() -> Event:
        return {"type": "http.request", "body": left.pop(0), "more_body": bool(left)}

    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw}, receive)


@pytest.mark.anyio
async def test_a_body_in_chunks_is_joined() -> None:
    asked = request([b"ab", b"", b"cd"], content_type="text/x; charset=utf-8")
    assert await read_body(asked, "text/x", 4) == b"abcd"


@pytest.mark.anyio
async def test_an_announced_size_is_refused_before_reading() -> None:
    with pytest.raises(ContentTooLargeError, match="4 bytes"):
        await read_body(request([], content_type="text/x", content_length="5"), "text/x", 4)


@pytest.mark.anyio
@pytest.mark.parametrize("announced", [{}, {"content_length": "1"}, {"content_length": "-1"}])
async def test_a_size_that_was_not_announced_is_refused_as_soon_as_it_is_reached(announced: dict[str, str]) -> None:
    asked = request([b"abc", b"de", b"never read"], content_type="text/x", **announced)
    with pytest.raises(ContentTooLargeError):
        await read_body(asked, "text/x", 4)
    assert (await asked.receive())["body"] == b"never read"


@pytest.mark.anyio
async def test_a_body_that_takes_too_long_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body, "BODY_S", 0.05)

    async def receive() -> Event:
        await asyncio.sleep(0.02)  # each piece comes soon, the whole never
        return {"type": "http.request", "body": b"a", "more_body": True}

    slow = Request({"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"text/x")]}, receive)
    with pytest.raises(RequestTimeoutError, match=r"0\.05 s"):
        await read_body(slow, "text/x", 1000)


@pytest.mark.anyio
async def test_a_client_that_goes_away_is_no_defect() -> None:
    async def receive() -> Event:
        return {"type": "http.disconnect"}

    gone = Request({"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"text/x")]}, receive)
    with pytest.raises(BadRequestError, match="ended early"):
        await read_body(gone, "text/x", 1000)


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [{}, {"content_type": "text/plain"}, {"content_type": "text/xy"}])
async def test_another_type_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(UnsupportedMediaTypeError, match="text/x"):
        await read_body(request([b"a"], **headers), "text/x", 4)


class Choice(Message):
    text: str
    yes: bool
    n: Annotated[int, Meta(ge=0, le=9)]
    one_of: Literal["a", "b"] = "a"
    sizes: list[Annotated[float, Meta(ge=0)]] | None = None


def form(data: bytes) -> Request:
    return request([data], content_type="application/json")


@pytest.mark.anyio
async def test_an_object_is_read() -> None:
    given = '{"text": "Zoë", "yes": true, "n": 3, "sizes": [1, 0.5]}'.encode()
    assert await read_json(form(given), Choice) == Choice("Zoë", True, 3, "a", [1.0, 0.5])


@pytest.mark.anyio
@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"1", b'"a"', b"{", b"{'a': 1}", b'{"text": NaN}', b'{"text": -Infinity}', b"\xff{}", b"[" * 9_000],
    ids=lambda data: repr(data[:12]),
)
async def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadRequestError, match="Send a JSON object"):
        await read_json(form(data), Choice)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"text": 3}, "text: must be a text"),
        ({"text": None}, "text: must be a text"),
        ({"yes": 1}, "yes: must be true or false"),
        ({"n": True}, "n: must be a whole number from 0 to 9"),
        ({"n": 10}, "n: must be a whole number from 0 to 9"),
        ({"n": 1.5}, "n: must be a whole number from 0 to 9"),
        ({"one_of": "c"}, "one_of: must be one of a, b"),
        ({"sizes": 7}, "sizes: must be a list, or null"),
        ({"sizes": [1, -1]}, r"sizes\[1\]: must be a number of at least 0"),
        ({"n": ...}, "n: is missing"),
        ({"more": 1}, "more: there is no such field"),
    ],
)
async def test_a_wrong_field_is_named_with_what_it_must_be(change: dict[str, object], said: str) -> None:
    good: dict[str, object] = {"text": "a", "yes": True, "n": 3}
    given = {name: value for name, value in (good | change).items() if value is not ...}
    with pytest.raises(UnprocessableError, match=said):
        await read_json(form(json.dumps(given).encode()), Choice)


class Query(Message):
    after: str | None = None
    limit: Annotated[int, Meta(ge=1, le=9)] = 5


def asked(query: bytes) -> Request:
    return Request({"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": query})


def test_a_query_is_read() -> None:
    assert read_query(asked(b"limit=7&after=x"), Query) == Query("x", 7)
    assert read_query(asked(b""), Query) == Query()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        (b"limit=0", "limit: must be a whole number from 1 to 9"),
        (b"limit=x", "limit: must be a whole number"),
        (b"limit=1&limit=2", "limit: give it once"),
        (b"other=1", "other: there is no such field"),
    ],
)
def test_a_wrong_query_says_what_to_do(query: bytes, said: str) -> None:
    with pytest.raises(BadRequestError, match=said):
        read_query(asked(query), Query)
