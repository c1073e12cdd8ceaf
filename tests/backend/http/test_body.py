"""Bodies: what is read, and that too much is never read."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

import pytest
from starlette.requests import Request
from starlette.types import Message

from backend.http import body
from backend.http.body import parse_object, read_body, take
from backend.http.errors import (
    BadRequestError,
    ContentTooLargeError,
    RequestTimeoutError,
    UnprocessableError,
    UnsupportedMediaTypeError,
)


def request(chunks: Iterable[bytes], **headers: str) -> Request:
    """A request whose body arrives in these chunks; reading past the last fails."""
    left = list(chunks)

    async def receive() -> Message:
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

    async def receive() -> Message:
        await asyncio.sleep(0.02)  # each piece comes soon, the whole never
        return {"type": "http.request", "body": b"a", "more_body": True}

    slow = Request({"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"text/x")]}, receive)
    with pytest.raises(RequestTimeoutError, match=r"0\.05 s"):
        await read_body(slow, "text/x", 1000)


@pytest.mark.anyio
async def test_a_client_that_goes_away_is_no_defect() -> None:
    async def receive() -> Message:
        return {"type": "http.disconnect"}

    gone = Request({"type": "http", "method": "POST", "path": "/", "headers": [(b"content-type", b"text/x")]}, receive)
    with pytest.raises(BadRequestError, match="ended early"):
        await read_body(gone, "text/x", 1000)


@pytest.mark.anyio
@pytest.mark.parametrize("headers", [{}, {"content_type": "text/plain"}, {"content_type": "text/xy"}])
async def test_another_type_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(UnsupportedMediaTypeError, match="text/x"):
        await read_body(request([b"a"], **headers), "text/x", 4)


def test_an_object_is_read() -> None:
    assert parse_object('{"name": "Zoë", "n": [1, null]}'.encode()) == {"name": "Zoë", "n": [1, None]}


@pytest.mark.parametrize(
    "data",
    [b"", b"[]", b"1", b'"a"', b"{", b"{'a': 1}", b'{"a": NaN}', b'{"a": -Infinity}', b"\xff{}", b"[" * 100_000],
    ids=lambda data: repr(data[:12]),
)
def test_anything_else_is_refused(data: bytes) -> None:
    with pytest.raises(BadRequestError, match="Send a JSON object"):
        parse_object(data)


def test_fields_have_exactly_their_kind() -> None:
    fields: dict[str, object] = {"text": "a", "yes": True, "n": 3}
    assert (take(fields, "text", str), take(fields, "yes", bool), take(fields, "n", int)) == ("a", True, 3)


@pytest.mark.parametrize(("name", "kind"), [("n", str), ("missing", str), ("none", str), ("yes", str)])
def test_another_kind_is_refused(name: str, kind: type[str]) -> None:
    with pytest.raises(UnprocessableError, match=f"'{name}' must be a text"):
        take({"yes": True, "n": 3, "none": None}, name, kind)


def test_a_whole_number_may_be_written_with_a_point() -> None:
    assert take({"n": 151.0}, "n", int) == 151
    with pytest.raises(UnprocessableError, match="whole number"):
        take({"n": 151.5}, "n", int)


def test_true_is_no_number_and_one_is_not_true() -> None:
    with pytest.raises(UnprocessableError, match="whole number"):
        take({"yes": True}, "yes", int)
    with pytest.raises(UnprocessableError, match="true or false"):
        take({"n": 1}, "n", bool)
