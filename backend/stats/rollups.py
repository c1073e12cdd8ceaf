"""The tables behind the figures: a database whose samples changed in, the same database with its figures fresh out.

Triggers on samples log every change; here the log is folded into the tables, a few hundred changes at a time, in one
transaction each: whatever is killed, nothing is counted twice or left out. Only one process folds at a time.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import asyncpg

from backend.database import Database
from backend.migrations.apply import migrate
from backend.postgres.address import database_for_command
from backend.settings import Settings

LOCK: Final = 7_214_023_403  # that of the functions in the database
AT_ONCE: Final = 1000


class RebuildError(Exception):
    """The figures were not made anew; the message says what to do."""


@dataclass(frozen=True)
class State:
    """`version` changes with the tables; `refreshed_at` is when they were last known to be up to date."""

    version: int
    refreshed_at: datetime


async def state(database: Database) -> State:
    """Return the state of the tables. Raises DatabaseUnavailableError."""
    row = await database.fetch_one("SELECT version, refreshed_at FROM stats_state")
    if row is None:
        raise AssertionError("the migration has put a row there")
    return State(row["version"], row["refreshed_at"])


async def refresh(database: Database) -> int:
    """Fold what was logged into the tables, and say how many changes; 0 also where another process is at it.

    Raises DatabaseUnavailableError.
    """
    folded = 0
    while True:
        row = await database.fetch_one("SELECT refresh_stats(:most) AS n", most=AT_ONCE)
        folded += 0 if row is None else row["n"]
        if row is None or row["n"] < AT_ONCE:
            return folded


async def rebuild(url: str) -> int:
    """Make the tables anew from the samples, also while a server runs, and say how many samples there are.

    Raises OSError, asyncpg.PostgresError.
    """
    connection = await asyncpg.connect(url, timeout=10)
    try:
        # The lock before the transaction, so that the transaction sees whatever was folded before.
        await connection.execute("SELECT pg_advisory_lock($1::bigint)", LOCK)
        # All that it reads and deletes is as of one moment; what commits later stays in the log.
        async with connection.transaction(isolation="repeatable_read"):
            await connection.execute("CALL rebuild_stats()")
        await connection.execute("UPDATE stats_state SET version = version + 1, refreshed_at = statement_timestamp()")
        counted = "SELECT coalesce(sum(n), 0)::bigint FROM stats_cells WHERE kind = 'received' AND day = '-infinity'"
        return int(await connection.fetchval(counted))
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
