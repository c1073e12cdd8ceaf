"""The commands `migrate`, `prune` and `reset`."""

from __future__ import annotations

import asyncio
import os
import sys
from datetime import UTC, datetime
from urllib.parse import urlsplit

import asyncpg

from backend.accounts.limits import forget_free
from backend.accounts.session_store import forget_expired
from backend.database import Database
from backend.http.errors import AppError
from backend.migrations.apply import migrate, remove_all
from backend.models import reports
from backend.postgres.address import database_for_command
from backend.samples import retention
from backend.settings import Settings


class MaintenanceError(Exception):
    """The command cannot do its work; the message says what to do."""


def migrate_database() -> None:
    """Make the tables, or bring them up to date, as each start of the server does.

    Raises SettingsError, EmbeddedPostgresError, MigrationError.
    """
    with database_for_command(Settings.from_environment(os.environ)) as url:
        asyncio.run(migrate(url))
    print("The database is up to date.")  # noqa: T201


def prune() -> None:
    """Delete what is over: it does no harm, but takes room. Works beside a running server.

    Raises SettingsError, EmbeddedPostgresError, MigrationError, MaintenanceError.
    """
    settings = Settings.from_environment(os.environ)
    with database_for_command(settings) as url:
        asyncio.run(migrate(url))
        asyncio.run(_prune(url, settings.retention_days))


def reset(*, yes: bool) -> None:
    """Delete everything and begin anew with empty tables; asks first, unless `yes`.

    Raises SettingsError, EmbeddedPostgresError, MigrationError, MaintenanceError.
    """
    settings = Settings.from_environment(os.environ)
    if not yes:
        _ask(f"This deletes all accounts, samples and pictures in {_place(settings)}.")
    with database_for_command(settings) as url:
        asyncio.run(_reset(url))
    print("The database is empty.")  # noqa: T201


async def require_no_others(url: str) -> None:
    """Refuse to take tables away that someone is using. Raises MaintenanceError."""
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, TimeoutError, ValueError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        raise MaintenanceError(f"Postgres cannot be used: {error}. Check DATABASE_URL, and that it runs.") from error
    try:
        others = await connection.fetchval(
            """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """
        )
    finally:
        await connection.close()
    if others:
        raise MaintenanceError(f"The database is in use ({others} connections). Stop the server, then try again.")


async def _reset(url: str) -> None:
    await require_no_others(url)
    await remove_all(url)
    await migrate(url)


async def _prune(url: str, retention_days: int | None) -> None:
    database = Database(url)
    try:
        await database.connect()
        print(f"Deleted ended sessions and tokens: {await forget_expired(database)}")  # noqa: T201
        print(f"Deleted counts of attempts: {await forget_free(database)}")  # noqa: T201
        print(f"Deleted reports on models: {await reports.forget_old(database, datetime.now(UTC))}")  # noqa: T201
        print(f"Deleted samples older than RETENTION_DAYS: {await retention.prune(database, retention_days)}")  # noqa: T201
        await database.disconnect()
    except AppError as error:
        raise MaintenanceError(error.detail) from error
    except asyncpg.LockNotAvailableError as error:
        raise MaintenanceError("Samples are in use by something that takes long. Try again later.") from error


def _place(settings: Settings) -> str:
    """Say which database it is, without its password."""
    if settings.database_url is None:
        return str(settings.data_dir / "postgres")
    parts = urlsplit(settings.database_url)
    return f"the database {parts.path.removeprefix('/')} on {parts.hostname or 'this machine'}"


def _ask(what: str) -> None:
    if not sys.stdin.isatty():
        raise MaintenanceError(f"{what} There is nobody to ask here: give --yes if that is meant.")
    if input(f"{what} Type yes to go on: ").strip().lower() != "yes":
        raise MaintenanceError("Nothing was deleted.")
