"""Accounts in Postgres: found by their key, added once, with the newest choice in force."""

from __future__ import annotations

import pytest

from backend.accounts import store
from backend.accounts.store import Account, Consent
from backend.database import Database

pytestmark = pytest.mark.anyio


async def test_an_account_is_added_once_and_found(database: Database) -> None:
    added = await store.add(database, "Ada", "ada", "hash")
    assert added is not None
    assert await store.add(database, "ADA", "ada", "other") is None
    assert await store.find(database, "ada") == added == Account(added.id, "Ada", "hash", None)
    assert await store.find(database, "Ada") is None


async def test_the_newest_choice_is_in_force(database: Database) -> None:
    added = await store.add(database, "Ada", "ada", "hash")
    other = await store.add(database, "Grace", "grace", "hash")
    assert added is not None
    assert other is not None
    for consent in (Consent("silhouettes", 1), Consent("nothing", 1), Consent("silhouettes", 2)):
        await store.choose_consent(database, added.id, consent)
    await store.choose_consent(database, other.id, Consent("nothing", 3))
    found = await store.find(database, "ada")
    assert found is not None
    assert found.consent == Consent("silhouettes", 2)


async def test_a_hash_is_replaced_for_one_account_only(database: Database) -> None:
    for name in ("ada", "grace"):
        assert await store.add(database, name, name, "old") is not None
    ada = await store.find(database, "ada")
    assert ada is not None
    await store.replace_hash(database, ada.id, "new")
    rows = await database.fetch_all("SELECT name, password_hash FROM accounts ORDER BY name")
    assert [tuple(row.values()) for row in rows] == [("ada", "new"), ("grace", "old")]
