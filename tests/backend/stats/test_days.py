"""Rows by day: those of days before today are kept until one of those days changes, and no longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from backend.database import Database
from backend.samples import store
from backend.samples.check import Sample
from backend.stats.cache import VersionCache
from backend.stats.days import Days, Kept
from backend.stats.figures import (
    accuracy,
    calibration,
    conditions,
    drift,
    false_alarms,
    groups,
    latency,
    models,
    usage,
)
from backend.stats.filters import Filters
from backend.stats.rollups import refresh, state
from tests.backend.model_files import LABELS, MODEL_ID
from tests.backend.samples.consenting import sending
from tests.backend.samples.test_check import checked

pytestmark = pytest.mark.anyio
SQL = "SELECT day, samples FROM stats_samples WHERE day BETWEEN :first AND :last ORDER BY day"


async def read(database: Database, kept: Kept, filters: Filters = Filters()) -> list[int]:  # noqa: B008 (frozen)
    return [row["samples"] for row in await Days(database, kept, await state(database)).rows(SQL, filters)]


def sample(number: int) -> Sample:
    return checked(number=number)._replace(sample_id=UUID(int=number))


async def test_days_before_today_are_read_again_only_where_one_of_them_changed(database: Database) -> None:
    ada = await sending(database, "ada")
    kept: Kept = VersionCache()
    await database.execute("SELECT make_samples_partition((now() AT TIME ZONE 'UTC')::date - 1)")
    await store.insert(database, ada, [sample(1)])
    await database.execute("UPDATE samples SET received_at = received_at - interval '1 day'")
    await store.insert(database, ada, [sample(2)])
    await refresh(database)
    today: date = (await state(database)).today
    assert await read(database, kept) == [1, 1]
    assert await read(database, kept, Filters(last=today.replace(year=today.year - 1))) == []
    assert await read(database, kept, Filters(first=today)) == [1]
    # Past the log, so that it is seen whether the rollup itself was read.
    await database.execute("UPDATE stats_samples SET samples = samples + 7")
    assert await read(database, kept) == [1, 8]
    await store.insert(database, ada, [sample(3)])
    await refresh(database)
    assert await read(database, kept) == [1, 9]
    assert await read(database, kept, Filters(first=today)) == [9]
    await database.execute("UPDATE samples SET label = 'fist', label_source = 'corrected' WHERE number = 1")
    await refresh(database)
    assert await read(database, kept) == [8, 9]


async def test_a_day_elsewhere_that_began_before_today_here_is_one_day(database: Database) -> None:
    ada = await sending(database, "ada")
    await database.execute("SELECT make_samples_partition((now() AT TIME ZONE 'UTC')::date - 1)")
    await store.insert(database, ada, [sample(1), sample(2)])
    await database.execute(
        "UPDATE samples SET received_at = date_trunc('day', now(), 'UTC') + (number - 2) * interval '30 minutes'"
    )
    await refresh(database)
    days = Days(database, VersionCache(), await state(database))
    today = days.state.today
    for zone, minutes in (("Asia/Kathmandu", [0, 2]), ("UTC", [1, 1])):
        asked = [today - timedelta(days=1), today]
        told = await usage.usage(days, asked, usage.zone_of(zone), None, Filters())
        assert [each["minutes"] for each in told] == [minutes]


async def test_figures_of_past_days_and_of_today_add_up(database: Database) -> None:
    ada = await sending(database, "ada")
    await database.execute("SELECT make_samples_partition((now() AT TIME ZONE 'UTC')::date - 10)")
    told: dict[str, Any] = {
        "label": "fist",
        "label_source": "prompted",
        "reason": "prompted",
        "sampling_probability": 1,
    }
    free: dict[str, Any] = {
        "scene": {"light": 0.5, "hands": 1, "hand_size": 0.3, "followed_ms": 4_000, "lost": 1},
        "label": None,
        "label_source": "none",
        "reason": "random",
        "sampling_probability": 0.01,
    }
    both = [(3 * n + day, kind) for n, kind in enumerate((told, free)) for day in range(3)]
    await store.insert(database, ada, [checked(number=n, **kind)._replace(sample_id=UUID(int=n)) for n, kind in both])
    # Of today, of yesterday, and of the model's first week, which drift is measured against.
    await database.execute(
        "UPDATE samples SET received_at = now() - interval '1 day' * (ARRAY[0, 1, 9])[1 + number % 3]"
    )
    await refresh(database)
    now = await state(database)
    split, whole = (
        Days(database, VersionCache(), replace(now, today=now.today + timedelta(days=days))) for days in (0, 1)
    )
    asked = Filters(model=MODEL_ID, first=now.today - timedelta(days=1))
    rates = await accuracy.confusion(split, asked)
    drifts: dict[str, Any] = await drift.drifts(split, asked)
    assert (sum(rates.values()), drifts["predictions"]["n"]) == (2, 2)
    assert rates == await accuracy.confusion(whole, asked)
    assert drifts == await drift.drifts(whole, asked)
    hands: dict[str, Any] = await conditions.figures(split, asked)
    assert [each["n"] for each in hands["conditions"]] == [0, 2, 2, 2]
    for figures in (calibration.confidence, conditions.figures, false_alarms.false_alarms):
        assert await figures(split, asked) == await figures(whole, asked)
    assert await latency.speeds(split, asked) == await latency.speeds(whole, asked)
    assert await groups.groups(split, asked) == await groups.groups(whole, asked)
    assert await models.side_by_side(split, asked, {}, LABELS) == await models.side_by_side(whole, asked, {}, LABELS)
