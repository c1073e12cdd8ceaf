"""Figures in which people weigh equally, beside direct queries of people's rows."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from backend.database import Database
from backend.stats.cache import VersionCache
from backend.stats.days import Days
from backend.stats.figures import people
from backend.stats.filters import BOTH, Filters
from backend.stats.rollups import state

pytestmark = pytest.mark.anyio

TODAY = date(2026, 11, 22)
INSERT = """
    INSERT INTO stats_people (day, model_id, device, label_source, account_id, gesture, correct, missed, mistaken)
    VALUES (:day, :model, :device, :source, :account, :gesture, :correct, :missed, :mistaken) ON CONFLICT DO NOTHING
"""
OF_PEOPLE = """
    SELECT model_id, account_id, gesture, sum(correct) AS correct, sum(missed) AS missed, sum(mistaken) AS mistaken
    FROM stats_people WHERE {} GROUP BY model_id, account_id, gesture
"""
OF_DAYS = """
    SELECT day, gesture, sum(correct) AS correct, sum(n) AS n, count(*) AS people,
        CASE WHEN count(*) >= 5 THEN avg(correct::float8 / n) END AS rate
    FROM (
        SELECT day, account_id, gesture, sum(correct) AS correct, sum(correct + missed) AS n
        FROM stats_people WHERE {} GROUP BY GROUPING SETS ((day, account_id, gesture), (day, account_id))
    ) AS of_people WHERE n > 0 GROUP BY day, gesture ORDER BY day
"""


@pytest.mark.parametrize("part", [False, True])
async def test_rates_over_people_are_those_of_a_direct_query(database: Database, part: bool) -> None:
    """Of people with several models, devices and sources a day, some of whom only had something mistaken for theirs."""
    days = Days(database, VersionCache(), replace(await state(database), today=TODAY))
    chance = Random(1)
    for _ in range(300):
        day, model, device = chance.randrange(3), chance.choice("ab"), chance.choice(("phone", "tablet"))
        await database.execute(
            INSERT,
            **{"day": TODAY - timedelta(days=day), "model": model, "device": device, "source": chance.choice(BOTH)},
            **{"account": chance.randrange(10**12, 10**12 + 9), "gesture": chance.choice(("fist", "l", "okay"))},
            **{name: chance.choice((0, 0, 1, 5)) for name in ("correct", "missed", "mistaken")},
        )
    where, filters = "true", Filters(people_equal=True, sources=BOTH)
    if part:
        where = f"model_id = 'a' AND device = 'phone' AND label_source = 'prompted' AND day < '{TODAY}'"
        filters = Filters("a", None, TODAY - timedelta(days=1), "phone", people_equal=True)
    found = await people.rows(days, filters)

    told: Counter[tuple[object, ...]] = Counter()
    for row in people.of_people(found):
        for name in ("correct", "missed", "mistaken"):
            told[row["model_id"], row["account_id"], row["gesture"], name] += row[name]
    assert +told == {
        (row["model_id"], row["account_id"], row["gesture"], name): row[name]
        for row in await database.fetch_all(OF_PEOPLE.format(where))
        for name in ("correct", "missed", "mistaken")
        if row[name] > 0
    }
    of_gestures, of_days = people.by_day(found)
    expected = {(str(row["day"]), row["gesture"]): row for row in await database.fetch_all(OF_DAYS.format(where))}
    assert [day for day, gesture in expected if gesture is None] == [rate["day"] for rate in of_days]
    assert len(expected) == len(of_gestures) + len(of_days) > 3
    for rate in (*of_gestures, *of_days):
        row = expected[str(rate["day"]), rate.get("gesture")]
        assert [rate[name] for name in ("correct", "n", "people")] == [row["correct"], row["n"], row["people"]]
        assert rate["rate"] == pytest.approx(row["rate"])
