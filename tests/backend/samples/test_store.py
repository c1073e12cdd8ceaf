"""Samples in Postgres: every column as sent, each sample once, a whole batch in one statement."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from backend.account_deletion import delete_account
from backend.accounts import store as accounts
from backend.accounts.schemas import Consent
from backend.accounts.session_store import Session
from backend.database import Database
from backend.samples import store
from backend.samples.check import Sample
from tests.backend.batches import NOW, POINTS
from tests.backend.frame_images import jpeg
from tests.backend.samples.consenting import sending
from tests.backend.samples.test_check import checked, hand_checked

pytestmark = pytest.mark.anyio


@pytest.fixture
async def session(database: Database) -> Session:
    return await sending(database, "Ada")


async def test_every_column_is_kept(database: Database, session: Session) -> None:
    sent = checked(label_source="corrected", label="l")._replace(
        network_input=memoryview(bytes(range(256)) * 16),
        frame_image=jpeg(),
        frame_image_width=64,
        frame_image_height=48,
    )
    assert await store.insert(database, session, [sent]) == {sent.sample_id}
    row = await database.fetch_one("SELECT *, now() - received_at AS age FROM samples")
    assert row is not None
    for name in Sample._fields:
        expected = getattr(sent, name)
        if isinstance(expected, float | list):
            assert row[name] == pytest.approx(expected)
        else:
            assert row[name] == expected, name
    assert row["account_id"] == session.account.id
    assert row["age"] < timedelta(minutes=1)
    assert row["received_at"].tzinfo is not None
    assert row["captured_at"] < NOW


async def test_what_is_sent_has_the_fields_of_a_sample_in_their_order(database: Database) -> None:
    rows = await database.fetch_all(
        "SELECT attname FROM pg_attribute WHERE attrelid = 'sent_sample'::regclass ORDER BY attnum"
    )
    assert tuple(row["attname"] for row in rows) == Sample._fields


@pytest.mark.parametrize("share", [1e-39, 1e-46, 1e-300])
async def test_what_four_bytes_cannot_hold_of_a_share_is_about_0(
    database: Database, session: Session, share: float
) -> None:
    await store.insert(database, session, [checked()._replace(probabilities=[share, 0, 0, 0, 0, 1])])
    row = await database.fetch_one("SELECT probabilities, probabilities::text::real[] AS again FROM samples")
    assert row is not None
    assert row["probabilities"] == row["again"] == pytest.approx([0, 0, 0, 0, 0, 1])


async def test_points_have_no_noise_and_no_area(database: Database, session: Session) -> None:
    sent = hand_checked()
    assert await store.insert(database, session, [sent, checked()]) is not None
    row = await database.fetch_one("SELECT noise, area, network_input FROM samples WHERE input_kind = 'points'")
    assert row == {"noise": None, "area": None, "network_input": POINTS}


async def test_each_sample_once(database: Database, session: Session) -> None:
    first, second, third = (checked() for _ in range(3))
    assert await store.insert(database, session, [first, second]) == {first.sample_id, second.sample_id}
    assert await store.insert(database, session, [first, third, third]) == {third.sample_id}
    assert await store.insert(database, session, [first, second, third]) == set()
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 3}


async def test_a_second_sample_of_the_same_id_does_not_overwrite(database: Database, session: Session) -> None:
    first = checked()
    await store.insert(database, session, [first])
    await store.insert(database, session, [first._replace(predicted="none")])
    assert await database.fetch_one("SELECT predicted FROM samples") == {"predicted": "fist"}


async def test_nothing_to_store(database: Database, session: Session) -> None:
    assert await store.insert(database, session, []) == set()


async def test_what_a_batch_has_in_common_and_what_not(database: Database, session: Session) -> None:
    """One sample that differs from the others of its batch keeps its own."""
    one, other = uuid4(), uuid4()
    agreeing = [checked()._replace(session_id=one, backend="WebGPU", device="phone") for _ in range(3)]
    mixed = [
        checked()._replace(session_id=one, backend="WebGPU", device="phone"),
        checked()._replace(session_id=other, backend=None, device="desk"),
        checked()._replace(session_id=other, backend="WebAssembly", device="desk"),
    ]
    for batch in (agreeing, mixed):
        await store.insert(database, session, batch)
    rows = await database.fetch_all("SELECT sample_id, session_id, backend, device, model_id, input_kind FROM samples")
    kept = {row["sample_id"]: row for row in rows}
    assert len(kept) == 6
    for sent in (*agreeing, *mixed):
        assert kept[sent.sample_id] == {name: getattr(sent, name) for name in kept[sent.sample_id]}


async def test_a_full_batch_keeps_rows_apart(database: Database, session: Session) -> None:
    samples = [
        checked()._replace(sample_id=uuid4(), number=n, probabilities=(n / 200, 0, 0, 0, 0, 1 - n / 200))
        for n in range(200)
    ]
    assert await store.insert(database, session, samples) == {sent.sample_id for sent in samples}
    rows = await database.fetch_all("SELECT number, probabilities FROM samples ORDER BY number")
    assert [row["number"] for row in rows] == list(range(200))
    assert all(row["probabilities"] == pytest.approx([n / 200, 0, 0, 0, 0, 1 - n / 200]) for n, row in enumerate(rows))


async def test_nothing_is_stored_for_an_account_that_has_just_been_deleted(
    database: Database, session: Session
) -> None:
    await delete_account(database, session.account.id)
    assert await store.insert(database, session, [checked()]) is None
    assert await database.fetch_one("SELECT count(*) AS n FROM sample_ids") == {"n": 0}


@pytest.mark.parametrize("changed", [Consent("nothing", 1), Consent("photos", 1), Consent("shapes", 2)])
async def test_nothing_is_stored_under_a_consent_that_has_just_changed(
    database: Database, session: Session, changed: Consent
) -> None:
    await accounts.choose_consent(database, session.account.id, changed)
    assert await store.insert(database, session, [checked()]) is None
    assert (
        await store.insert(database, replace(session, account=replace(session.account, consent=changed)), [checked()])
        is not None
    )


@pytest.mark.parametrize(
    "ending",
    [
        "DELETE FROM sessions",
        "UPDATE sessions SET expires_at = now() - interval '1 second'",
        "UPDATE accounts SET password_version = password_version + 1",
        "UPDATE sessions SET id = gen_random_uuid()",
    ],
)
async def test_nothing_is_stored_in_a_session_that_has_just_ended(
    database: Database, session: Session, ending: str
) -> None:
    await database.execute(ending)
    assert await store.insert(database, session, [checked()]) is None
    assert await database.fetch_one("SELECT count(*) AS n FROM sample_ids") == {"n": 0}


async def test_an_id_is_stored_once_whatever_the_month(database: Database, session: Session) -> None:
    sent = checked()
    await store.insert(database, session, [sent])
    await database.execute("SELECT make_samples_partition('2025-01-01')")
    await database.execute("UPDATE samples SET received_at = '2025-01-31T23:59:59Z'")
    await database.execute("UPDATE sample_ids SET received_at = '2025-01-31T23:59:59Z'")
    assert await database.fetch_one("SELECT count(*) AS n FROM samples_2025_01") == {"n": 1}
    assert await store.insert(database, session, [sent]) == set()
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 1}


async def test_two_batches_with_the_same_samples_at_once(postgres: str) -> None:
    """In whatever order they name them: each sample is stored once, and neither waits for the other for ever."""
    database = Database(postgres)
    await database.connect()
    try:
        session = await sending(database, "At once")
        samples = [checked()._replace(sample_id=uuid4()) for _ in range(100)]
        for n in range(0, 100, 20):
            some = samples[n : n + 20]
            new = await asyncio.gather(
                *(store.insert(database, session, batch) for batch in (some, some[::-1], some[10:] + some[:10]))
            )
            assert sorted(i for ids in new for i in ids or ()) == sorted(s.sample_id for s in some)
    finally:
        await delete_account(database, session.account.id)
        await database.execute("DELETE FROM sample_ids")
        await database.disconnect()


async def test_pictures_are_stored_as_they_are(database: Database) -> None:
    rows = await database.fetch_all(
        "SELECT attstorage::text AS storage FROM pg_attribute"
        " WHERE attrelid = ('samples_' || to_char(now(), 'YYYY_MM'))::regclass"
        " AND attname IN ('network_input', 'frame_image')"
    )
    assert rows == [{"storage": "e"}] * 2
