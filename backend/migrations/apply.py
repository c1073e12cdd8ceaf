"""Migrations at start: a database's address in, the database with all of today's tables out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import asyncpg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

LOCK: Final = 7_214_023_401  # any number that nothing else in this database locks


class MigrationError(Exception):
    """The database cannot be reached or changed; the message says what to do."""


async def migrate(url: str) -> None:
    """Bring the database at `url` up to date; several starts at once wait for each other. Raises MigrationError."""
    # asyncpg reads the address itself, so that it means here what it means in backend.database.
    engine = create_async_engine(
        "postgresql+asyncpg://", async_creator=lambda: asyncpg.connect(url, timeout=10), poolclass=NullPool
    )
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT pg_advisory_lock(:lock)"), {"lock": LOCK})
            # The lock belongs to the session, so it outlives this commit and ends with the connection.
            await connection.commit()
            await connection.run_sync(_upgrade)
            await connection.commit()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        raise MigrationError(f"Postgres cannot be used: {said}. Check DATABASE_URL, and that it runs.") from error
    finally:
        await engine.dispose()


def _upgrade(connection: Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
