"""What figures need every few seconds while the server runs: a database and counts in, both written out."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import asyncpg

from backend.database import Database
from backend.http.errors import DatabaseUnavailableError
from backend.stats.received import ReceivedCounts
from backend.stats.rollups import refresh

EVERY_S: Final = 3.0

logger = logging.getLogger(__name__)


class FiguresUpkeep:
    """Keeps the figures of `database` fresh, with what was `received` in this process."""

    def __init__(self, database: Database, received: ReceivedCounts) -> None:
        self._database = database
        self._received = received

    async def once(self) -> None:
        """Bring the figures up to date. Raises DatabaseUnavailableError."""
        await self._received.write(self._database)
        await refresh(self._database)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do so every few seconds while the server runs, and at its end."""
        task = asyncio.create_task(self._again_and_again())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
            with suppress(DatabaseUnavailableError, asyncpg.PostgresError):
                await self.once()

    async def _again_and_again(self) -> None:
        while True:
            await asyncio.sleep(EVERY_S)
            try:
                await self.once()
            except (DatabaseUnavailableError, asyncpg.PostgresError) as error:
                logger.warning("the figures stay as they are for %s s: %s", EVERY_S, error)
