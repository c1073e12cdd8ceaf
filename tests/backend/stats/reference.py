"""Figures without tables: rows of samples in; what the tables must hold, counted in Python, out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import chain
from math import floor, log
from typing import Any

from backend.database import Database, Row
from backend.stats.buckets import LEAST, WIDTH

ALL_DAYS = date.min  # how asyncpg reads -infinity
Cell = tuple[object, ...]
QUARTER = timedelta(minutes=15)
MEASURED = ("inference", "answer", "fps", "delay", "noise", "area", "confidence")


async def cells(database: Database) -> dict[Cell, tuple[int, Decimal]]:
    """What the table of cells holds: n and weight of each key; without those that were measured."""
    rows = await database.fetch_all("SELECT * FROM stats_cells")
    return {
        (
            *(row[name] for name in ("kind", "model_id", "day", "device", "label_source", "account_id", "a")),
            f"{row['b']} {row['bucket']}" if row["kind"] == "differed" else row["b"],
        ): (row["n"], row["weight"])
        for row in rows
        if row["kind"] not in MEASURED
    }


async def presence(database: Database) -> dict[Cell, tuple[int, datetime]]:
    """What the table of presence holds."""
    rows = await database.fetch_all("SELECT * FROM stats_presence")
    return {
        (row["quarter"], row["account_id"], row["model_id"], row["device"]): (row["minutes"], row["latest"])
        for row in rows
    }


def cells_of(samples: Iterable[Row]) -> dict[Cell, tuple[int, Decimal]]:
    """Count the same from rows of samples."""
    n: Counter[Cell] = Counter()
    weights: defaultdict[Cell, Decimal] = defaultdict(Decimal)
    for sample in samples:
        for kind, model, device, label_source, account, a, b, weight in _cells_of_one(sample):
            for day in (sample["received_at"].astimezone(UTC).date(), ALL_DAYS):
                key = (kind, model, day, device, label_source, account, a, b)
                n[key] += 1
                weights[key] += weight
    return {key: (count, weights[key]) for key, count in n.items()}


def _cells_of_one(sample: Row) -> Iterable[tuple[Any, ...]]:
    model, device, label_source, account = (
        sample[name] for name in ("model_id", "device", "label_source", "account_id")
    )
    said, true, none = sample["predicted"], sample["label"], Decimal(0)
    yield ("received", model, device, "", 0, "", "", none)
    yield ("predicted", model, device, label_source, 0, said, "", none)
    yield ("session", "", "", "", account, str(sample["session_id"]), "", none)
    yield from _cells_of_challenger(sample)
    if label_source == "none":
        if sample["reason"] == "random":
            weight = round(1 / Decimal(f"{sample['sampling_probability']:.6g}"), 6)
            yield ("free", model, device, "", 0, said, "", weight)
        return
    yield ("told", model, device, label_source, 0, true, said, none)
    yield ("person", model, device, label_source, account, true, "right" if said == true else "missed", none)
    if said != true:
        yield ("person", model, device, label_source, account, said, "wrongly", none)


def _cells_of_challenger(sample: Row) -> Iterable[tuple[Any, ...]]:
    model, device, label_source, challenger = (
        sample[name] for name in ("model_id", "device", "label_source", "shadow_model_id")
    )
    if sample["shadow_compared"]:
        yield ("compared", model, device, "", 0, challenger, "", Decimal(sample["shadow_compared"]))
    if sample["shadow_predicted"] is not None:
        both = f"{sample['predicted']} {sample['shadow_predicted']}"
        true = sample["label"]
        said = [None, sample["predicted"], sample["shadow_predicted"]]
        right = said.index(true) if true in said else 3
        yield ("differed", model, device, label_source, 0, challenger, f"{both} {right}", Decimal(0))


def presence_of(samples: Iterable[Row]) -> dict[Cell, tuple[int, datetime]]:
    """Count minutes per person and quarter of an hour from rows of samples."""
    minutes: defaultdict[Cell, set[datetime]] = defaultdict(set)
    latest: dict[Cell, datetime] = {}
    for sample in samples:
        at = sample["received_at"]
        quarter = at - (at - datetime(2000, 1, 1, tzinfo=UTC)) % QUARTER
        for key, counts in (
            ((quarter, sample["account_id"], "", ""), True),
            ((quarter, sample["account_id"], sample["model_id"], sample["device"]), sample["label_source"] == "none"),
        ):
            minutes[key] |= {at.replace(second=0, microsecond=0)} if counts else set()
            latest[key] = max(at, latest.get(key, at))
    return {key: (len(minutes[key]), latest[key]) for key in minutes}


async def measured(database: Database) -> dict[Cell, list[int]]:
    """The buckets that the table holds of each key, each as often as it was counted, in order."""
    rows = await database.fetch_all("SELECT * FROM stats_cells ORDER BY bucket")
    found: defaultdict[Cell, list[int]] = defaultdict(list)
    for row in rows:
        if row["kind"] in MEASURED:
            key = tuple(row[name] for name in ("kind", "model_id", "day", "device", "label_source", "a", "b"))
            found[key] += [row["bucket"]] * row["n"]
    return dict(found)


def measured_of(samples: Iterable[Row]) -> dict[Cell, list[int]]:
    """The same from rows of samples, by the rules of backend/stats/buckets.py."""
    found: defaultdict[Cell, list[int]] = defaultdict(list)
    for sample in samples:
        for kind, label_source, a, b, bucket in _buckets_of_one(sample):
            for day in (sample["received_at"].astimezone(UTC).date(), ALL_DAYS):
                found[kind, sample["model_id"], day, sample["device"], label_source, a, b].append(bucket)
    return {key: sorted(buckets) for key, buckets in found.items()}


def _buckets_of_one(sample: Row) -> Iterable[tuple[str, str, str, str, int]]:
    backend, told = sample["backend"] or "", sample["label_source"] != "none"
    delay = (sample["received_at"] - sample["captured_at"]).total_seconds()
    yield "inference", "", backend, "", _logarithmic(sample["inference_ms"])
    yield "answer", "", backend, "", _logarithmic(sample["total_ms"])
    yield "delay", "", "", "", _logarithmic(delay)
    if sample["fps"] is not None:
        yield "fps", "", backend, "", _logarithmic(sample["fps"])
    by_chance = not told and sample["reason"] == "random"
    if by_chance and sample["noise"] is not None:
        yield "noise", "", "", "", floor(log(max(sample["noise"], 0.0001), 1.25))
    if by_chance and sample["area"] is not None:
        yield "area", "", "", "", min(floor(sample["area"] * 50), 49)
    if by_chance or told:
        right = "right" if sample["predicted"] == sample["label"] else "wrong"
        confidence = max(sample["probabilities"])
        yield "confidence", sample["label_source"], "", right if told else "", min(floor(confidence * 20), 19)


def _logarithmic(value: float) -> int:
    return floor(log(max(value, LEAST), WIDTH))


def differences_of_buckets(held: dict[Cell, list[int]], counted: dict[Cell, list[int]]) -> list[object]:
    """Where the two differ by more than rounding at an edge between two buckets."""
    return [
        (key, held.get(key), counted.get(key))
        for key in held.keys() | counted.keys()
        if len(held.get(key, [])) != len(counted.get(key, []))
        or any(abs(a - b) > 1 for a, b in zip(held[key], counted[key], strict=True))
    ]


async def differences_from_samples(database: Database) -> list[object]:
    """Compare the tables with what the database itself counts from samples, in both directions: nothing differs."""
    key = "kind, model_id, day, device, label_source, account_id, a, b, bucket"
    less_day = key.replace(" day,", "")
    found = []
    for ours, direct in (
        (
            f"SELECT {key}, n, weight, total FROM stats_cells WHERE day > '-infinity'",
            "SELECT * FROM stats_cells_of_samples",
        ),
        (
            f"SELECT {less_day}, n, weight, total FROM stats_cells WHERE day = '-infinity'",
            f"SELECT {less_day}, sum(n)::bigint, sum(weight), sum(total) "
            f"FROM stats_cells_of_samples GROUP BY {less_day}",
        ),
        ("SELECT * FROM stats_presence", "SELECT * FROM stats_presence_of_samples"),
    ):
        for a, b in ((ours, direct), (direct, ours)):
            found.append(await database.fetch_all(f"({a}) EXCEPT ALL ({b})"))
    return list(chain.from_iterable(found))
