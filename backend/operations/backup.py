"""The commands `backup` and `restore`: everything in one file."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Final
from urllib.parse import unquote, urlsplit

import asyncpg

from backend.migrations.apply import knows, migrate, remove_all
from backend.operations.maintenance import require_no_others
from backend.postgres.address import database_for_command
from backend.postgres.programs import NoProgramsError, client_program
from backend.settings import Settings

_EMPTY: Final = "SELECT NOT EXISTS (SELECT FROM accounts)"


class BackupError(Exception):
    """There is no backup, or nothing was restored; the message says what to do."""


def backup(file: Path) -> None:
    """Write everything to a new file, as it is at this moment; the server may run on meanwhile.

    Only its owner may read the file: it holds everybody's pictures. Raises SettingsError, EmbeddedPostgresError,
    MigrationError, BackupError.
    """
    if file.exists():
        raise BackupError(f"{file} exists already. Choose another name, or delete it.")
    unfinished = file.with_name(f"{file.name}.unfinished")
    with database_for_command(Settings.from_environment(os.environ)) as url:
        asyncio.run(migrate(url))
        try:
            with open(unfinished, "wb", opener=_for_us_only) as out:
                _run(["pg_dump", "--format=custom", "--no-password", "--exclude-table-data=reserve"], url, out)
            unfinished.rename(file)
        except OSError as error:
            raise BackupError(f"{file} cannot be written: {error.strerror}. Choose another place.") from error
        finally:
            unfinished.unlink(missing_ok=True)
    print(f"Backed up to {file} ({file.stat().st_size:,} bytes).")  # noqa: T201


def restore(file: Path) -> None:
    """Fill an empty database with what `backup` wrote, all or nothing. Raises as backup() does."""
    revision = _revision(file)
    if not knows(revision):
        raise BackupError(f"{file} was made by a newer version of this server ({revision}). Restore it with that one.")
    with database_for_command(Settings.from_environment(os.environ)) as url:
        asyncio.run(_require_empty(url))
        asyncio.run(remove_all(url))
        try:
            options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
            with file.open("rb") as archive:
                _run(["pg_restore", *options], url, archive, into_url=True)
        finally:
            asyncio.run(migrate(url))
    print(f"Restored what {file} holds.")  # noqa: T201


def _revision(file: Path) -> str:
    """Read the version of the tables off the archive, which also shows that it is one."""
    if not file.is_file():
        raise BackupError(f"There is no file {file}. Give the name of one that `backup` wrote.")
    try:
        listing = [client_program("pg_restore"), "--data-only", "--table=alembic_version", "--file=-", str(file)]
        done = subprocess.run(listing, check=False, capture_output=True, text=True)
    except NoProgramsError as error:
        raise BackupError(str(error)) from error
    found = re.search(r"^COPY [\w.]*alembic_version .*\n(\w+)$", done.stdout, re.MULTILINE)
    if done.returncode != 0 or found is None:
        raise BackupError(f"{file} is no backup of this server: {done.stderr.strip() or 'it has no version'}")
    return found[1]


async def _require_empty(url: str) -> None:
    await require_no_others(url)
    await migrate(url)
    connection = await asyncpg.connect(url)
    try:
        empty = await connection.fetchval(_EMPTY)
    finally:
        await connection.close()
    if not empty:
        raise BackupError(
            "There are accounts in the database, and a backup is restored into an empty one only. "
            "Back it up if you need it, then run: python -m backend reset"
        )


def _run(command: Sequence[str], url: str, stream: IO[bytes], *, into_url: bool = False) -> None:
    """Run a program of Postgres with a file as its output, or as its input for what goes `into_url`."""
    without, passwords = without_passwords(url)
    environment = os.environ | passwords
    try:
        arguments = [client_program(command[0], asyncio.run(_version_at(url))), *command[1:], f"--dbname={without}"]
    except NoProgramsError as error:
        raise BackupError(str(error)) from error
    done = subprocess.run(
        arguments,
        env=environment,
        check=False,
        stdin=stream if into_url else subprocess.DEVNULL,
        stdout=subprocess.DEVNULL if into_url else stream,
        stderr=subprocess.PIPE,
        text=True,
    )
    if done.returncode != 0:
        raise BackupError(f"{command[0]} failed with {stream.name}, and nothing was changed: {done.stderr.strip()}")


async def _version_at(url: str) -> int:
    connection = await asyncpg.connect(url, timeout=10)
    try:
        return int(connection.get_server_version().major)
    finally:
        await connection.close()


def without_passwords(url: str) -> tuple[str, dict[str, str]]:
    """Return an address to give as an argument, which every user of the machine can read, and what it needs beside it.

    That are environment variables, which only we and root can read. Raises BackupError for a password that cannot be
    given so.
    """
    parts = urlsplit(url)
    login, at, host = parts.netloc.rpartition("@")
    user, colon, password = login.partition(":")
    said, kept = [password] if colon else [], []
    for option in filter(None, parts.query.split("&")):
        name, _, value = option.partition("=")
        if unquote(name) == "sslpassword":
            raise BackupError("DATABASE_URL has an sslpassword, which would be seen here. Use a key without one.")
        if unquote(name) == "password":
            said.append(value)
        else:
            kept.append(option)
    without = f"{parts.scheme}://{user}{at}{host}{parts.path}{'?' if kept else ''}{'&'.join(kept)}"
    return without, {"PGPASSWORD": unquote(said[-1])} if said else {}


def _for_us_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
