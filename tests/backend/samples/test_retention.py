"""The samples' upkeep: months are there before they begin, and what is too old goes, with its pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from backend.accounts.session_store import Session
from backend.database import Database
from backend.samples import retention, store, user_samples
from backend.samples.retention import IDS_KEPT, MONTHS_AHEAD, make_months_ahead, partitions_kept, prune
from tests.backend.samples.consenting import sending
from tests.backend.samples.test_check import checked

pytestmark = pytest.mark.anyio
YEAR = timedelta(days=365)


@pytest.fixture
async def session(database: Database) -> Session:
    return await sending(database, "Ada")


async def received(database: Database, session: Session, age: timedelta) -> UUID:
    """Store a sample as if it had been received that long ago."""
    sent = checked()._replace(sample_id=uuid4())
    await store.insert(database, session, [sent])
    at = datetime.now(UTC) - age
    await database.execute("SELECT make_samples_partition(CAST(:at AS timestamptz)::date)", at=at)
    for table in ("samples", "sample_ids"):
        await database.execute(f"UPDATE {table} SET received_at = :at WHERE sample_id = :id", at=at, id=sent.sample_id)
    return sent.sample_id


async def months(database: Database) -> list[str]:
    rows = await database.fetch_all(
        "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'samples'::regclass ORDER BY 1"
    )
    return [row["name"] for row in rows]


async def ids(database: Database, table: str) -> set[UUID]:
    return {row["sample_id"] for row in await database.fetch_all(f"SELECT sample_id FROM {table}")}


async def test_months_are_made_ahead_once(database: Database) -> None:
    for month in await months(database):
        await database.execute(f"DROP TABLE {month}")
    await make_months_ahead(database)
    made = await months(database)
    assert len(made) == MONTHS_AHEAD + 1
    assert made[0] == f"samples_{datetime.now(UTC):%Y_%m}"
    await make_months_ahead(database)
    assert await months(database) == made


async def test_a_server_that_starts_after_years_can_store_at_once(database: Database, session: Session) -> None:
    for month in await months(database):
        await database.execute(f"DROP TABLE {month}")
    async with partitions_kept(database, None):
        assert await store.insert(database, session, [checked()])


async def test_what_is_too_old_goes(database: Database, session: Session) -> None:
    old = [await received(database, session, age) for age in (2 * YEAR, YEAR, timedelta(days=101))]
    young = [await received(database, session, age) for age in (timedelta(days=99), timedelta())]
    assert await prune(database, 100) == len(old)
    assert await ids(database, "samples") == await ids(database, "sample_ids") == set(young)
    assert f"samples_{datetime.now(UTC) - 2 * YEAR:%Y_%m}" not in await months(database)
    assert await prune(database, 100) == 0


async def test_nothing_is_too_old_unless_it_is_set(database: Database, session: Session) -> None:
    await received(database, session, 9 * YEAR)
    assert await prune(database, None) == 0
    assert len(await ids(database, "samples")) == 1


async def test_what_was_pruned_cannot_be_sent_again(database: Database, session: Session) -> None:
    sample_id = await received(database, session, timedelta(days=3))
    assert await prune(database, 2) == 1
    assert await store.insert(database, session, [checked()._replace(sample_id=sample_id)]) == set()


async def test_ids_of_deleted_samples_are_kept_as_long_as_they_matter(database: Database, session: Session) -> None:
    old = await received(database, session, IDS_KEPT + timedelta(hours=1))
    young = await received(database, session, IDS_KEPT - timedelta(hours=1))
    kept = await received(database, session, IDS_KEPT + timedelta(hours=1))
    assert await user_samples.delete(database, session.account.id, [old, young]) == 2
    assert await prune(database, None) == 0
    assert await ids(database, "sample_ids") == {young, kept}
    assert await ids(database, "samples") == {kept}


async def test_a_month_that_cannot_be_dropped_keeps_no_other_from_it(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    for age in (3 * YEAR, 2 * YEAR):
        await received(database, session, age)
    drop, failing = retention._drop, f"samples_{datetime.now(UTC) - 3 * YEAR:%Y_%m}"

    async def drop_or_fail(database: Database, name: str) -> int:
        if name == failing:
            raise asyncpg.UndefinedTableError("odd")
        return await drop(database, name)

    monkeypatch.setattr(retention, "_drop", drop_or_fail)
    assert await prune(database, 100) == 2
    assert await ids(database, "samples") == set()
    assert f"{failing} cannot be dropped" in caplog.text


async def test_a_month_in_use_is_left_for_later_and_the_others_are_not(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    busy = await received(database, session, 3 * YEAR)
    await received(database, session, 2 * YEAR)
    drop, failing = retention._drop, f"samples_{datetime.now(UTC) - 3 * YEAR:%Y_%m}"

    async def drop_or_fail(database: Database, name: str) -> int:
        if name == failing:
            raise asyncpg.LockNotAvailableError("in use")
        return await drop(database, name)

    monkeypatch.setattr(retention, "_drop", drop_or_fail)
    with pytest.raises(asyncpg.LockNotAvailableError):
        await prune(database, 100)
    assert await ids(database, "samples") == {busy}
