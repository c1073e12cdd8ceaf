"""How good a model is: filters in, its confusion matrix and report out, of samples that a person labelled."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from backend.database import Database
from backend.stats.cells import summed
from backend.stats.filters import Filters
from backend.stats.people import Person, rate_over_people, report_over_people
from backend.stats.report import Json, rate, report

BEST: Final = 3
Confusion = Mapping[tuple[str, str], int]


async def confusion(database: Database, filters: Filters) -> Confusion:
    """Return samples of the model per (true, predicted) gesture."""
    rows = await summed(database, "told", filters, ("a", "b"))
    return {(row["a"], row["b"]): row["n"] for row in rows}


def matrix(counts: Confusion, labels: Sequence[str]) -> list[list[int]]:
    """Return the confusion matrix: row true, column predicted, both in the order of `labels`."""
    return [[counts.get((true, predicted), 0) for predicted in labels] for true in labels]


def accuracy(counts: Confusion, labels: Sequence[str]) -> Json:
    """How many of how many were right, in all and per true gesture (those that were shown at all)."""
    rows = [(label, sum(counts.get((label, predicted), 0) for predicted in labels)) for label in labels]
    per_gesture = [{"gesture": label, "correct": counts.get((label, label), 0), "n": n} for label, n in rows if n]
    correct = sum(counts.get((label, label), 0) for label in labels)
    return {"correct": correct, "n": sum(n for _, n in rows), "per_gesture": per_gesture}


async def told_by_day(database: Database, filters: Filters) -> list[Json]:
    """Return how many of each true gesture a day had and how many the model got right, the oldest day first.

    Where people weigh equally, a day's rate is the mean of theirs.
    """
    if filters.people_equal:
        return await _told_by_day_over_people(database, filters)
    days: dict[tuple[str, str], list[int]] = {}
    for row in await summed(database, "told", filters, ("day", "a", "b")):
        counted = days.setdefault((row["day"].isoformat(), row["a"]), [0, 0])
        counted[0] += row["n"] if row["a"] == row["b"] else 0
        counted[1] += row["n"]
    return [{"day": day, "gesture": gesture, **rate(*counted)} for (day, gesture), counted in days.items()]


async def _told_by_day_over_people(database: Database, filters: Filters) -> list[Json]:
    days: dict[tuple[str, str], dict[int, list[int]]] = {}
    for row in await summed(database, "person", filters, ("day", "account_id", "a", "b")):
        if row["b"] == "wrongly":  # said of a gesture that was not shown
            continue
        shares = days.setdefault((row["day"].isoformat(), row["a"]), {})
        share = shares.setdefault(row["account_id"], [0, 0])
        share[0] += row["n"] if row["b"] == "right" else 0
        share[1] += row["n"]
    return [
        {"day": day, "gesture": gesture, **rate_over_people([(right, n) for right, n in shares.values()])}
        for (day, gesture), shares in sorted(days.items())
    ]


async def reported(database: Database, filters: Filters, counts: Confusion, labels: Sequence[str]) -> Json:
    """Return the report of one model (`filters.model`), over samples or, when asked for, over people."""
    if not filters.people_equal:
        return report(matrix(counts, labels), labels)
    people: dict[int, Person] = {}
    for row in await summed(database, "person", filters, ("account_id", "a", "b")):
        people.setdefault(row["account_id"], Person()).add(row["a"], row["b"], row["n"])
    return report_over_people(list(people.values()), labels)


async def best_models(
    database: Database, filters: Filters, labels_of: Mapping[str, Sequence[str]], fallback: Sequence[str]
) -> list[Json]:
    """Return the best models by macro F1, those with enough samples first, at most BEST of them.

    Models that `labels_of` does not know are taken to have the labels `fallback`, and those that were seen beside them.
    """
    told: dict[str, dict[tuple[str, str], int]] = {}
    for row in await summed(database, "told", replace(filters, model=None), ("model_id", "a", "b")):
        told.setdefault(row["model_id"], {})[row["a"], row["b"]] = row["n"]
    models = []
    for model_id, counts in told.items():
        if filters.model in (None, model_id):
            labels = with_seen(labels_of.get(model_id, fallback), counts)
            of_model = await reported(database, replace(filters, model=model_id), counts, labels)
            models.append((model_id, labels, counts, of_model))
    return [
        {
            "model_id": model_id,
            "labels": labels,
            "n": sum(counts.values()),
            "report": of_model,
            "confusion": {"labels": labels, "counts": matrix(counts, labels)},
        }
        for model_id, labels, counts, of_model in sorted(models, key=lambda each: _rank(each[0], each[2], each[3]))[
            :BEST
        ]
    ]


def with_seen(labels: Sequence[str], counts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the labels, and behind them those that were counted but are not among them."""
    seen = {label for pair in counts for label in pair}
    return [*labels, *sorted(seen.difference(labels))]


def _rank(model_id: str, counts: Confusion, of_model: Json) -> tuple[bool, float, int, str]:
    macro = of_model["macro"]
    f1 = macro["f1"] if isinstance(macro, dict) else 0.0
    return macro is None, -f1, -sum(counts.values()), model_id
