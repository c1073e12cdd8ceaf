"""Accounts in Postgres: found by their key, added once, with the newest choice in force."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import asyncpg
import pytest

from backend.accounts import store
from backend.accounts.schemas import Consent
from backend.database import Database

pytestmark = pytest.mark.anyio


async def test_an_account_is_added_once_and_found(database: Database) -> None:
    added = await store.add(database, "Ada", "ada", "hash")
    assert added is not None
    assert await store.add(database, "ADA", "ada", "other") is None
    assert await store.find(database, "ada") == added
    assert (added.name, added.password_hash, added.administrator, added.consent) == ("Ada", "hash", False, None)
    assert await store.find(database, "Ada") is None


async def test_the_newest_choice_is_in_force(database: Database) -> None:
    added = await store.add(database, "Ada", "ada", "hash")
    other = await store.add(database, "Grace", "grace", "hash")
    assert added is not None
    assert other is not None
    for consent in (Consent("shapes", 1), Consent("nothing", 1), Consent("shapes", 2)):
        await store.choose_consent(database, added.id, consent)
    await store.choose_consent(database, other.id, Consent("nothing", 3))
    found = await store.find(database, "ada")
    assert found is not None
    assert found.consent == Consent("shapes", 2)


async def test_a_hash_is_replaced_for_one_account_only(database: Database) -> None:
    for name in ("ada", "grace"):
        assert await store.add(database, name, name, "old") is not None
    ada = await store.find(database, "ada")
    assert ada is not None
    await store.replace_hash(database, ada, "new")
    await store.replace_hash(database, replace(ada, password_version=0), "of a password that was changed since")
    rows = await database.fetch_all("SELECT name, password_hash FROM accounts ORDER BY name")
    assert [tuple(row.values()) for row in rows] == [("ada", "new"), ("grace", "old")]


async def test_a_password_that_another_request_changed_first_is_not_changed_again(database: Database) -> None:
    ada = await store.add(database, "Ada", "ada", "old")
    assert ada is not None
    assert await store.change_password(database, ada, "first", uuid4())
    assert not await store.change_password(database, ada, "second", uuid4())
    assert await database.fetch_one("SELECT password_hash FROM accounts") == {"password_hash": "first"}


async def test_a_choice_for_an_account_that_is_gone(database: Database) -> None:
    assert not await store.choose_consent(database, 0, Consent("shapes", 1))


async def test_there_is_one_administrator_at_most(database: Database) -> None:
    for name in ("ada", "grace"):
        assert await store.add(database, name, name, "hash") is not None
    await database.execute("UPDATE accounts SET administrator = true WHERE name = 'ada'")
    with pytest.raises(asyncpg.UniqueViolationError):
        await database.execute("UPDATE accounts SET administrator = true WHERE name = 'grace'")
