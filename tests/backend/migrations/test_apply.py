"""Migrations: any number of starts at once end with today's tables, and removing them leaves nothing of ours."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest

from backend.migrations import apply
from backend.migrations.apply import MigrationError, knows, migrate, remove_all
from tests.backend.stats.reference import ROLLUPS

pytestmark = pytest.mark.anyio
TABLES = {
    "reserve",
    *("account_days", "accounts", "sessions", "consents", "samples", "sample_ids", "rate_limits"),
    *("stats_changes", "stats_state", "stats_ingest", *(f"stats_{name}" for name in (*ROLLUPS, "usage"))),
    *("model_reports", "connectors", "connector_runs"),
    *("learning_key", "snapshots", "snapshot_people", "model_decisions"),
}


@pytest.fixture
async def empty(postgres: str) -> AsyncIterator[str]:
    """The address of an empty database beside the one of the other tests."""
    server = await asyncpg.connect(postgres)
    await server.execute("CREATE DATABASE empty")
    yield postgres.replace("@/postgres?", "@/empty?")
    await server.execute("DROP DATABASE empty WITH (FORCE)")
    await server.close()


async def tables(url: str) -> set[str]:
    connection = await asyncpg.connect(url)
    rows = await connection.fetch(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'samples_20%'"
    )
    await connection.close()
    return {row["tablename"] for row in rows}


async def test_several_at_once(empty: str) -> None:
    await asyncio.gather(*(migrate(empty) for _ in range(3)))
    assert await tables(empty) == TABLES | {"alembic_version"}
    await migrate(empty)


async def test_it_waits_for_another_that_is_at_it(empty: str) -> None:
    other = await asyncpg.connect(empty)
    await other.execute("SELECT pg_advisory_lock($1)", apply.LOCK)
    waiting = asyncio.create_task(migrate(empty))
    await asyncio.sleep(0.3)
    assert not waiting.done()
    assert await tables(empty) == set()
    await other.close()
    await waiting
    assert await tables(empty) >= TABLES


async def test_no_lock_outlives_its_transaction(empty: str) -> None:
    """Behind a pooler the session lives on, and with it a lock of the session's."""
    await migrate(empty)
    connection = await asyncpg.connect(empty)
    for url in (empty, empty):
        await migrate(url)
        assert await connection.fetchval("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'") == 0
    await connection.close()


async def test_a_number_that_would_stop_the_figures_is_not_stored(empty: str) -> None:
    await migrate(empty)
    connection = await asyncpg.connect(empty)
    await connection.execute("INSERT INTO accounts (name, name_key, password_hash) VALUES ('ada', 'ada', '')")
    whole = {
        **{"sample_id": "gen_random_uuid()", "session_id": "gen_random_uuid()", "account_id": "1", "number": "1"},
        **{"captured_at": "now()", "received_at": "now()", "model_id": "'m'", "predicted": "'l'", "device": "'d'"},
        **{"probabilities": "'{1}'", "label": "NULL", "label_source": "'none'", "reason": "'random'"},
        **{"sampling_probability": "0.01", "inference_ms": "0", "total_ms": "1", "fps": "1", "noise": "0", "area": "1"},
        **{"consent_version": "1", "input_kind": "'s'", "input_width": "1", "input_height": "1"},
        **{"network_input": "''", "shadow_model_id": "'c'", "shadow_compared": "0", "shadow_disagreed": "0"},
    }

    async def store(**changes: str) -> None:
        values = whole | changes
        await connection.execute(f"INSERT INTO samples ({', '.join(values)}) VALUES ({', '.join(values.values())})")

    for name, values in {
        "sampling_probability": ("0", "0.00099", "1.01", "'NaN'"),
        **dict.fromkeys(("inference_ms", "total_ms", "fps", "noise", "area"), ("-0.1", "'Infinity'", "'NaN'")),
        "probabilities": ("'{}'", "'{NULL}'", "'{0,2}'", "'{NaN}'", "'{-1}'"),
        "captured_at": ("'infinity'",),
        "label": ("'l'",),
        "label_source": ("'prompted'", "'free'"),
        "device": ("repeat('x', 3000)",),
        "shadow_model_id": ("NULL",),
        "shadow_disagreed": ("1", "NULL"),
    }.items():
        for value in values:
            with pytest.raises(asyncpg.CheckViolationError):
                await store(**{name: value})
    await store()
    assert await connection.fetchval("SELECT refresh_stats(10)") == 1
    await connection.close()


async def test_all_of_ours_is_removed_and_nothing_else(empty: str) -> None:
    await remove_all(empty)  # where there is nothing, there is nothing to do
    await migrate(empty)
    connection = await asyncpg.connect(empty)
    await connection.execute("CREATE TABLE somebody_elses (n integer)")
    await remove_all(empty)
    left = await connection.fetch(
        "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace "
        "UNION SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    )
    await connection.close()
    assert [row[0] for row in left] == ["somebody_elses"]
    await migrate(empty)


async def test_a_database_of_a_newer_server_is_left_as_it_is(empty: str) -> None:
    await migrate(empty)
    connection = await asyncpg.connect(empty)
    await connection.execute("UPDATE alembic_version SET version_num = 'from-the-future'")
    await connection.close()
    for change in (migrate, remove_all):
        with pytest.raises(MigrationError, match="newer version of this server"):
            await change(empty)
    assert await tables(empty) >= TABLES
    assert knows("0001")
    assert not knows("from-the-future")


async def test_a_database_that_is_not_there_is_said(postgres: str) -> None:
    with pytest.raises(MigrationError, match="Check DATABASE_URL"):
        await migrate(postgres.replace("@/postgres?", "@/missing?"))


async def test_a_server_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="Check DATABASE_URL"):
        await migrate(f"postgresql://postgres@/postgres?host={tmp_path}")
