"""Make the tables of a database, bring them up to date, or remove them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import asyncpg
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

LOCK: Final = 7_214_023_401  # any number that nothing else in this database locks


class MigrationError(Exception):
    """The database cannot be reached or changed; the message says what to do."""


async def migrate(url: str) -> None:
    """Bring the database at `url` up to date; several starts at once wait for each other. Raises MigrationError."""
    await _locked(url, lambda connection: command.upgrade(_config(connection), "head"))


async def remove_all(url: str) -> None:
    """Drop every table of ours with all that is in it, and nothing else. Raises MigrationError."""
    await _locked(url, _remove)


def knows(revision: str) -> bool:
    """Whether a database at `revision` can be brought up to date; one of a newer server cannot."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


async def _locked(url: str, change: Callable[[Connection], None]) -> None:
    engine = create_async_engine("postgresql+asyncpg://", connect_args=_arguments(url), poolclass=NullPool)
    try:
        async with engine.connect() as connection:
            # It ends with the transaction, which holds the change too: a session's lock would stay behind where a
            # pooler gives each transaction another session.
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
            await connection.run_sync(change)
            await connection.commit()
    except CommandError as error:
        raise MigrationError(
            f"The database was made by a newer version of this server ({error}). Use that version."
        ) from error
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError, DBAPIError) as error:
        said = error.orig if isinstance(error, DBAPIError) else error
        raise MigrationError(f"Postgres cannot be used: {said}. Check DATABASE_URL, and that it runs.") from error
    finally:
        await engine.dispose()


def _arguments(url: str) -> dict[str, object]:
    """What makes the engine use our own connections, on which no statement has a name.

    A session that a pooler lends may have a statement of that name already, from whoever had it before.
    """
    return {
        "async_creator_fn": lambda **_: _connect(url),
        "prepared_statement_name_func": lambda: "",
        "prepared_statement_cache_size": 0,
    }


async def _connect(url: str) -> asyncpg.Connection:
    """Connect; of an address that is none, such as a name that no host can have, the system says ValueError.

    asyncpg reads the address itself, so that it means here what it means in backend.database.
    """
    try:
        return await asyncpg.connect(url, timeout=10, statement_cache_size=0)
    except ValueError as error:
        raise MigrationError(f"DATABASE_URL cannot be used: {error}. Correct it.") from error


def _remove(connection: Connection) -> None:
    command.downgrade(_config(connection), "base")
    connection.execute(text("DROP TABLE IF EXISTS alembic_version"))


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
