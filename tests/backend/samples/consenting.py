"""People who agreed to have samples stored: a name in, an account of a real database out."""

from __future__ import annotations

from dataclasses import replace

from backend.accounts import store
from backend.accounts.store import Account, Consent
from backend.database import Database


async def consenting(database: Database, name: str, level: str = "silhouettes") -> Account:
    """Register a name that has not been there, and choose the level."""
    account = await store.add(database, name, name.lower(), "hash")
    assert account is not None
    consent = Consent(level, 1)
    assert await store.choose_consent(database, account.id, consent)
    return replace(account, consent=consent)
