"""Work beside requests: whatever goes wrong, it goes on, and says so once."""

from __future__ import annotations

import asyncio

import pytest

from backend.background import repeated
from backend.http.errors import DatabaseUnavailableError

pytestmark = pytest.mark.anyio


async def test_no_error_ends_it_and_each_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    away = DatabaseUnavailableError("Away.")
    errors = iter([away, away, ZeroDivisionError("of nothing"), ValueError("odd"), ValueError("odd"), None, None])
    done = asyncio.Event()

    async def work() -> None:
        error = next(errors, StopAsyncIteration)
        if error is StopAsyncIteration:
            done.set()
        elif isinstance(error, Exception):
            raise error

    async with repeated("counting", work, 0.001):
        await asyncio.wait_for(done.wait(), 5)
    assert [(record.levelname, record.getMessage()) for record in caplog.records] == [
        ("ERROR", "counting failed, and is tried again: DatabaseUnavailableError: Away."),
        ("ERROR", "counting failed, and is tried again: ZeroDivisionError: of nothing"),
        ("ERROR", "counting failed, and is tried again: ValueError: odd"),
        ("INFO", "counting works again"),
    ]
    assert [record.exc_info is None for record in caplog.records] == [True, False, False, True]


async def test_it_ends_with_what_it_is_beside_of() -> None:
    times, done = 0, asyncio.Event()

    async def work() -> None:
        nonlocal times
        times += 1
        done.set()

    async with repeated("counting", work, 0.001, first_s=0):
        await done.wait()
    ended = times
    await asyncio.sleep(0.02)
    assert times == ended
