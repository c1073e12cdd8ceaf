"""The stats page's figures, from samples that were counted by hand."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from backend.accounts.session_store import Session
from backend.database import Database
from backend.samples import store as samples
from backend.samples.check import Sample
from backend.stats.cache import VersionCache
from backend.stats.days import Days
from backend.stats.figures import accuracy, overview
from backend.stats.figures import people as over_people
from backend.stats.figures.report import Json
from backend.stats.filters import BOTH, Filters
from backend.stats.rollups import refresh, state
from tests.backend.model_files import LABELS, MODEL_ID
from tests.backend.samples.consenting import sending
from tests.backend.samples.test_check import checked

FIRST, SECOND, THIRD = (UUID(int=n) for n in (1, 2, 3))


@pytest.fixture
async def people(database: Database) -> tuple[Session, Session]:
    """Ada with two openings of the page, Grace with one, and somebody who never gave a sample."""
    ada, grace, _ = [await sending(database, name) for name in ("ada", "grace", "silent")]
    await samples.insert(
        database,
        ada,
        [
            seen("fist", session=FIRST, captured_at="2026-11-22T10:00:00Z"),
            seen("fist", session=FIRST, captured_at="2026-11-22T09:00:00Z"),
            seen("l", session=FIRST, label_source="prompted", label="l"),
            seen("none", session=SECOND, label_source="corrected", label="l", captured_at="2026-11-22T17:00:00Z"),
        ],
    )
    await samples.insert(
        database,
        grace,
        [
            seen("fist", session=THIRD, label_source="prompted", label="fist"),
            seen("none", session=THIRD, label_source="prompted", label="fist")._replace(model_id="an older one"),
        ],
    )
    await refresh(database)
    return ada, grace


def seen(predicted: str, session: UUID, **changes: object) -> Sample:
    return checked(predicted=predicted, **changes)._replace(sample_id=uuid4(), session_id=session)


async def days_of(database: Database) -> Days:
    return Days(database, VersionCache(), await state(database))


async def by_day(database: Database, filters: Filters) -> tuple[list[Json], list[Json]]:
    days = await days_of(database)
    if filters.people_equal:
        return over_people.by_day(await over_people.rows(days, filters))
    return accuracy.by_day(filters, await accuracy.labelled(days, filters))


@pytest.mark.anyio
@pytest.mark.usefixtures("people")
async def test_totals(database: Database) -> None:
    days = await days_of(database)
    assert await overview.totals(days, Filters()) == {"people": 2, "sessions": 3}
    assert await overview.totals(days, Filters(model="an older one")) == {"people": 1, "sessions": 1}
    assert await overview.totals(days, Filters(device_class="handheld")) == {"people": 0, "sessions": 0}


@pytest.mark.anyio
@pytest.mark.usefixtures("people")
async def test_an_opening_of_two_days_is_one(database: Database) -> None:
    """Ada's first is open since yesterday; in a time that begins today it counts, too."""
    await database.execute("SELECT make_samples_partition((now() AT TIME ZONE 'UTC')::date - 1)")
    await database.execute(
        "UPDATE samples SET received_at = received_at - interval '1 day' WHERE session_id = :first AND label IS NULL",
        first=FIRST,
    )
    await refresh(database)
    days = await days_of(database)
    today = days.state.today
    assert await overview.totals(days, Filters()) == {"people": 2, "sessions": 3}
    assert await overview.totals(days, Filters(first=today)) == {"people": 2, "sessions": 3}
    assert await overview.totals(days, Filters(last=today - timedelta(days=1))) == {"people": 1, "sessions": 1}


@pytest.mark.anyio
@pytest.mark.usefixtures("people")
async def test_days_are_utc_whatever_the_database_thinks(database: Database) -> None:
    await database.execute("SELECT make_samples_partition('2026-11-01')")
    await database.execute("UPDATE samples SET received_at = '2026-11-22T23:30:00Z'")
    await database.execute("UPDATE samples SET received_at = '2026-11-23T00:30:00Z' WHERE predicted = 'none'")
    await refresh(database)
    await database.execute("SET LOCAL TimeZone = 'Pacific/Auckland'")
    assert await overview.by_day(await days_of(database), Filters()) == [
        {"day": "2026-11-22", "gesture": "fist", "samples": 3},
        {"day": "2026-11-22", "gesture": "l", "samples": 1},
        {"day": "2026-11-23", "gesture": "none", "samples": 2},
    ]


