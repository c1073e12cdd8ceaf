"""People who agreed to have samples stored."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from backend.accounts import session_store, store
from backend.accounts.schemas import Consent, Level
from backend.accounts.session_store import Session
from backend.accounts.store import Account
from backend.database import Database


async def consenting(database: Database, name: str, level: Level = "shapes") -> Account:
    """Register a name that has not been there, and choose the level."""
    account = await store.add(database, name, name.lower(), "hash")
    assert account is not None
    consent = Consent(level, 1)
    assert await store.choose_consent(database, account.id, consent)
    return replace(account, consent=consent)


async def sending(database: Database, name: str) -> Session:
    """Register a name that agrees to shapes, and log in as it."""
    account = await consenting(database, name)
    begun = await session_store.begin(database, account, "browser", "a test", timedelta(hours=1))
    return Session(begun.id, account)
