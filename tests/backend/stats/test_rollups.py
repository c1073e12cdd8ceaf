"""The rollups: after any history of samples they hold what a direct count of the samples gives."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.account_deletion import delete_account
from backend.database import Database
from backend.http.messages import utc_text
from backend.migrations.apply import migrate
from backend.samples import user_samples
from backend.samples.retention import _drop
from backend.stats import rollups
from backend.stats.cache import VersionCache
from backend.stats.days import Days, Kept
from backend.stats.figures import overview, usage
from backend.stats.figures.report import Json
from backend.stats.filters import Filters
from backend.stats.ingest import IngestCounts
from backend.stats.rollups import RollupRefresher, refresh
from tests.backend.stats import reference

LABELS = ("fist", "l", "none")
# Months that are over, so that one can be dropped, with the days on which clocks change in Europe and America.
MOMENTS = (
    datetime(2026, 3, 8, 6, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 3, 31, 23, 59, 30, tzinfo=UTC),
    datetime(2026, 4, 1, 0, 0, 0, tzinfo=UTC),
    datetime(2025, 10, 26, 0, 30, tzinfo=UTC),
    datetime(2025, 10, 25, 22, 14, 59, tzinfo=UTC),
)
MONTHS = ("2025-10-01", "2026-03-01", "2026-04-01")
INSERT = """
    WITH known AS (
        INSERT INTO sample_ids (sample_id, received_at) VALUES (:id, :received_at) ON CONFLICT DO NOTHING RETURNING *
    )
    INSERT INTO samples (
        sample_id, account_id, session_id, number, captured_at, received_at, model_id, predicted, probabilities,
        label, label_source, reason, sampling_probability, inference_ms, total_ms, noise, device, consent_version,
        input_kind, input_width, input_height, network_input, fps, backend, area, shadow_model_id, shadow_compared,
        shadow_disagreed, shadow_predicted, light, hands, hand_size, hand_side, followed_ms, lost
    )
    SELECT sample_id, :account, :session, 1, :captured_at, received_at, :model, :predicted,
        CAST(:probabilities AS real[]), :label, :label_source, :reason, :probability, :ms, :ms, :noise, :device, 1,
        'silhouette', 1, 1, '\\xff', :fps, :backend, :area, :shadow_model_id, :shadow_compared,
        :shadow_disagreed, :shadow_predicted, :light, :hands, :hand_size, :hand_side, :followed_ms, :lost
    FROM known
