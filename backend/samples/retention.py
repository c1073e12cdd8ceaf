"""Makes the tables of coming months, and deletes what is older than allowed."""

from __future__ import annotations

import logging
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from typing import Final

import asyncpg

from backend.background import repeated
from backend.database import Database
from backend.samples.check import CLOCKS_DIFFER, OLDEST
from backend.samples.user_samples import AT_ONCE

FIRST_S: Final = 60.0  # not while everybody comes back to a server that has just been started
EVERY_S: Final = 3600.0
MONTHS_AHEAD: Final = 6
# Until then the same sample could be sent again, and its id is what keeps it from coming back.
IDS_KEPT: Final = OLDEST + CLOCKS_DIFFER + timedelta(days=1)

logger = logging.getLogger(__name__)


@asynccontextmanager
async def partitions_kept(database: Database, retention_days: int | None) -> AsyncIterator[None]:
    """Keep the samples' tables up while the server runs. Raises DatabaseUnavailableError if they are not ready."""
    await make_months_ahead(database)
    async with (
        repeated("making the samples' next months", lambda: make_months_ahead(database), EVERY_S, FIRST_S),
        repeated("deleting old samples", lambda: _prune_and_tell(database, retention_days), EVERY_S, FIRST_S),
    ):
        yield


async def make_months_ahead(database: Database) -> None:
    """Make the tables of this month and the next ones, where they are missing. Raises DatabaseUnavailableError."""
    await database.execute("SELECT make_samples_partitions_ahead(:months)", months=MONTHS_AHEAD)


async def prune(database: Database, retention_days: int | None) -> int:
    """Delete what was received more than `retention_days` ago (None: nothing is too old), and say how many samples.

    Months that are wholly too old are dropped, which frees their disk space at once; their samples are counted too.
    Ids of deleted samples go once nothing could send those again. Raises DatabaseUnavailableError.
    """
    now = datetime.now(UTC)
    forgotten = now - IDS_KEPT
    await database.execute("DELETE FROM sample_ids WHERE deleted AND received_at < :before", before=forgotten)
    if retention_days is None:
        return 0
    before = now - timedelta(days=retention_days)
    pruned = await _drop_months(database, before) + await _delete_rows(database, before)
    await database.execute("DELETE FROM sample_ids WHERE received_at < :before", before=min(before, forgotten))
    return pruned


async def _prune_and_tell(database: Database, retention_days: int | None) -> None:
    if pruned := await prune(database, retention_days):
        logger.info("deleted %d samples that were older than %s days", pruned, retention_days)


async def _drop_months(database: Database, before: datetime) -> int:
    rows = await database.fetch_all(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'samples'::regclass"
    )
    dropped, busy = 0, None
    for name in sorted(row["name"] for row in rows):
        if _end_of(name) <= before:
            try:
                dropped += await _drop(database, name)
            except asyncpg.LockNotAvailableError as error:
                busy = error  # the others go all the same
            except asyncpg.PostgresError as error:
                logger.error("%s cannot be dropped, so its samples are deleted a few at a time: %s", name, error)
    if busy is not None:
        raise busy
    return dropped


def _end_of(name: str) -> datetime:
    found = re.fullmatch(r"samples_(\d{4})_(\d\d)", name)
    if found is None:
        raise AssertionError(f"{name} is no month of samples")
    year, month = int(found[1]), int(found[2])
    return datetime(year + month // 12, month % 12 + 1, 1, tzinfo=UTC)


async def _drop(database: Database, name: str) -> int:
    """Drop one month with its figures. Whoever uses it is not waited for long: everybody else would wait behind us."""
    counted = await database.fetch_one(f"SELECT count(*) AS n FROM {name}")  # noqa: S608 (checked by _end_of)
    month = datetime.strptime(name, "samples_%Y_%m").date()
    await database.execute("SELECT drop_samples_partition(:name, :month)", name=name, month=month)
    return 0 if counted is None else int(counted["n"])


async def _delete_rows(database: Database, before: datetime) -> int:
    """Delete what is too old in the month in which `before` lies, and where a month could not be dropped."""
    deleted = 0
    while True:
        rows = await database.fetch_all(
            """
            DELETE FROM samples WHERE (account_id, received_at, sample_id) IN (
                SELECT account_id, received_at, sample_id FROM samples WHERE received_at < :before LIMIT :at_once
            ) RETURNING 1
            """,
            before=before,
            at_once=AT_ONCE,
        )
        deleted += len(rows)
        if len(rows) < AT_ONCE:
            return deleted
