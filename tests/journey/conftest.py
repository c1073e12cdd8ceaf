"""Fixtures of the journey: rendered clips of gestures, and the database to compare the pages with."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import asyncpg
import pytest
from playwright.sync_api import expect

from tests.browser.clip import LOOKS, looks, render_clip, script_of
from tests.browser.segments import Clip, read_clip

expect.set_options(timeout=30_000)  # a wait ends with what it waits for: a busy machine takes longer than five seconds
GESTURES = ["fist", "l"]  # two: a background is learned at the start of a loop, which tests wait for
Query = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """An empty room, then two people's hands, one after the other."""
    film = tmp_path_factory.mktemp("camera") / "gestures.y4m"
    return read_clip(render_clip(film, script_of(GESTURES), seed=7, every=2))


@pytest.fixture(scope="session")
def hands_clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """An empty room, then one of LOOKS after another."""
    film = tmp_path_factory.mktemp("camera") / "hands.y4m"
    return read_clip(render_clip(film, script_of(list(LOOKS)), seed=5, how=looks, every=3))


async def fetch(database_url: str, query: str) -> list[tuple[Any, ...]]:
    """The rows of one query."""
    connection = await asyncpg.connect(database_url)
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


def query_of(database_url: str) -> Query:
    """A function from SQL to rows; it uses a thread because Playwright's loop holds this one."""

    def query(sql: str) -> list[tuple[Any, ...]]:
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, fetch(database_url, sql)).result()

    return query