"""
samples = st.fixed_dictionaries(
    {
        "id": st.integers(1, 12).map(lambda n: UUID(int=n)),  # few, so that some are sent twice
        "account": st.integers(0, 1),
        "session": st.integers(1, 3).map(lambda n: UUID(int=n)),
        "received_at": st.builds(
            lambda at, s: at + timedelta(seconds=s), st.sampled_from(MOMENTS), st.sampled_from([0, 1, 30, 59, 61, 900])
        ),
        "late": st.sampled_from([-3600.0, 0.0, 11.5, 86_400.0]),
        "model": st.sampled_from(["m1", "m2"]),
        "predicted": st.sampled_from(LABELS),
        "confidence": st.floats(0, 1, width=32),
        "told": st.sampled_from([("none", None), *((t, g) for t in ("prompted", "corrected") for g in LABELS)]),
        "reason": st.sampled_from(["random", "change"]),
        "probability": st.sampled_from([0.01, 0.1, 1.0, 0.3]),
        "ms": st.floats(0, 60_000, width=32),
        "noise": st.none() | st.floats(0, 1, width=32),
        "device": st.sampled_from(["Chromium, Linux", ""]),
        "fps": st.none() | st.floats(0, 1000, width=32),
        "backend": st.sampled_from([None, "WebAssembly"]),
        "area": st.none() | st.floats(0, 1, width=32),
        "light": st.none() | st.sampled_from([0.0, 0.09, 0.1, 0.29, 0.3, 1.0]),
        "hands": st.none() | st.integers(0, 2),
        "hand_size": st.none() | st.floats(0, 4, width=32),
        "hand_side": st.sampled_from([None, "left", "right"]),
        "tracked": st.sampled_from([(None, None), (0, 0), (4000, 0), (60_000, 3)]),
        "shadow": st.none()
        | st.tuples(
            st.sampled_from(["c1", "c2"]), st.integers(3, 9), st.integers(0, 3), st.none() | st.sampled_from(LABELS)
        ),
    }
)
steps = st.one_of(
    st.tuples(st.just("send"), samples),
    st.tuples(st.just("send"), samples),
    st.tuples(st.just("delete"), st.integers(1, 12).map(lambda n: UUID(int=n))),
    st.tuples(st.just("correct"), st.tuples(st.integers(1, 12).map(lambda n: UUID(int=n)), st.sampled_from(LABELS))),
    st.tuples(st.just("move"), st.integers(1, 12).map(lambda n: UUID(int=n))),
    st.tuples(st.just("forget"), st.integers(0, 1)),
    st.tuples(st.just("drop"), st.sampled_from(MONTHS)),
    st.tuples(st.just("fold"), st.sampled_from([1, 2, 1000])),
)


class History:
    """A database in a transaction of its own, and the two people whose samples come and go."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.accounts: list[int] = []

    async def begin(self) -> None:
        for month in MONTHS:
            await self.database.execute("SELECT make_samples_partition(CAST(:m AS text)::date)", m=month)
        self.accounts = [await self.register(name) for name in ("ada", "bob")]

    async def register(self, name: str) -> int:
        row = await self.database.fetch_one(
            "INSERT INTO accounts (name, name_key, password_hash) VALUES (:name, :name, 'x') RETURNING id", name=name
        )
        assert row is not None
        return int(row["id"])

    async def send(self, sample: dict[str, Any]) -> None:
        values = dict(sample)
        label_source_, gesture = values.pop("told")
        late, confidence = values.pop("late"), values.pop("confidence")
        values["followed_ms"], values["lost"] = values.pop("tracked")
        shadow = values.pop("shadow") or (None, None, None, None)
        names = ("model_id", "compared", "disagreed", "predicted")
        values |= {f"shadow_{name}": value for name, value in zip(names, shadow, strict=True)}
        values |= {
            "account": self.accounts[values["account"]],
            "captured_at": values["received_at"] - timedelta(seconds=late),
            "label_source": label_source_,
            "label": gesture,
            "probabilities": [confidence, 0.0, 0.0],
        }
        await self.database.execute(
            "SELECT make_samples_partition(CAST(:at AS timestamptz)::date)", at=values["received_at"]
        )
        await self.database.execute(INSERT, **values)

    async def delete(self, sample_id: UUID) -> None:
        for account in self.accounts:
            await user_samples.delete(self.database, account, [sample_id])

    async def correct(self, what: tuple[UUID, str]) -> None:
        await self.database.execute(
            "UPDATE samples SET label = :label WHERE sample_id = :id AND label_source <> 'none'",
            id=what[0],
            label=what[1],
        )

    async def move(self, sample_id: UUID) -> None:
        """Into another month, which is another table: no code of ours does that, but an engineer may."""
        await self.database.execute("SELECT make_samples_partition('2026-03-01')")
        await self.database.execute(
            "UPDATE samples SET received_at = '2026-03-31T12:00:00Z' WHERE sample_id = :id", id=sample_id
        )

    async def forget(self, who: int) -> None:
        await delete_account(self.database, self.accounts[who])
        self.accounts[who] = await self.register(f"again {self.accounts[who]}")

    async def drop(self, month: str) -> None:
        name = f"samples_{month[:7].replace('-', '_')}"
        if (await self.database.fetch_one("SELECT to_regclass(:name) AS there", name=name) or {})["there"] is not None:
            await _drop(self.database, name)

    async def fold(self, most: int) -> None:
        await self.database.fetch_one("SELECT refresh_stats(:most)", most=most)


@pytest.mark.slow
@given(st.lists(steps, max_size=25), st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Kathmandu", "UTC"]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_history_the_tables_hold_what_a_direct_count_gives(
    postgres: str, history: list[tuple[str, Any]], zone: str
) -> None:
    asyncio.run(live_through(postgres, history, zone))


async def live_through(postgres: str, history: Sequence[tuple[str, Any]], zone: str) -> None:
    database = Database(postgres, force_rollback=True)
    await database.connect()
    try:
        lived = History(database)
        await lived.begin()
        kept: Kept = VersionCache()
        for step, what in history:
            method: Callable[[Any], Any] = getattr(lived, step)
            await method(what)
            await by_day(database, kept)
        await refresh(database)
        await compare(database, zone)
        assert await by_day(database, kept) == await by_day(database, VersionCache())
    finally:
        await database.disconnect()


async def by_day(database: Database, kept: Kept) -> tuple[list[Json], dict[str, int]]:
    """What is told of days, those before today of what was `kept`."""
    days = Days(database, kept, await rollups.state(database))
    return await overview.by_day(days, Filters()), await overview.totals(days, Filters())


