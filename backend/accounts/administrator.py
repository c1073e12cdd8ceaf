"""Appoints the administrator, the one account that sees other people's samples."""

from __future__ import annotations

from backend.accounts.names import check_name, check_password, look_of, refuse_common
from backend.accounts.passwords import Passwords
from backend.database import Database
from backend.http.errors import ConflictError


async def appoint(database: Database, passwords: Passwords, name: str, password: str) -> bool:
    """Make the administrator (True), or give the one of that name another password, which ends its sessions (False).

    Raises UnprocessableError for a name or password against the rules, and ConflictError where another account is the
    administrator, or the name is somebody's already: whoever registered it must not become the administrator.
    """
    shown, name_key = check_name(name)
    password = check_password(password)
    refuse_common(password)
    hashed = await passwords.hash(password)
    changed = await database.fetch_one(
        """
        UPDATE accounts SET password_hash = :hashed, password_version = password_version + 1
        WHERE administrator AND name_key = :name_key RETURNING id
        """,
        hashed=hashed,
        name_key=name_key,
    )
    if changed is not None:
        return False
    added = await database.fetch_one(
        """
        INSERT INTO accounts (name, name_key, look, password_hash, administrator)
        VALUES (:name, :name_key, :look, :hashed, true)
        ON CONFLICT DO NOTHING RETURNING id
        """,
        name=shown,
        name_key=name_key,
        look=look_of(shown),
        hashed=hashed,
    )
    if added is None:
        raise ConflictError(await _why_not(database, shown))
    return True


async def _why_not(database: Database, name: str) -> str:
    there = await database.fetch_one("SELECT name FROM accounts WHERE administrator")
    if there is None:
        return (
            f"The name {name}, or one that looks like it, is registered already. Choose another for the administrator."
        )
    return (
        f"{there['name']} is the administrator already. Run create-admin {there['name']} to give it another password, "
        "or delete that account on the page first."
    )
