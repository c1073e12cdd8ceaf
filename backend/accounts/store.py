"""Accounts and their consent in Postgres."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.accounts.names import look_of
from backend.accounts.schemas import Consent
from backend.database import Database, Row


@dataclass(frozen=True)
class Account:
    """Someone with a name; `consent` is None until they have chosen.

    `password_version` counts the changes of the password: sessions of an older one are over.
    """

    id: int
    name: str
    password_hash: str
    password_version: int
    administrator: bool
    created_at: datetime
    consent: Consent | None


ACCOUNT_COLUMNS: Final = """
    a.id, a.name, a.password_hash, a.password_version, a.administrator, a.created_at, c.level, c.version
"""
# The newest choice of consent beside the account (a) it belongs to.
CONSENT_IN_FORCE: Final = """
    LEFT JOIN LATERAL (SELECT level, version FROM consents WHERE account_id = a.id ORDER BY id DESC LIMIT 1) c ON true
"""


def account_from(row: Row) -> Account:
    """Return an account from a row with ACCOUNT_COLUMNS."""
    consent = None if row["level"] is None else Consent(row["level"], row["version"])
    return Account(
        id=row["id"],
        name=row["name"],
        password_hash=row["password_hash"],
        password_version=row["password_version"],
        administrator=row["administrator"],
        created_at=row["created_at"],
        consent=consent,
    )


async def find(database: Database, name_key: str) -> Account | None:
    """Return the account of that name, or None."""
    row = await database.fetch_one(
        f"SELECT {ACCOUNT_COLUMNS} FROM accounts a {CONSENT_IN_FORCE} WHERE a.name_key = :name_key",  # noqa: S608
        name_key=name_key,
    )
    return None if row is None else account_from(row)


async def add(database: Database, name: str, name_key: str, password_hash: str) -> Account | None:
    """Return a new account, or None where somebody has that name already, or one that looks like it."""
    row = await database.fetch_one(
        """
        INSERT INTO accounts AS a (name, name_key, look, password_hash)
        VALUES (:name, :name_key, :look, :password_hash)
        ON CONFLICT DO NOTHING
        RETURNING a.*, NULL AS level, NULL AS version
        """,
        name=name,
        name_key=name_key,
        look=look_of(name),
        password_hash=password_hash,
    )
    return None if row is None else account_from(row)


async def replace_hash(database: Database, account: Account, password_hash: str) -> None:
    """Keep the same password under a newer hash; a password that was changed meanwhile stays."""
    await database.execute(
        "UPDATE accounts SET password_hash = :password_hash WHERE id = :id AND password_version = :version",
        id=account.id,
        password_hash=password_hash,
        version=account.password_version,
    )


async def change_password(database: Database, account: Account, password_hash: str, session_id: UUID) -> bool:
    """Put another password in force, and end every session and token but `session_id`.

    False, and nothing is changed, where another request changed the password or deleted the account meanwhile.
    """
    row = await database.fetch_one(
        """
        WITH changed AS (
            UPDATE accounts SET password_hash = :password_hash, password_version = password_version + 1
            WHERE id = :id AND password_version = :version RETURNING id, password_version
        ), kept AS (
            UPDATE sessions s SET password_version = changed.password_version
            FROM changed WHERE s.account_id = changed.id AND s.id = :session_id
        )
        SELECT id FROM changed
        """,
        id=account.id,
        version=account.password_version,
        password_hash=password_hash,
        session_id=session_id,
    )
    if row is None:
        return False
    # They are over already, by their version; this only clears them away.
    await database.execute(
        "DELETE FROM sessions WHERE account_id = :id AND password_version <= :version",
        id=account.id,
        version=account.password_version,
    )
    return True


async def choose_consent(database: Database, account_id: int, consent: Consent) -> bool:
    """Put a choice in force, earlier ones are kept as history; False where the account has been deleted."""
    row = await database.fetch_one(
        """
        INSERT INTO consents (account_id, level, version)
        SELECT id, :level, :version FROM accounts WHERE id = :account_id FOR KEY SHARE RETURNING id
        """,
        account_id=account_id,
        level=consent.level,
        version=consent.version,
    )
    return row is not None
