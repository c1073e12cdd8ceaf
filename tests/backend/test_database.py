"""The database: a Postgres that is away is an answer 503 and no defect, and it is found again."""

from __future__ import annotations

import logging
from pathlib import Path

import asyncpg
import httpx
import pytest

from backend.app import create_app
from backend.database import Database
from backend.http.errors import DatabaseUnavailableError
from backend.migrations.apply import migrate
from backend.postgres.embedded import EmbeddedPostgres
from backend.settings import Settings

pytestmark = pytest.mark.anyio


async def test_rows_come_back_by_name(database: Database) -> None:
    assert await database.fetch_one("SELECT 1 AS one, :word AS two", word="x") == {"one": 1, "two": "x"}
    assert await database.fetch_one("SELECT 1 AS one WHERE false") is None
    rows = await database.fetch_all("SELECT n FROM generate_series(1, :last) AS n", last=3)
    assert [row["n"] for row in rows] == [1, 2, 3]
    again = await database.fetch_one("SELECT :b || :a || :b AS aba, 7 % 4 AS rest, '\\:a'::text AS text", a="x", b="y")
    assert again == {"aba": "yxy", "rest": 3, "text": ":a"}
    batch = await database.fetch_batch("SELECT sum(n) AS total FROM unnest($1::int[]) AS n", [1, 2, 3])
    assert batch[0]["total"] == 6


async def test_what_a_test_writes_is_undone(postgres: str) -> None:
    for _ in range(2):
        database = Database(postgres, force_rollback=True)
        await database.connect()
        await database.execute("INSERT INTO accounts (name, name_key, password_hash) VALUES ('A', 'a', 'x')")
        assert await database.fetch_one("SELECT count(*) AS n FROM accounts") == {"n": 1}
        await database.disconnect()


async def test_a_mistake_in_our_sql_is_no_503(postgres: str) -> None:
    database = Database(postgres)
    await database.connect()
    try:
        with pytest.raises(asyncpg.UndefinedTableError):
            await database.fetch_all("SELECT * FROM nothing")
    finally:
        await database.disconnect()


async def test_connections_that_were_cut_are_replaced(postgres: str) -> None:
    database = Database(postgres)
    await database.connect()
    other = await asyncpg.connect(postgres)
    try:
        await database.fetch_one("SELECT 1 AS one")
        await other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE pid <> pg_backend_pid() AND backend_type = 'client backend'"
        )
        answers = []
        for _ in range(3):
            try:
                answers.append(await database.fetch_one("SELECT 1 AS one"))
            except DatabaseUnavailableError:
                answers.append(None)
        assert answers[-1] == {"one": 1}
    finally:
        await other.close()
        await database.disconnect()


@pytest.mark.slow
async def test_away_is_503_with_retry_after(
    settings: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with EmbeddedPostgres(tmp_path / "data") as running:
        await migrate(running.url)
        app = create_app(settings, Database(running.url))
        context = app.router.lifespan_context(app)
        await context.__aenter__()
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        client = httpx.AsyncClient(transport=transport, base_url="http://testserver")
        assert (await client.get("/api/stats")).status_code == 200
    with caplog.at_level(logging.CRITICAL):
        for _ in range(2):
            response = await client.get("/api/stats")
            assert response.status_code == 503
            assert response.headers["retry-after"] == "5"
            assert "database does not answer" in response.json()["detail"]
    assert (await client.get("/api/models/current")).status_code == 200
    await client.aclose()
    await context.__aexit__(None, None, None)


async def test_an_address_where_nothing_listens(tmp_path: Path) -> None:
    database = Database(f"postgresql://postgres@/postgres?host={tmp_path}")
    with pytest.raises(DatabaseUnavailableError):
        await database.connect()


async def test_tables_that_a_newer_server_changes_are_no_defect(apart: str) -> None:
    await migrate(apart)
    database, newer = Database(apart), await asyncpg.connect(apart)
    await database.connect()
    try:
        with pytest.raises(asyncpg.UndefinedColumnError):
            await database.fetch_one("SELECT no_such_column FROM accounts")
        await newer.execute("ALTER TABLE accounts ADD COLUMN later text")
        await newer.execute("UPDATE alembic_version SET version_num = '9999'")
        assert await database.fetch_all("SELECT name FROM accounts") == []  # expanded: the older one goes on
        await newer.execute("ALTER TABLE accounts RENAME COLUMN name TO called")
        with pytest.raises(DatabaseUnavailableError, match="brought up to date"):
            await database.fetch_all("SELECT name FROM accounts WHERE id > 0")
    finally:
        await newer.close()
        await database.disconnect()
