"""Connectors and what they were told, in Postgres."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from backend.actions.schemas import KEPT, Kind
from backend.actions.vault import Sealed, Vault
from backend.database import Database, Row
from backend.http.errors import ConflictError

# Longer than any run takes: its process has ended without a word.
_OVER: Final = "at < now() - interval '60 seconds'"
_RUN: Final = f"""
    r.key, r.connector_id, c.name, c.kind, r.gesture, r.command, r.at, r.attempts, r.ms,
    CASE WHEN r.outcome = 'waiting' AND r.{_OVER} THEN 'failed' ELSE r.outcome END AS outcome,
    CASE WHEN r.outcome = 'waiting' AND r.{_OVER} THEN 'The server stopped before this was done.' ELSE r.detail
        END AS detail
"""


async def all_of(database: Database, account_id: int) -> Sequence[Row]:
    """Return the account's connectors, by name."""
    return await database.fetch_all(
        "SELECT * FROM connectors WHERE account_id = :account_id ORDER BY lower(name), id", account_id=account_id
    )


async def one_of(database: Database, account_id: int, connector_id: UUID) -> Row | None:
    """Return one connector of the account, or None."""
    return await database.fetch_one(
        "SELECT * FROM connectors WHERE account_id = :account_id AND id = :id", account_id=account_id, id=connector_id
    )


async def add(
    database: Database, vault: Vault, account_id: int, kind: Kind, name: str, content: Sealed, most: int
) -> Row:
    """Add a connector. Raises ConflictError where there are `most` already."""
    row = await database.fetch_one(
        """
        INSERT INTO connectors (id, account_id, kind, name, sealed)
        SELECT :id, id, :kind, :name, :sealed FROM accounts WHERE id = :account_id
            AND (SELECT count(*) FROM connectors WHERE account_id = :account_id) < :most
        RETURNING *
        """,
        id=content.id,
        account_id=account_id,
        kind=kind,
        name=name,
        sealed=vault.seal(content),
        most=most,
    )
    if row is None:
        raise ConflictError(f"An account may have {most} connectors. Delete one that is not used any more.")
    return row


async def change(database: Database, vault: Vault, account_id: int, name: str, content: Sealed) -> Row | None:
    """Change a connector; None where the account has none of this id."""
    return await database.fetch_one(
        """
        UPDATE connectors SET name = :name, sealed = :sealed WHERE account_id = :account_id AND id = :id RETURNING *
        """,
        account_id=account_id,
        id=content.id,
        name=name,
        sealed=vault.seal(content),
    )


async def delete(database: Database, account_id: int, connector_id: UUID) -> bool:
    """Delete a connector with what it was told; whether there was one."""
    sql = "DELETE FROM connectors WHERE account_id = :account_id AND id = :id RETURNING id"
    return await database.fetch_one(sql, account_id=account_id, id=connector_id) is not None


async def begin_run(
    database: Database, account_id: int, key: UUID, connector_id: UUID, gesture: str | None, command: str
) -> bool:
    """Note that something is to be told, and forget the oldest; False where this key was used already."""
    row = await database.fetch_one(
        """
        WITH old AS (
            DELETE FROM connector_runs WHERE account_id = :account_id AND at < (
                SELECT at FROM connector_runs WHERE account_id = :account_id ORDER BY at DESC OFFSET :kept LIMIT 1
            )
        )
        INSERT INTO connector_runs (account_id, key, connector_id, gesture, command)
        SELECT account_id, :key, id, :gesture, :command FROM connectors WHERE account_id = :account_id AND id = :id
        ON CONFLICT DO NOTHING RETURNING key
        """,
        account_id=account_id,
        key=key,
        id=connector_id,
        gesture=gesture,
        command=command,
        kept=KEPT - 2,
    )
    return row is not None


async def note_run(
    database: Database, account_id: int, key: UUID, outcome: str, attempts: int, ms: float, detail: str | None
) -> None:
    """Note what has become of a run."""
    await database.execute(
        """
        UPDATE connector_runs SET outcome = :outcome, attempts = :attempts, ms = :ms, detail = :detail
        WHERE account_id = :account_id AND key = :key
        """,
        account_id=account_id,
        key=key,
        outcome=outcome,
        attempts=attempts,
        ms=ms,
        detail=detail,
    )


async def is_wanted(database: Database, account_id: int, key: UUID) -> bool:
    """Whether a run is still there: it goes with its connector and with its account."""
    sql = "SELECT 1 AS there FROM connector_runs WHERE account_id = :account_id AND key = :key"
    return await database.fetch_one(sql, account_id=account_id, key=key) is not None


async def run_of(database: Database, account_id: int, key: UUID) -> Row | None:
    """Return one run, or None."""
    return await database.fetch_one(
        f"""
        SELECT {_RUN} FROM connector_runs r JOIN connectors c ON c.id = r.connector_id
        WHERE r.account_id = :account_id AND r.key = :key
        """,  # noqa: S608 (made of the constants above only)
        account_id=account_id,
        key=key,
    )


async def runs_of(database: Database, account_id: int, limit: int) -> Sequence[Row]:
    """Return the newest runs, the newest first."""
    return await database.fetch_all(
        f"""
        SELECT {_RUN} FROM connector_runs r JOIN connectors c ON c.id = r.connector_id
        WHERE r.account_id = :account_id ORDER BY r.at DESC LIMIT :limit
        """,  # noqa: S608 (made of the constants above only)
        account_id=account_id,
        limit=limit,
    )
