"""How often a gesture is answered although none was shown."""

from __future__ import annotations

import asyncio
from collections import Counter
from math import sqrt
from typing import Final

from backend.stats.days import Days
from backend.stats.figures.report import Z_95, Json, rate
from backend.stats.filters import Filters

ENOUGH_MINUTES: Final = 10


async def false_alarms(days: Days, filters: Filters) -> Json:
    """Return how often people said that nothing had been shown when a gesture was answered.

    Most false alarms in free use are never told, so the number a minute is what is known, not what there is.
    """
    sql = f"""
        SELECT label_source, sum(samples)::bigint AS samples,
            coalesce(sum(samples) FILTER (WHERE predicted <> 'none'), 0)::bigint AS wrong
        FROM stats_confusion WHERE {filters.matching} AND label = 'none' GROUP BY label_source
    """  # noqa: S608 (made of constants)
    rows, minutes = await asyncio.gather(days.sums(sql, filters), _free_minutes(days, filters))
    shown, wrong = Counter[str](), Counter[str]()
    for row in rows:
        shown[row["label_source"]] += row["samples"]
        wrong[row["label_source"]] += row["wrong"]
    corrected = wrong["corrected"]
    enough = minutes >= ENOUGH_MINUTES
    low, high = poisson(corrected) if enough else (0.0, 0.0)
    return {
        "free_minutes": minutes,
        "corrected_to_none": corrected,
        "per_minute": corrected / minutes if enough else None,
        "low": low / minutes if enough else None,
        "high": high / minutes if enough else None,
        "of_none_shown": rate(wrong["prompted"], shown["prompted"]),
    }


async def _free_minutes(days: Days, filters: Filters) -> int:
    rows = await days.rows(
        f"""
        SELECT coalesce(sum(bit_count(bits::bit(15))), 0)::bigint AS minutes FROM (
            SELECT bit_or(free_minutes) AS bits FROM stats_usage
            WHERE quarter >= :since AND quarter < :before{filters.matching_all_days} GROUP BY quarter, account_id
        ) AS of_one
        """,  # noqa: S608 (made of constants)
        filters,
    )
    return sum(row["minutes"] for row in rows)


def poisson(count: int) -> tuple[float, float]:
    """Return the 95 % interval of a count (Byar's approximation of the exact one, within 2 % from 3 on)."""
    above = count + 1
    high = above * (1 - 1 / (9 * above) + Z_95 / (3 * sqrt(above))) ** 3
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - Z_95 / (3 * sqrt(count))) ** 3
    return low, high
