"""Deletes an account with everything that belongs to it."""

from __future__ import annotations

from backend.database import Database
from backend.samples import user_samples


async def delete_account(database: Database, account_id: int) -> None:
    """Delete an account with its sessions, tokens, choices, samples and pictures. Raises DatabaseUnavailableError.

    Sessions go first, so that nothing more arrives. Cut short, the rest of the account is still there: its owner can
    log in and delete again.
    """
    await database.execute("DELETE FROM sessions WHERE account_id = :id", id=account_id)
    await user_samples.delete_all(database, account_id)
    await database.execute("DELETE FROM accounts WHERE id = :id", id=account_id)
