"""The command `create-admin`, which asks for the administrator's password."""

from __future__ import annotations

import asyncio
import getpass
import os
import sys

from backend.accounts.administrator import appoint
from backend.accounts.passwords import Passwords
from backend.database import Database
from backend.http.errors import AppError
from backend.migrations.apply import migrate
from backend.postgres.address import database_for_command
from backend.settings import Settings


class CreateAdminError(Exception):
    """There is no new administrator; the message says what to do."""


def create_admin(name: str) -> None:
    """Make the administrator, whether or not the server runs.

    Raises SettingsError, EmbeddedPostgresError, MigrationError, CreateAdminError.
    """
    settings = Settings.from_environment(os.environ)
    password = _password()
    with database_for_command(settings) as url:
        try:
            new = asyncio.run(_appoint(url, name, password))
        except AppError as error:
            raise CreateAdminError(error.detail) from error
    print(f"{name} is the administrator." if new else f"{name} has another password now.")  # noqa: T201


async def _appoint(url: str, name: str, password: str) -> bool:
    await migrate(url)
    database, passwords = Database(url), Passwords()
    await database.connect()
    try:
        return await appoint(database, passwords, name, password)
    finally:
        await database.disconnect()
        passwords.close()


def _password() -> str:
    """Never an argument, which every user of the machine could read."""
    if not sys.stdin.isatty():
        try:
            return sys.stdin.readline().rstrip("\r\n")  # a file written on Windows has both
        except UnicodeDecodeError as error:
            raise CreateAdminError("The password on stdin is not in UTF-8. Convert it, then try again.") from error
    password = getpass.getpass("The administrator's password: ")
    if getpass.getpass("The same again: ") != password:
        raise CreateAdminError("The two differ. Run the command again.")
    return password
