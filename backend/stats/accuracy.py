"""How often a model is right: its confusion matrix and report, of samples that a person labelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from backend.database import Database, Row
from backend.stats.filters import MATCHING, Filters
from backend.stats.person_report import Person, rate_over_people, report_over_people
from backend.stats.report import Json, rate, report

BEST: Final = 3
LABELLED: Final = f"{MATCHING} AND label_source = coalesce(:label_source, label_source)"
Confusion = Mapping[tuple[str, str], int]


async def confusion(database: Database, filters: Filters) -> Confusion:
    """Return samples of the model per label and predicted gesture."""
    rows = await database.fetch_all(
        f"""
        SELECT label, predicted, sum(samples)::bigint AS samples FROM stats_confusion
        WHERE {LABELLED} GROUP BY label, predicted
        """,  # noqa: S608 (a constant)
        **filters.values_of_all_days,
    )
    return {(row["label"], row["predicted"]): row["samples"] for row in rows}


def matrix(counts: Confusion, labels: Sequence[str]) -> list[list[int]]:
    """Return the confusion matrix: row label, column predicted, both in the order of `labels`."""
    return [[counts.get((label, predicted), 0) for predicted in labels] for label in labels]


def accuracy(counts: Confusion, labels: Sequence[str]) -> Json:
    """How many of how many were right, in all and per label (those that were shown at all)."""
    rows = [(label, sum(counts.get((label, predicted), 0) for predicted in labels)) for label in labels]
    per_gesture = [{"gesture": label, "correct": counts.get((label, label), 0), "n": n} for label, n in rows if n]
    correct = sum(counts.get((label, label), 0) for label in labels)
    return {"correct": correct, "n": sum(n for _, n in rows), "per_gesture": per_gesture}


async def by_day(database: Database, filters: Filters) -> list[Json]:
    """Return how many of each label a day had and how many the model got right, the oldest day first.

    Where people weigh equally, a day's rate is the mean of theirs.
    """
    if filters.people_equal:
        return await _by_day_over_people(database, filters)
    rows = await database.fetch_all(
        f"""
        SELECT day, label, sum(samples)::bigint AS samples,
            coalesce(sum(samples) FILTER (WHERE label = predicted), 0)::bigint AS correct
        FROM stats_confusion WHERE {LABELLED} GROUP BY day, label ORDER BY day, label
        """,  # noqa: S608 (a constant)
        **filters.values,
    )
    return [
        {"day": row["day"].isoformat(), "gesture": row["label"], **rate(row["correct"], row["samples"])} for row in rows
    ]


async def _by_day_over_people(database: Database, filters: Filters) -> list[Json]:
    rows = await database.fetch_all(
        f"""
        SELECT day, gesture, sum(correct)::bigint AS correct, sum(correct + missed)::bigint AS samples
        FROM stats_people WHERE {LABELLED} GROUP BY day, gesture, account_id
        HAVING sum(correct + missed) > 0 ORDER BY day, gesture
        """,  # noqa: S608 (a constant)
        **filters.values,
    )
    days: dict[tuple[str, str], list[tuple[int, int]]] = {}
    for row in rows:
        days.setdefault((row["day"].isoformat(), row["gesture"]), []).append((row["correct"], row["samples"]))
    return [{"day": day, "gesture": gesture, **rate_over_people(shares)} for (day, gesture), shares in days.items()]


async def reported(database: Database, filters: Filters, counts: Confusion, labels: Sequence[str]) -> Json:
    """Return the report of one model (`filters.model`), over samples or, when asked for, over people."""
    if not filters.people_equal:
        return report(matrix(counts, labels), labels)
    rows = await database.fetch_all(
        f"""
        SELECT account_id, gesture, sum(correct)::bigint AS correct, sum(missed)::bigint AS missed,
            sum(mistaken)::bigint AS mistaken
        FROM stats_people WHERE {LABELLED} GROUP BY account_id, gesture
        """,  # noqa: S608 (a constant)
        **filters.values_of_all_days,
    )
    people: defaultdict[int, Person] = defaultdict(Person)
    for row in rows:
        person, gesture = people[row["account_id"]], row["gesture"]
        person.correct[gesture], person.missed[gesture] = row["correct"], row["missed"]
        person.mistaken[gesture] = row["mistaken"]
    return report_over_people(list(people.values()), labels)


async def best_models(
    database: Database, filters: Filters, labels_of: Mapping[str, Sequence[str]], fallback: Sequence[str]
) -> list[Json]:
    """Return the best models by macro F1, those with enough samples first, at most BEST of them.

    Models that `labels_of` does not know are taken to have the labels `fallback`, and those that were seen beside them.
    """
    rows = await database.fetch_all(
        f"""
        SELECT model_id, label, predicted, sum(samples)::bigint AS samples FROM stats_confusion
        WHERE {LABELLED} GROUP BY model_id, label, predicted
        """,  # noqa: S608 (a constant)
        **filters.values_of_all_days,
    )
    models = []
    for model_id, counts in _by_model(rows).items():
        labels = with_seen(labels_of.get(model_id, fallback), counts)
        of_model = await reported(database, replace(filters, model=model_id), counts, labels)
        models.append((model_id, labels, counts, of_model))
    models.sort(key=lambda each: _rank(each[0], each[2], each[3]))
    return [
        {
            "model_id": model_id,
            "labels": labels,
            "n": sum(counts.values()),
            "report": of_model,
            "confusion": {"labels": labels, "counts": matrix(counts, labels)},
        }
        for model_id, labels, counts, of_model in models[:BEST]
    ]


def with_seen(labels: Sequence[str], counts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the labels, and behind them those that were counted but are not among them."""
    seen = {label for pair in counts for label in pair}
    return [*labels, *sorted(seen.difference(labels))]


def _by_model(rows: Iterable[Row]) -> dict[str, dict[tuple[str, str], int]]:
    models: dict[str, dict[tuple[str, str], int]] = {}
    for row in rows:
        models.setdefault(row["model_id"], {})[row["label"], row["predicted"]] = row["samples"]
    return models


def _rank(model_id: str, counts: Confusion, of_model: Json) -> tuple[bool, float, int, str]:
    macro = of_model["macro"]
    f1 = macro["f1"] if isinstance(macro, dict) else 0.0
    return macro is None, -f1, -sum(counts.values()), model_id
