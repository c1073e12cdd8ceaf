"""Whether a model is used otherwise than in its own first week, by the population stability index (PSI)."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from math import log
from typing import Any, Final

from backend.database import Row
from backend.stats.days import Days
from backend.stats.figures.conditions import MEASURES, edges
from backend.stats.figures.report import Json
from backend.stats.filters import Filters

Key = str | int
Span = tuple[date, date]  # first and last day

WEEK: Final = timedelta(days=7)
# Fewer samples than this on either side move the index more than what it is to tell.
ENOUGH: Final = 100
BINS: Final = 10
SOME: Final = 0.1
STRONG: Final = 0.25
# A bin that one side lacks would make the index infinite; it counts as if one sample in two thousand were in it.
LEAST_SHARE: Final = 0.0005

_PREDICTIONS: Final = """
    SELECT predicted AS key, sum(random_samples)::bigint AS samples, sum(random_weight)::float8 AS weight
    FROM stats_predictions WHERE {matching} GROUP BY predicted HAVING sum(random_samples) > 0
"""
_CONDITIONS: Final = """
    SELECT measure, bucket AS key, sum(samples)::bigint AS samples, sum(weight)::float8 AS weight
    FROM stats_conditions WHERE {matching} AND label_source = 'none' GROUP BY measure, bucket
"""


async def drifts(days: Days, filters: Filters) -> Json:
    """Compare predictions and conditions in free use with those of the model's own first week."""
    received = await days.database.fetch_one(
        f"SELECT min(day) AS first, max(day) AS last FROM stats_samples WHERE true{filters.matching_all_days}",  # noqa: S608
        **filters.values,
    )
    if received is None or received["first"] is None:
        return _no_drift(None, None)
    reference = (received["first"], received["first"] + WEEK - timedelta(days=1))
    last = received["last"] if filters.last is None else min(filters.last, received["last"])
    first = last - WEEK + timedelta(days=1) if filters.first is None else filters.first
    first = max(first, reference[1] + timedelta(days=1))
    if first > last:
        return _no_drift(reference, None)

    async def read(sql: str, span: Span) -> Sequence[Row]:
        of_days = replace(filters, first=span[0], last=span[1])
        return await days.rows(sql.format(matching=of_days.matching), of_days)

    both = (reference, (first, last))
    queries = (read(sql, span) for sql in (_CONDITIONS, _PREDICTIONS) for span in both)
    conditions_then, conditions_now, then, now = await asyncio.gather(*queries)
    of_conditions = {
        measure: _compared(_of(conditions_then, measure), _of(conditions_now, measure), measure) for measure in MEASURES
    }
    return _no_drift(reference, (first, last)) | {"predictions": _compared(then, now, "")} | of_conditions


def psi(reference: Mapping[Key, float], current: Mapping[Key, float]) -> float:
    """Return the sum of (p - q) · ln(p / q) over all bins, of shares p now and q in the reference."""
    sums = sum(reference.values()), sum(current.values())
    index = 0.0
    for key in reference.keys() | current.keys():
        q = max(reference.get(key, 0.0) / sums[0], LEAST_SHARE)
        p = max(current.get(key, 0.0) / sums[1], LEAST_SHARE)
        index += (p - q) * log(p / q)
    return index


def binned(reference: Mapping[int, float], histogram: Mapping[int, float]) -> dict[Key, float]:
    """Put neighbouring buckets together so that each of at most BINS bins has about the same weight in `reference`."""
    whole, before = sum(reference.values()), 0.0
    bin_of: dict[int, int] = {}
    for bucket in sorted(reference):
        bin_of[bucket] = int(BINS * before / whole)
        before += reference[bucket]
    bins: dict[Key, float] = {}
    for bucket, weight in histogram.items():
        at_or_below = [known for known in bin_of if known <= bucket]
        key = bin_of[max(at_or_below)] if at_or_below else 0
        bins[key] = bins.get(key, 0.0) + weight
    return bins


def verdict(index: float) -> str:
    """Say in a word what the index means."""
    return "none" if index < SOME else "some" if index < STRONG else "strong"


def _of(rows: Sequence[Row], measure: str) -> list[Row]:
    return [row for row in rows if row["measure"] == measure]


def _compared(then: Sequence[Row], now: Sequence[Row], measure: str) -> Json:
    n, n_reference = sum(row["samples"] for row in now), sum(row["samples"] for row in then)
    reference, current = _weights(then), _weights(now)
    counted = {"n": n, "n_reference": n_reference, "bins": _bins(reference, current, measure)}
    if min(n, n_reference) < ENOUGH:
        return {"psi": None, "verdict": None, **counted}
    index = psi(binned(reference, reference), binned(reference, current)) if measure else psi(reference, current)
    return {"psi": index, "verdict": verdict(index), **counted}


def _weights(rows: Sequence[Row]) -> dict[Any, float]:
    weights: dict[Any, float] = {}
    for row in rows:
        weights[row["key"]] = weights.get(row["key"], 0.0) + row["weight"]
    return weights


def _bins(reference: Mapping[Any, float], current: Mapping[Any, float], measure: str) -> list[Json]:
    """Return both histograms side by side, as shares."""
    share: Callable[[Mapping[Any, float], Any], float] = lambda side, key: (  # noqa: E731
        side.get(key, 0.0) / sum(side.values()) if side else 0.0
    )
    return [
        {**edges(measure, key), "reference": share(reference, key), "current": share(current, key)}
        for key in sorted(reference.keys() | current.keys())
    ]


def _no_drift(reference: Span | None, current: Span | None) -> Json:
    nothing: Json = {"psi": None, "verdict": None, "n": 0, "n_reference": 0, "bins": []}
    return {
        "enough": ENOUGH,
        "reference": _days(reference),
        "current": _days(current),
        **dict.fromkeys(("predictions", *MEASURES), nothing),
    }


def _days(span: Span | None) -> Json | None:
    return None if span is None else {"from": span[0].isoformat(), "to": span[1].isoformat()}
