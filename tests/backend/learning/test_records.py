"""The loop's memory: snapshots and decisions are kept once, told to everybody, and asked after by person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backend.database import Database
from backend.learning import records
from backend.learning.records import Decision, Member, Reason
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio
AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
REASON = Reason("recall of fist", False, "recall of fist goes from 90.0 to 60.0 %", 0.9, 0.6)
DECISION = Decision(AT, "20261122-aaaaaaaa", "20261123-bbbbbbbb", "refused", (REASON,), ("first",))


async def snapshot(database: Database, digest: str, *members: Member, newest: datetime = AT) -> None:
    await records.add_snapshot(database, digest, AT, newest, members)


async def test_the_key_is_made_once_and_is_32_bytes(database: Database) -> None:
    key = await records.key(database)
    assert len(key) == 32
    assert await records.key(database) == key


async def test_decisions_are_told_to_anybody_the_newest_first(page: Page, database: Database) -> None:
    await records.add_decision(database, DECISION)
    passed = replace(DECISION, at=AT + timedelta(days=1), challenger="20261124-cccccccc", verdict="promoted")
    await records.add_decision(database, passed)
    reply = (await page.client.get("/api/stats/decisions")).json()
    told = [one for one in reply["timeline"] if one["what"] != "published"]
    assert [(one["model_id"], one["what"]) for one in told] == [
        ("20261124-cccccccc", "promoted"),
        ("20261123-bbbbbbbb", "refused"),
    ]
    assert told[1]["at"] == "2026-11-23T03:00:00Z"
    assert told[1]["reasons"] == [
        {"check": "recall of fist", "passed": False, "words": REASON.words, "champion": 0.9, "challenger": 0.6}
    ]


async def test_a_decision_and_a_snapshot_that_are_written_again_are_there_once(database: Database) -> None:
    for _ in range(2):
        await snapshot(database, "first", Member("p", False, 3))
        await records.add_decision(database, DECISION)
    assert len(await records.decisions(database)) == 1
    rows = await database.fetch_all("SELECT samples FROM snapshot_people")
    assert [row["samples"] for row in rows] == [3]


async def test_what_was_judged_so_far_is_counted_from_snapshots_with_a_decision(database: Database) -> None:
    assert await records.judged_until(database) is None
    await snapshot(database, "first", Member("p", False, 3))
    assert await records.judged_until(database) is None
    await records.add_decision(database, DECISION)
    await snapshot(database, "second", Member("p", False, 9), newest=AT + timedelta(hours=5))
    assert await records.judged_until(database) == AT


async def test_it_is_told_which_models_learned_from_whom_their_descendants_among_them(database: Database) -> None:
    await snapshot(database, "first", Member("learned", False, 3), Member("judge", True, 4))
    await snapshot(database, "second", Member("other", False, 5))
    await records.add_decision(database, DECISION)
    child = replace(DECISION, at=AT + timedelta(days=1), challenger="child", snapshots=("second", "first"))
    await records.add_decision(database, child)
    uses = await records.uses_of(database, "learned")
    assert [(use.model, use.trained, use.samples) for use in uses] == [
        ("20261123-bbbbbbbb", True, 3),
        ("child", True, 3),
    ]
    assert [use.trained for use in await records.uses_of(database, "judge")] == [False, False]
    assert [use.model for use in await records.uses_of(database, "other")] == ["child"]
    assert await records.uses_of(database, "nobody") == []