async def compare(database: Database, zone: str) -> None:
    rows = await database.fetch_all("SELECT * FROM samples")
    assert await reference.differences(database) == []
    newest = max((row["received_at"] for row in rows), default=None)
    assert await overview.latest_sample_at(database) == (None if newest is None else utc_text(newest))
    place = usage.zone_of(zone)
    days = Days(database, VersionCache(), await rollups.state(database))
    for day in {row["received_at"].astimezone(place).date() for row in rows}:
        counted = await usage.half_hours(database, day, place, Filters())
        expected: dict[str, set[int]] = {}
        for row in rows:
            local = row["received_at"].astimezone(place)
            if local.date() == day:
                begins = local.replace(minute=local.minute // 30 * 30, second=0, microsecond=0)
                expected.setdefault(begins.isoformat(), set()).add(row["account_id"])
        assert {each["start"]: each["people"] for each in counted if each["people"]} == {
            start: len(people) for start, people in expected.items()
        }
        minutes = {
            (row["account_id"], row["received_at"].replace(second=0, microsecond=0))
            for row in rows
            if row["received_at"].astimezone(place).date() == day
        }
        used = Counter(account for account, _ in minutes)
        told = await usage.usage(days, [day], place, None, Filters())
        assert [(each["person"], each["minutes"]) for each in told] == [
            (f"Person {number}", [used[account]]) for number, account in enumerate(sorted(used), 1)
        ]


@pytest.fixture
async def apart(postgres: str) -> AsyncIterator[tuple[str, Database]]:
    """A database of its own beside the other tests', in which what is written stays until the next test."""
    server = await asyncpg.connect(postgres)
    if not await server.fetchval("SELECT EXISTS (SELECT FROM pg_database WHERE datname = 'rollups')"):
        await server.execute("CREATE DATABASE rollups TEMPLATE template0")
    await server.close()
    url = postgres.replace("/postgres?", "/rollups?")
    assert url != postgres
    await migrate(url)
    database = Database(url)
    await database.connect()
    await database.execute("TRUNCATE accounts, samples, sample_ids CASCADE")
    await rollups.rebuild(url)  # what is truncated goes past the triggers
    yield url, database
    await database.disconnect()


def sample_of(number: int, **changes: object) -> dict[str, Any]:
    return {
        **{"id": UUID(int=number), "account": 0, "session": UUID(int=1), "received_at": datetime.now(UTC), "late": 1.0},
        **{"model": "m1", "predicted": "fist", "confidence": 0.5, "told": ("prompted", "l"), "reason": "random"},
        **{"probability": 0.01, "ms": 1.0, "noise": 0.1, "device": "d", "fps": None, "backend": None, "area": 0.5},
        **{"light": 0.2, "hands": 1, "hand_size": 0.4, "hand_side": "left", "tracked": (4000, 1)},
        "shadow": ("c1", 3, 1, "none"),
        **changes,
    }


@pytest.mark.anyio
async def test_minutes_add_up_over_folds_and_go_with_their_last_sample(apart: tuple[str, Database]) -> None:
    """Three samples in two minutes of one quarter, folded one by one; one minute has a second sample that stays."""
    _, database = apart
    history = History(database)
    await history.begin()
    for number, second in ((1, 0), (2, 59), (3, 60)):
        at = datetime(2026, 3, 29, 1, 15, tzinfo=UTC) + timedelta(seconds=second)
        await history.send(sample_of(number, received_at=at, told=("none", None)))
        await refresh(database)
        assert await reference.differences(database) == []
    minutes = "SELECT DISTINCT bit_count(minutes::bit(15)) AS minutes FROM stats_usage"
    assert await database.fetch_all(minutes) == [{"minutes": 2}]
    for number, left in ((1, [{"minutes": 2}]), (2, [{"minutes": 1}]), (3, [])):
        await history.delete(UUID(int=number))
        await refresh(database)
        assert await database.fetch_all(minutes) == left
        assert await reference.differences(database) == []


@pytest.mark.anyio
async def test_what_commits_while_the_log_is_folded_is_not_lost(apart: tuple[str, Database]) -> None:
    """Several send, correct and delete at once on connections of their own, while others fold all the time."""
    _, database = apart
    history = History(database)
    await history.begin()
    sending = True

    async def send(worker: int) -> None:
        for n in range(40):
            number = 1000 * worker + n
            await history.send(sample_of(number))
            if n % 3 == 0:
                await history.correct((UUID(int=number), "fist"))
            if n % 5 == 0:
                await history.delete(UUID(int=number))

    async def fold() -> int:
        folded = 0
        while sending:
            folded += await refresh(database)
        return folded

    folding = [asyncio.create_task(fold()) for _ in range(2)]
    await asyncio.gather(*(send(worker) for worker in range(1, 5)))
    sending = False
    assert sum(await asyncio.gather(*folding)) > 0
    await refresh(database)
    assert await reference.differences(database) == []
    assert await database.fetch_one("SELECT count(*) AS n FROM stats_changes") == {"n": 0}


@pytest.mark.anyio
async def test_a_change_that_commits_after_others_were_folded_is_folded_next(apart: tuple[str, Database]) -> None:
    url, database = apart
    history = History(database)
    await history.begin()
    await history.send(sample_of(1))
    late = await asyncpg.connect(url)
    transaction = late.transaction()
    await transaction.start()
    await late.execute("UPDATE samples SET label = 'fist'")
    await history.send(sample_of(2))
    assert await refresh(database) == 2
    await transaction.commit()
    await late.close()
    assert await refresh(database) == 2
    assert await reference.differences(database) == []


BAD = (
    "confidence = 'NaN'",
    "noise = 'Infinity', label_source = 'none', label = NULL",
    "predicted = NULL",
    "device = NULL",
    "sampling_probability = 'NaN', label_source = 'none', label = NULL",
    "device = (SELECT string_agg(md5(n::text), '') FROM generate_series(1, 300) AS n)",
)


@pytest.mark.anyio
async def test_a_change_that_cannot_be_counted_is_set_aside_and_stops_no_other(
    apart: tuple[str, Database], caplog: pytest.LogCaptureFixture
) -> None:
    """Whatever numbers and texts got past the checks, somehow."""
    _, database = apart
    history = History(database)
    await history.begin()
    for number in range(1, 41):
        await history.send(sample_of(number))
    for bad in BAD:  # as log_samples would have noted samples with such values
        columns = """
            sign, account_id, session_id, captured_at, received_at, model_id, predicted, confidence, label,
            label_source, reason, sampling_probability, inference_ms, total_ms, noise, area, device
        """
        await database.execute(f"INSERT INTO stats_changes ({columns}) SELECT {columns} FROM stats_changes LIMIT 1")
        await database.execute(f"UPDATE stats_changes SET {bad} WHERE id = (SELECT max(id) FROM stats_changes)")
    figures = RollupRefresher(database, IngestCounts())
    await figures.once()
    assert await database.fetch_one("SELECT count(*) AS n FROM stats_changes") == {"n": 0}
    assert (await rollups.state(database)).set_aside == len(BAD)
    assert await reference.differences(database) == []
    assert f"{len(BAD)} changes of samples could not be counted" in caplog.text
    caplog.clear()
    await history.send(sample_of(41))
    await figures.once()
    assert not caplog.text
    assert await reference.differences(database) == []


@pytest.mark.anyio
async def test_one_folds_at_a_time_and_a_killed_one_leaves_everything_to_the_next(apart: tuple[str, Database]) -> None:
    url, database = apart
    history = History(database)
    await history.begin()
    await history.send(sample_of(1))
    killed = await asyncpg.connect(url)
    transaction = killed.transaction()
    await transaction.start()
    assert await killed.fetchval("SELECT refresh_stats(1000)") == 1
    assert await refresh(database) == 0
    killed.terminate()
    while not await refresh(database):  # until Postgres has noticed that it is gone
        pass
    assert await reference.differences(database) == []
    holder = await asyncpg.connect(url)
    await holder.execute("SELECT pg_advisory_lock($1::bigint)", rollups.LOCK)
    await history.send(sample_of(2))
    assert await refresh(database) == 0
    await holder.close()


@pytest.mark.anyio
async def test_all_is_made_anew_while_samples_come_in(apart: tuple[str, Database]) -> None:
    url, database = apart
    history = History(database)
    await history.begin()
    for number in range(1, 20):
        await history.send(sample_of(number))
    await refresh(database)
    await database.execute("UPDATE stats_latency SET samples = samples + 7")
    await database.execute("DELETE FROM stats_usage")
    await history.send(sample_of(20))

    async def more() -> None:
        for number in range(21, 40):
            await history.send(sample_of(number))

    sending = asyncio.create_task(more())
    assert await rollups.rebuild(url) >= 20
    await sending
    await refresh(database)
    assert await reference.differences(database) == []
