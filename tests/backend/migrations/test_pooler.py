"""Behind a pooler, which gives each transaction another session: a migration's lock ends with the migration."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import asyncpg
import pytest

from backend.migrations.apply import migrate, remove_all
from backend.postgres.embedded import EmbeddedPostgres
from tests.backend.migrations.test_apply import tables
from tests.backend.other_postgres import pooler
from tests.server import ROOT, environment_of

pytestmark = [pytest.mark.anyio, pytest.mark.slow]
LOCKS = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'"


@pytest.fixture
def addresses(tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Those of an empty database and of a pooler before it."""
    with EmbeddedPostgres(tmp_path / "data") as running, pooler(running.url) as pooled:
        yield running.url, pooled


async def test_no_lock_is_left_behind(addresses: tuple[str, str]) -> None:
    direct, pooled = addresses
    connection = await asyncpg.connect(direct)
    for change in (migrate, migrate, remove_all, migrate):
        await change(pooled)
        assert await connection.fetchval(LOCKS) == 0
    assert "accounts" in await tables(direct)
    await connection.close()


def run(url: str, *arguments: str, folder: Path) -> subprocess.Popen[str]:
    """A command of the server's, which names its statements as every other process does."""
    environment = environment_of(folder, DATABASE_URL=url, WEB_DIR=str(folder))
    command = [sys.executable, "-m", "backend", *arguments]
    return subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)


async def test_one_process_after_the_other_and_several_at_once(addresses: tuple[str, str], tmp_path: Path) -> None:
    direct, pooled = addresses
    for at_once in (2, 1):
        for process in [run(pooled, "migrate", folder=tmp_path) for _ in range(at_once)]:
            _, said = process.communicate(timeout=60)
            assert process.returncode == 0, said
    assert "accounts" in await tables(direct)


async def test_one_that_is_killed_holds_nobody_up(addresses: tuple[str, str], tmp_path: Path) -> None:
    direct, pooled = addresses
    connection = await asyncpg.connect(direct)
    holder = await asyncpg.connect(direct)
    await holder.execute("BEGIN; CREATE TABLE accounts ()")  # what the migration waits for, with its lock
    process = run(pooled, "migrate", folder=tmp_path)
    while await connection.fetchval(LOCKS) == 0:
        assert process.poll() is None
    process.kill()
    process.communicate()
    await holder.execute("ROLLBACK")
    await migrate(pooled)
    assert await connection.fetchval(LOCKS) == 0
    await connection.close()
    await holder.close()


async def test_a_server_says_that_its_statements_would_be_forgotten(addresses: tuple[str, str], tmp_path: Path) -> None:
    await migrate(addresses[1])
    for page in ("index.html", "stats.html"):
        (tmp_path / page).touch()
    process = run(addresses[1], "serve", folder=tmp_path)
    _, said = process.communicate(timeout=60)
    assert (process.returncode, "Traceback" in said) == (1, False)
    assert "lend them by the session" in said