@pytest.mark.anyio
@pytest.mark.usefixtures("people")
async def test_told_truths_by_day_are_of_one_model(database: Database) -> None:
    await database.execute("SELECT make_samples_partition('2026-11-01')")
    await database.execute("UPDATE samples SET received_at = '2026-11-22T23:30:00Z'")
    await database.execute("UPDATE samples SET received_at = '2026-11-23T00:30:00Z' WHERE predicted = 'none'")
    await refresh(database)
    await database.execute("SET LOCAL TimeZone = 'Pacific/Auckland'")
    unknown = {"rate": None, "low": None, "high": None, "people": None}
    both = Filters(model=MODEL_ID, sources=BOTH)
    prompted = [
        {"day": "2026-11-22", "gesture": "fist", "correct": 1, "n": 1, **unknown},
        {"day": "2026-11-22", "gesture": "l", "correct": 1, "n": 1, **unknown},
    ]
    corrected = {"day": "2026-11-23", "gesture": "l", "correct": 0, "n": 1, **unknown}
    together = {"day": "2026-11-22", "correct": 2, "n": 2, **unknown}
    assert await by_day(database, Filters(model=MODEL_ID)) == (prompted, [together])
    assert (await by_day(database, both))[0] == [*prompted, corrected]
    assert await by_day(database, Filters(model="unknown")) == ([], [])


@pytest.mark.anyio
async def test_a_day_s_rate_over_people_is_the_mean_of_theirs(database: Database) -> None:
    """Five show a fist: one of them eight times, always rightly, the others once, wrongly."""
    for number in range(5):
        person = await sending(database, f"person {number}")
        said, often = ("fist", 8) if number == 0 else ("l", 1)
        told_ = [seen(said, session=FIRST, label_source="prompted", label="fist") for _ in range(often)]
        await samples.insert(database, person, told_)
    await refresh(database)
    (equal,), (all_equal,) = await by_day(database, Filters(model=MODEL_ID, people_equal=True))
    (by_sample,), _ = await by_day(database, Filters(model=MODEL_ID))
    assert equal == {**all_equal, "gesture": "fist"}
    assert (equal["correct"], equal["n"], equal["people"], equal["rate"]) == (8, 12, 5, pytest.approx(0.2))
    assert by_sample["rate"] == pytest.approx(8 / 12)


@pytest.mark.anyio
@pytest.mark.usefixtures("people")
async def test_confusion_counts_told_truths_of_one_model(database: Database) -> None:
    days, prompted = await days_of(database), {("l", "l"): 1, ("fist", "fist"): 1}
    assert await accuracy.confusion(days, Filters(model=MODEL_ID)) == prompted
    both = Filters(model=MODEL_ID, sources=BOTH)
    assert await accuracy.confusion(days, both) == {**prompted, ("l", "none"): 1}
    corrections = {"n": 1, "per_gesture": [{"gesture": "l", "n": 1}]}
    assert accuracy.corrections(await accuracy.labelled(days, Filters())) == corrections
    assert await accuracy.confusion(days, Filters(model="an older one")) == {("fist", "none"): 1}
    assert await accuracy.confusion(days, Filters(model="unknown")) == {}


def test_matrix_has_true_gestures_as_rows() -> None:
    counts = {("l", "none"): 2, ("fist", "fist"): 3}
    assert accuracy.matrix(counts, ["fist", "l", "none"]) == [[3, 0, 0], [0, 0, 2], [0, 0, 0]]


def test_accuracy_counts_the_diagonal() -> None:
    counts = {("l", "l"): 1, ("l", "none"): 2, ("fist", "fist"): 3, ("fist", "l"): 1}
    assert accuracy.accuracy(counts, LABELS) == {
        "correct": 4,
        "n": 7,
        "per_gesture": [{"gesture": "l", "correct": 1, "n": 3}, {"gesture": "fist", "correct": 3, "n": 4}],
    }
    assert accuracy.accuracy({}, LABELS) == {"correct": 0, "n": 0, "per_gesture": []}


@pytest.mark.anyio
async def test_sessions_are_ones_own_the_newest_first(database: Database, people: tuple[Session, Session]) -> None:
    mine = await overview.sessions_of(database, people[0].account.id)
    assert mine == [
        {
            "session_id": str(SECOND),
            "started_at": "2026-11-22T17:00:00Z",
            "samples": 1,
            "gestures": {"none": 1},
        },
        {
            "session_id": str(FIRST),
            "started_at": "2026-11-22T09:00:00Z",
            "samples": 3,
            "gestures": {"fist": 2, "l": 1},
        },
    ]


@pytest.mark.anyio
async def test_only_the_newest_sessions_are_shown(database: Database, people: tuple[Session, Session]) -> None:
    many = [seen("fist", session=uuid4()) for _ in range(overview.SESSIONS_SHOWN + 5)]
    await samples.insert(database, people[0], many)
    assert len(await overview.sessions_of(database, people[0].account.id)) == overview.SESSIONS_SHOWN


@pytest.mark.anyio
async def test_of_many_samples_only_the_newest_are_read(database: Database, people: tuple[Session, Session]) -> None:
    """However many somebody gave, it takes no longer."""
    for read in (1, 3, 4, 9):
        shown = await overview.sessions_of(database, people[0].account.id, read=read)
        assert sum(int(str(each["samples"])) for each in shown) == min(read, 4)
