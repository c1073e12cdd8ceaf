"""What is watched while people use it: filters in; false alarms, confidence, calibration and drift out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from math import sqrt
from typing import Final

from backend.database import Database, Row
from backend.stats import drift
from backend.stats.buckets import CONFIDENCES
from backend.stats.cells import summed
from backend.stats.filters import Filters
from backend.stats.report import ENOUGH, Z_95, Json, rate

NONE: Final = "none"
WEEK: Final = timedelta(days=7)
ENOUGH_MINUTES: Final = 10


async def false_alarms(database: Database, filters: Filters) -> Json:
    """Return how often people said that nothing had been shown when a gesture was answered.

    Most false alarms in free use are never told, so the number a minute is what is known, not what there is.
    """
    told = await summed(database, "told", replace(filters, label_source=None), ("label_source", "a", "b"))
    corrected = sum(r["n"] for r in told if r["label_source"] == "corrected" and r["a"] == NONE and r["b"] != NONE)
    shown = [r for r in told if r["label_source"] == "prompted" and r["a"] == NONE]
    wrong = sum(r["n"] for r in shown if r["b"] != NONE)
    minutes = await _free_minutes(database, filters)
    enough = minutes >= ENOUGH_MINUTES
    low, high = _poisson(corrected) if enough else (0.0, 0.0)
    return {
        "free_minutes": minutes,
        "corrected_to_none": corrected,
        "per_minute": corrected / minutes if enough else None,
        "low": low / minutes if enough else None,
        "high": high / minutes if enough else None,
        "of_none_shown": rate(wrong, sum(r["n"] for r in shown)),
    }


async def confidence(database: Database, filters: Filters) -> tuple[list[Json], Json]:
    """Return the histogram of confidence, and whether answers are as often right as they are sure."""
    rows = await summed(database, "confidence", replace(filters, label_source=None), ("label_source", "b", "bucket"))
    free = {row["bucket"]: row for row in rows if row["label_source"] == "none"}
    told = [
        row for row in rows if row["label_source"] != "none" and filters.label_source in (None, row["label_source"])
    ]
    weight = sum(row["weight"] for row in free.values())
    histogram = [
        {
            **_edges(bucket),
            "free": free[bucket]["n"] if bucket in free else 0,
            "free_share": free[bucket]["weight"] / weight if bucket in free else 0.0,
            "told": sum(row["n"] for row in told if row["bucket"] == bucket),
        }
        for bucket in range(CONFIDENCES)
    ]
    return histogram, _calibration(told)


async def drifts(database: Database, filters: Filters) -> Json:
    """Compare predictions, noise and area in free use with those of the model's own first week."""
    received = await summed(database, "received", Filters(model=filters.model, device=filters.device), ("day",))
    if not received:
        return _no_drift(None, None)
    began, newest = received[0]["day"], received[-1]["day"]
    reference = (began, began + WEEK - timedelta(days=1))
    last = newest if filters.last is None else min(filters.last, newest)
    first = last - WEEK + timedelta(days=1) if filters.first is None else filters.first
    first = max(first, reference[1] + timedelta(days=1))
    if first > last:
        return _no_drift(reference, None)
    told = _no_drift(reference, (first, last))
    for name, kind, key in (("predictions", "free", "a"), ("noise", "noise", "bucket"), ("area", "area", "bucket")):
        then = await summed(
            database, kind, replace(filters, first=reference[0], last=reference[1], label_source=None), (key,)
        )
        now = await summed(database, kind, replace(filters, first=first, last=last, label_source=None), (key,))
        told[name] = _compared(then, now, key)
    return told


async def _free_minutes(database: Database, filters: Filters) -> int:
    conditions = ["model_id = :model_id"] if filters.model is not None else ["model_id <> ''"]
    values: dict[str, object] = {} if filters.model is None else {"model_id": filters.model}
    if filters.device is not None:
        conditions.append("device = :device")
        values["device"] = filters.device
    if filters.first is not None:
        conditions.append("quarter >= :first")
        values["first"] = datetime.combine(filters.first, time(), UTC)
    if filters.last is not None:
        conditions.append("quarter < :after")
        values["after"] = datetime.combine(filters.last + timedelta(days=1), time(), UTC)
    row = await database.fetch_one(
        f"SELECT coalesce(sum(minutes), 0)::bigint AS n FROM stats_presence WHERE {' AND '.join(conditions)}",  # noqa: S608
        **values,
    )
    return 0 if row is None else int(row["n"])


def _calibration(told: Sequence[Row]) -> Json:
    """Return accuracy per bucket of confidence, and the expected calibration error: the mean distance of the two."""
    bins: list[Json] = []
    whole, error = sum(row["n"] for row in told), 0.0
    for bucket in range(CONFIDENCES):
        rows = [row for row in told if row["bucket"] == bucket]
        n, right = sum(row["n"] for row in rows), sum(row["n"] for row in rows if row["b"] == "right")
        total = sum(row["total"] for row in rows)
        error += abs(total - right)
        bins.append({**_edges(bucket), "confidence": total / n if n else None, **rate(right, n), "people": None})
    return {"n": whole, "ece": error / whole if whole >= ENOUGH else None, "bins": bins}


def _edges(bucket: int) -> dict[str, object]:
    return {"from": bucket / CONFIDENCES, "to": (bucket + 1) / CONFIDENCES}


def _no_drift(reference: tuple[date, date] | None, current: tuple[date, date] | None) -> Json:
    nothing = {"psi": None, "verdict": None, "n": 0, "n_reference": 0}
    return {
        "enough": drift.ENOUGH,
        "reference": _days(reference),
        "current": _days(current),
        **dict.fromkeys(("predictions", "noise", "area"), nothing),
    }


def _days(days: tuple[date, date] | None) -> Json | None:
    return None if days is None else {"from": days[0].isoformat(), "to": days[1].isoformat()}


def _compared(then: Sequence[Row], now: Sequence[Row], key: str) -> Json:
    counts = sum(row["n"] for row in now), sum(row["n"] for row in then)
    if min(counts) < drift.ENOUGH:
        return {"psi": None, "verdict": None, "n": counts[0], "n_reference": counts[1]}
    reference: Mapping[drift.Key, float] = {row[key]: row["weight"] for row in then}
    current: Mapping[drift.Key, float] = {row[key]: row["weight"] for row in now}
    if key == "bucket":
        known = {row[key]: row["weight"] for row in then}
        reference, current = drift.binned(known, known), drift.binned(known, {r[key]: r["weight"] for r in now})
    index = drift.psi(reference, current)
    return {"psi": index, "verdict": drift.verdict(index), "n": counts[0], "n_reference": counts[1]}


def _poisson(count: int) -> tuple[float, float]:
    """Return the 95 % interval of a count (Byar's approximation of the exact one, within 2 % from 3 on)."""
    above = count + 1
    high = above * (1 - 1 / (9 * above) + Z_95 / (3 * sqrt(above))) ** 3
    low = 0.0 if count == 0 else count * (1 - 1 / (9 * count) - Z_95 / (3 * sqrt(count))) ** 3
    return low, high
