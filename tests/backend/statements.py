"""Runs statements of SQL past the server."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg


def run(url: str, *statements: str) -> Any:
    """Run the statements one after another, each in a transaction of its own; the first value of the last one."""
    return asyncio.run(run_all(url, *statements))


async def run_all(url: str, *statements: str) -> Any:
    """What `run` does, for tests that have a loop already."""
    connection = await asyncpg.connect(url)
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return await connection.fetchval(statements[-1])
    finally:
        await connection.close()
