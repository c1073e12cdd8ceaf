"""Under which conditions hands are seen, how often the model is right then, and how often a hand is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from backend.database import Database, Row
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


async def conditions(database: Database, filters: Filters) -> list[Json]:
    """Return of each measure of hands its bins: their share of free use, and how often labelled samples are right."""
    rows = await database.fetch_all(
        f"""
        SELECT measure, bucket, label_source = 'none' AS free, sum(samples)::bigint AS samples,
            sum(correct)::bigint AS correct, sum(weight)::float8 AS weight
        FROM stats_conditions
        WHERE {filters.matching} AND measure = ANY(:measures)
            AND (label_source = 'none' OR label_source = ANY(:sources))
        GROUP BY measure, bucket, free ORDER BY bucket
        """,  # noqa: S608 (made of constants)
        measures=list(OF_HANDS),
        **filters.values_of_all_days,
    )
    return [_condition(measure, [row for row in rows if row["measure"] == measure]) for measure in OF_HANDS]


def _condition(measure: str, rows: Sequence[Row]) -> Json:
    free = {row["bucket"]: row for row in rows if row["free"]}
    told = {row["bucket"]: (row["correct"], row["samples"]) for row in rows if not row["free"]}
    whole = sum(row["weight"] for row in free.values())
    bins = [
        {
            **edges(measure, bucket),
            "n": free[bucket]["samples"] if bucket in free else 0,
            "share": free[bucket]["weight"] / whole if bucket in free else 0.0,
            "accuracy": rate(*told.get(bucket, (0, 0))),
        }
        for bucket in sorted(free.keys() | told.keys())
    ]
    return {"measure": measure, "n": sum(row["samples"] for row in free.values()), "bins": bins}


async def tracking(database: Database, filters: Filters) -> tuple[Json, list[Json]]:
    """Return how often a hand was lost and found again at once, a minute of following one: in all and by day."""
    rows = await database.fetch_all(
        f"""
        SELECT day, sum(followed_ms)::bigint AS followed_ms, sum(lost)::bigint AS lost FROM stats_tracking
        WHERE {filters.matching} GROUP BY day ORDER BY day
        """,  # noqa: S608 (made of constants)
        **filters.values,
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
