"""The rollups behind the figures, kept up to date while the server runs, and made anew by a command.

backend/migrations/schema.sql has the tables and what fills them: triggers log each change of samples, and the log is
folded into the rollups, a few hundred changes at a time, in one transaction each: whatever is killed, nothing is
counted twice or left out. Only one process folds at a time.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import asyncpg

from backend.background import attempt, repeated
from backend.database import Database
from backend.migrations.apply import migrate
from backend.postgres.address import database_for_command
from backend.settings import Settings
from backend.stats.ingest import IngestCounts

LOCK: Final = 7_214_023_403  # that of the functions in the database
AT_ONCE: Final = 5000
EVERY_S: Final = 3.0

logger = logging.getLogger(__name__)


class RebuildError(Exception):
    """The figures were not made anew; the message says what to do."""


@dataclass(frozen=True)
class State:
    """`version` changes with the rollups; `computed_at` is when they were last known to be up to date.

    `past_version` changes with those of days before `today`. `set_aside` counts the changes of samples that could not
    be counted.
    """

    version: int
    today: date
    past_version: int
    computed_at: datetime
    set_aside: int


class RollupRefresher:
    """Keeps the rollups of `database` fresh, with what this process counted of what pages sent."""

    def __init__(self, database: Database, counts: IngestCounts) -> None:
        self._database = database
        self._counts = counts
        self._set_aside = 0

    async def once(self) -> None:
        """Bring the figures up to date. Raises DatabaseUnavailableError."""
        await self._counts.write(self._database)
        if await refresh(self._database):
            set_aside = (await state(self._database)).set_aside
            if set_aside > self._set_aside:
                logger.error("%d changes of samples could not be counted: Postgres' log says why", set_aside)
            self._set_aside = set_aside

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Do so every few seconds while the server runs, and at its end."""
        async with repeated("counting", self.once, EVERY_S):
            yield
        await attempt("counting", self.once)


async def state(database: Database) -> State:
    """Return the state of the rollups. Raises DatabaseUnavailableError."""
    row = await database.fetch_one("SELECT version, today, past_version, computed_at, set_aside FROM stats_state")
    if row is None:
        raise AssertionError("the migration has put a row there")
    return State(**row)


async def refresh(database: Database) -> int:
    """Fold what was logged into the rollups, and say how many changes; 0 also where another process is at it.

    Raises DatabaseUnavailableError.
    """
    folded = 0
    while True:
        row = await database.fetch_one("SELECT refresh_stats(:most) AS n", most=AT_ONCE)
        folded += 0 if row is None else row["n"]
        if row is None or row["n"] < AT_ONCE:
            return folded


async def rebuild(url: str) -> int:
    """Make the rollups anew from the samples, also while a server runs, and say how many samples there are.

    Raises OSError, asyncpg.PostgresError.
    """
    connection = await asyncpg.connect(url, timeout=10)
    try:
        # The lock before the transaction, so that the transaction sees whatever was folded before.
        await connection.execute("SELECT pg_advisory_lock($1::bigint)", LOCK)
        # All that it reads and deletes is as of one moment; what commits later stays in the log.
        async with connection.transaction(isolation="repeatable_read"):
            await connection.execute("CALL rebuild_stats()")
        return int(await connection.fetchval("SELECT coalesce(sum(samples), 0)::bigint FROM stats_samples"))
    finally:
        await connection.close()


def rebuild_stats() -> None:
    """Run the command rebuild-stats. Raises SettingsError, EmbeddedPostgresError, MigrationError, RebuildError."""
    with database_for_command(Settings.from_environment(os.environ)) as url:
        asyncio.run(migrate(url))
        try:
            samples = asyncio.run(rebuild(url))
        except (OSError, asyncpg.PostgresError) as error:
            raise RebuildError(f"The figures are as they were: {error}. Check the database, then try again.") from error
    print(f"Made the figures of {samples} samples anew.")  # noqa: T201
