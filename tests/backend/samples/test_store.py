"""Samples in Postgres: every column as sent, each sample once, a whole batch in one statement."""

from __future__ import annotations

from dataclasses import fields, replace
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.accounts import store as accounts
from backend.database import Database
from backend.samples import store
from backend.samples.check import Sample
from tests.backend.batches import NOW
from tests.backend.samples.test_check import checked

pytestmark = pytest.mark.anyio


@pytest.fixture
async def account_id(database: Database) -> int:
    account = await accounts.add(database, "Ada", "ada", "hash")
    assert account is not None
    return account.id


async def test_every_column_is_kept(database: Database, account_id: int) -> None:
    sent = replace(checked(truth="corrected", true_gesture="l"), picture=memoryview(bytes(range(256)) * 16))
    assert await store.insert(database, account_id, [sent]) == {sent.sample_id}
    row = await database.fetch_one("SELECT *, now() - received_at AS age FROM samples")
    assert row is not None
    for field in fields(Sample):
        expected = getattr(sent, field.name)
        if isinstance(expected, float | tuple):
            assert row[field.name] == pytest.approx(list(expected) if isinstance(expected, tuple) else expected)
        else:
            assert row[field.name] == expected, field.name
    assert row["account_id"] == account_id
    assert row["age"] < timedelta(minutes=1)
    assert row["received_at"].tzinfo is not None
    assert row["captured_at"] < NOW


async def test_each_sample_once(database: Database, account_id: int) -> None:
    first, second, third = (checked() for _ in range(3))
    assert await store.insert(database, account_id, [first, second]) == {first.sample_id, second.sample_id}
    assert await store.insert(database, account_id, [first, third, third]) == {third.sample_id}
    assert await store.insert(database, account_id, [first, second, third]) == set()
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 3}


async def test_a_second_sample_of_the_same_id_does_not_overwrite(database: Database, account_id: int) -> None:
    first = checked()
    await store.insert(database, account_id, [first])
    await store.insert(database, account_id, [replace(first, predicted="none")])
    assert await database.fetch_one("SELECT predicted FROM samples") == {"predicted": "fist"}


async def test_nothing_to_store(database: Database, account_id: int) -> None:
    assert await store.insert(database, account_id, []) == set()


async def test_a_full_batch_keeps_rows_apart(database: Database, account_id: int) -> None:
    samples = [
        replace(checked(), sample_id=uuid4(), number=n, probabilities=(n / 200, 0, 0, 0, 0, 1 - n / 200))
        for n in range(200)
    ]
    assert len(await store.insert(database, account_id, samples)) == 200
    rows = await database.fetch_all("SELECT number, probabilities FROM samples ORDER BY number")
    assert [row["number"] for row in rows] == list(range(200))
    assert all(row["probabilities"] == pytest.approx([n / 200, 0, 0, 0, 0, 1 - n / 200]) for n, row in enumerate(rows))


async def test_pictures_are_stored_as_they_are(database: Database) -> None:
    row = await database.fetch_one(
        "SELECT attstorage::text AS storage FROM pg_attribute"
        " WHERE attrelid = 'samples'::regclass AND attname = 'picture'"
    )
    assert row == {"storage": "e"}
