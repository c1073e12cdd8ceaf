"""Under which conditions hands are seen, how often the model is right then, and how often a hand is lost."""

from __future__ import annotations

import asyncio
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final

from backend.database import Row
from backend.stats.days import Days
from backend.stats.figures.false_alarms import poisson
from backend.stats.figures.report import Json, rate
from backend.stats.filters import Filters

MEASURES: Final = ("noise", "area", "light", "hand_size", "hands", "side")
OF_HANDS: Final = ("side", "hands", "hand_size", "light")
ENOUGH_MINUTES: Final = 10
# Width of the equal buckets, as buckets_of in the database makes them; of noise each is 1.25 times the one before.
_WIDTHS: Final[Mapping[str, float]] = {"area": 0.02, "light": 0.05, "hand_size": 0.05}
_NOISE: Final = 1.25
_SIDES: Final = ("right", "left")


def edges(measure: str, key: str | int) -> Json:
    """Return the name of a bin, or from where to where it goes; without a measure its name is its key."""
    if measure == "noise":
        return {"name": None, "from": _NOISE ** int(key), "to": _NOISE ** (int(key) + 1)}
    if measure in _WIDTHS:
        width = _WIDTHS[measure]
        return {"name": None, "from": round(int(key) * width, 4), "to": round((int(key) + 1) * width, 4)}
    name = _SIDES[int(key)] if measure == "side" else str(key)
    return {"name": name, "from": None, "to": None}


async def figures(days: Days, filters: Filters) -> Json:
    """Return both, tracking in all and by day."""
    conditions, (whole, by_day) = await asyncio.gather(_conditions(days, filters), _tracking(days, filters))
    return {"conditions": conditions, "tracking": whole, "tracking_by_day": by_day}


async def _conditions(days: Days, filters: Filters) -> list[Json]:
    """Return of each measure of hands its bins: their share of free use, and how often labelled samples are right."""
    rows = await days.sums(
        f"""
        SELECT measure, bucket, label_source = 'none' AS free, sum(samples)::bigint AS samples,
            sum(correct)::bigint AS correct, sum(weight)::float8 AS weight
        FROM stats_conditions
        WHERE {filters.matching} AND measure = ANY(:measures)
            AND (label_source = 'none' OR label_source = ANY(:sources))
        GROUP BY measure, bucket, free
        """,  # noqa: S608 (made of constants)
        filters,
        measures=OF_HANDS,
    )
    return [_condition(measure, [row for row in rows if row["measure"] == measure]) for measure in OF_HANDS]


def _condition(measure: str, rows: Sequence[Row]) -> Json:
    free, labelled, correct = Counter[int](), Counter[int](), Counter[int]()
    weights: defaultdict[int, float] = defaultdict(float)
    for row in rows:
        bucket = row["bucket"]
        if row["free"]:
            free[bucket] += row["samples"]
            weights[bucket] += row["weight"]
        else:
            labelled[bucket] += row["samples"]
            correct[bucket] += row["correct"]
    whole = sum(weights.values())
    bins = [
        {
            **edges(measure, bucket),
            "n": free[bucket],
            "share": weights[bucket] / whole if bucket in weights else 0.0,
            "accuracy": rate(correct[bucket], labelled[bucket]),
        }
        for bucket in sorted(free.keys() | labelled.keys())
    ]
    return {"measure": measure, "n": free.total(), "bins": bins}


async def _tracking(days: Days, filters: Filters) -> tuple[Json, list[Json]]:
    """Return how often a hand was lost and found again at once, a minute of following one: in all and by day."""
    rows = await days.rows(
        f"""
        SELECT day, sum(followed_ms)::bigint AS followed_ms, sum(lost)::bigint AS lost FROM stats_tracking
        WHERE {filters.matching} GROUP BY day ORDER BY day
        """,  # noqa: S608 (made of constants)
        filters,
    )
    whole = _lost(sum(row["followed_ms"] for row in rows), sum(row["lost"] for row in rows))
    return whole, [{"day": row["day"].isoformat(), **_lost(row["followed_ms"], row["lost"])} for row in rows]


def _lost(followed_ms: int, lost: int) -> Json:
    minutes = followed_ms / 60_000
    if minutes < ENOUGH_MINUTES:
        return {"minutes": minutes, "lost": lost, "per_minute": None, "low": None, "high": None}
    low, high = poisson(lost)
    rates = {"per_minute": lost / minutes, "low": low / minutes, "high": high / minutes}
    return {"minutes": minutes, "lost": lost, **rates}
