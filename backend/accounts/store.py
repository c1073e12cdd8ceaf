"""Accounts in Postgres: names, hashes and choices in, accounts and the consent in force out."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Final

from backend.database import Database, Row

LEVELS: Final = ("nothing", "silhouettes")


@dataclass(frozen=True)
class Consent:
    """What someone agreed to have stored, and to which version of the text."""

    level: str
    version: int

    def as_json(self) -> dict[str, object]:
        """As the page gets it."""
        return asdict(self)


@dataclass(frozen=True)
class Account:
    """Someone with a name; `consent` is None until they have chosen."""

    id: int
    name: str
    password_hash: str
    consent: Consent | None


# The newest choice of consent beside the account it belongs to.
ACCOUNT: Final = """
    SELECT a.id, a.name, a.password_hash, c.level, c.version FROM accounts a
    LEFT JOIN LATERAL (SELECT level, version FROM consents WHERE account_id = a.id ORDER BY id DESC LIMIT 1) c ON true
"""


def account_from(row: Row) -> Account:
    """Return an account from a row of ACCOUNT."""
    consent = None if row["level"] is None else Consent(row["level"], row["version"])
    return Account(row["id"], row["name"], row["password_hash"], consent)


async def find(database: Database, name_key: str) -> Account | None:
    """Return the account of that name, or None."""
    row = await database.fetch_one(f"{ACCOUNT} WHERE a.name_key = :name_key", name_key=name_key)
    return None if row is None else account_from(row)


async def add(database: Database, name: str, name_key: str, password_hash: str) -> Account | None:
    """Return a new account, or None where somebody registered that name a moment before."""
    row = await database.fetch_one(
        """
        INSERT INTO accounts (name, name_key, password_hash) VALUES (:name, :name_key, :password_hash)
        ON CONFLICT (name_key) DO NOTHING RETURNING id
        """,
        name=name,
        name_key=name_key,
        password_hash=password_hash,
    )
    return None if row is None else Account(row["id"], name, password_hash, None)


async def replace_hash(database: Database, account_id: int, password_hash: str) -> None:
    """Keep the same password under a newer hash."""
    await database.execute(
        "UPDATE accounts SET password_hash = :password_hash WHERE id = :id", id=account_id, password_hash=password_hash
    )


async def choose_consent(database: Database, account_id: int, consent: Consent) -> None:
    """Put a choice in force; earlier ones are kept as history."""
    await database.execute(
        "INSERT INTO consents (account_id, level, version) VALUES (:account_id, :level, :version)",
        account_id=account_id,
        level=consent.level,
        version=consent.version,
    )
