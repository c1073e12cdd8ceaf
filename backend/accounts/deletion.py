"""Deleting an account: its id in, nothing of it left."""

from __future__ import annotations

from typing import Final

from backend.database import Database

AT_ONCE: Final = 2000  # samples per statement, so that none runs into the time limit for statements


async def delete_account(database: Database, account_id: int) -> None:
    """Delete an account with its sessions, tokens, choices, samples and pictures. Raises DatabaseUnavailableError.

    Sessions go first, so that nothing more arrives. Cut short, the rest of the account is still there: its owner can
    log in and delete again.
    """
    await database.execute("DELETE FROM sessions WHERE account_id = :id", id=account_id)
    while await database.fetch_one(
        """
        WITH gone AS (
            DELETE FROM samples WHERE account_id = :id AND (received_at, sample_id) IN (
                SELECT received_at, sample_id FROM samples WHERE account_id = :id LIMIT :at_once
            ) RETURNING sample_id
        ), forgotten AS (
            DELETE FROM sample_ids USING gone WHERE sample_ids.sample_id = gone.sample_id
        )
        SELECT 1 FROM gone LIMIT 1
        """,
        id=account_id,
        at_once=AT_ONCE,
    ):
        pass
    await database.execute("DELETE FROM accounts WHERE id = :id", id=account_id)
