"""Migrations: any number of starts at once end with today's tables, and back again with none."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection
from sqlalchemy.ext.asyncio import create_async_engine

from backend.migrations import apply
from backend.migrations.apply import MigrationError, knows, migrate, remove_all

pytestmark = pytest.mark.anyio
TABLES = {
    *("accounts", "sessions", "consents", "samples", "sample_ids", "rate_limits"),
    *("stats_changes", "stats_cells", "stats_presence", "stats_state", "stats_received"),
    *("model_reports", "watched_promotions"),
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


async def down(url: str, revision: str) -> None:
    """Go back to an older version of the tables."""
    engine = create_async_engine("postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url))

    def downgrade(connection: Connection) -> None:
        config = Config()
        config.set_main_option("script_location", str(Path(apply.__file__).parent))
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = connection
        command.downgrade(config, revision)

    async with engine.begin() as connection:
        await connection.run_sync(downgrade)
    await engine.dispose()


async def test_and_back(empty: str) -> None:
    await migrate(empty)
    await down(empty, "base")
    assert await tables(empty) == {"alembic_version"}


async def test_whoever_allowed_silhouettes_allows_shapes(empty: str) -> None:
    await migrate(empty)
    await down(empty, "0011")
    connection = await asyncpg.connect(empty)
    for n, level in enumerate(("nothing", "silhouettes", "photos")):
        await connection.execute("INSERT INTO accounts (name, name_key, password_hash) VALUES ($1, $1, '')", str(n))
        await connection.execute(
            "INSERT INTO consents (account_id, level, version) SELECT max(id), $1, 2 FROM accounts", level
        )
    await migrate(empty)
    levels = "SELECT level FROM consents ORDER BY id"
    assert [row["level"] for row in await connection.fetch(levels)] == ["nothing", "shapes", "photos"]
    await down(empty, "0011")
    assert [row["level"] for row in await connection.fetch(levels)] == ["nothing", "silhouettes", "photos"]
    await connection.close()


SAMPLE = """
    WITH known AS (INSERT INTO sample_ids (sample_id) VALUES (gen_random_uuid()) RETURNING *),
    account AS (INSERT INTO accounts (name, name_key, password_hash) VALUES ($2, $2, '') RETURNING id)
    INSERT INTO samples (
        sample_id, account_id, session_id, number, captured_at, received_at, model_id, predicted, probabilities,
            label_source,
        reason, sampling_probability, inference_ms, total_ms, noise, device, consent_version, input_kind,
        input_width, input_height, network_input
    )
    SELECT sample_id, id, sample_id, 1, received_at, received_at, 'm', 'fist', '{1}', 'none', 'random', 1, 1, 1, $1,
        'd', 1, $2, 1, 1, '' FROM known, account
"""


async def test_going_back_leaves_out_the_samples_that_an_older_server_cannot_read(empty: str) -> None:
    await migrate(empty)
    connection = await asyncpg.connect(empty)
    await connection.execute(SAMPLE, None, "points")
    await connection.execute(SAMPLE, 0.1, "silhouette")
    await connection.execute("SELECT fold_stats_changes(NULL)")
    await down(empty, "0011")
    rows = await connection.fetch(
        "SELECT input_kind, i.deleted FROM sample_ids i LEFT JOIN samples s USING (sample_id) ORDER BY i.deleted"
    )
    assert [tuple(row) for row in rows] == [("silhouette", False), (None, True)]
    await connection.execute("SELECT fold_stats_changes(NULL)")
    counted = "SELECT n FROM stats_cells WHERE kind = $1 AND day = '-infinity'"
    assert [row["n"] for row in await connection.fetch(counted, "received")] == [1]
    await migrate(empty)
    assert [row["n"] for row in await connection.fetch(counted, "noise")] == [1]
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
