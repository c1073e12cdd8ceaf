"""How often a model is right: its confusion matrix and report, of samples that a person labelled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from backend.database import Row
from backend.stats.days import Days
from backend.stats.figures.person_report import count_each, report_over_people
from backend.stats.figures.report import Json, rate, report
from backend.stats.filters import Filters

Confusion = Mapping[tuple[str, str], int]


async def confusion(days: Days, filters: Filters) -> Confusion:
    """Return samples of the model per label and predicted gesture."""
    rows = await days.sums(
        f"""
        SELECT label, predicted, sum(samples)::bigint AS samples FROM stats_confusion
        WHERE {filters.labelled} GROUP BY label, predicted
        """,  # noqa: S608 (made of constants)
        filters,
    )
    counts: Counter[tuple[str, str]] = Counter()
    for row in rows:
        counts[row["label"], row["predicted"]] += row["samples"]
    return counts


def matrix(counts: Confusion, labels: Sequence[str]) -> list[list[int]]:
    """Return the confusion matrix: row label, column predicted, both in the order of `labels`."""
    return [[counts.get((label, predicted), 0) for predicted in labels] for label in labels]


def accuracy(counts: Confusion, labels: Sequence[str]) -> Json:
    """How many of how many were right, in all and per label (those that were shown at all)."""
    rows = [(label, sum(counts.get((label, predicted), 0) for predicted in labels)) for label in labels]
    per_gesture = [{"gesture": label, "correct": counts.get((label, label), 0), "n": n} for label, n in rows if n]
    correct = sum(counts.get((label, label), 0) for label in labels)
    return {"correct": correct, "n": sum(n for _, n in rows), "per_gesture": per_gesture}


async def labelled(days: Days, filters: Filters) -> Sequence[Row]:
    """Return how many labels there are, and how many answers were right, by day, source and label."""
    return await days.rows(
        f"""
        SELECT day, label_source, label, sum(samples)::bigint AS n,
            coalesce(sum(samples) FILTER (WHERE label = predicted), 0)::bigint AS correct
        FROM stats_confusion WHERE {filters.matching} GROUP BY day, label_source, label ORDER BY day, label
        """,  # noqa: S608 (made of constants)
        filters,
    )


def corrections(labels: Iterable[Row]) -> Json:
    """Return how many labels people corrected, in all and to which gesture, the most first.

    They say which mistakes there are, and not how many of how many: nobody corrects what is right.
    """
    of: Counter[str] = Counter()
    for row in labels:
        if row["label_source"] == "corrected":
            of[row["label"]] += row["n"]
    most = sorted(of.items(), key=lambda one: (-one[1], one[0]))
    return {"n": of.total(), "per_gesture": [{"gesture": gesture, "n": n} for gesture, n in most]}


def by_day(filters: Filters, labels: Iterable[Row]) -> tuple[list[Json], list[Json]]:
    """Return how many of each label a day had and how many the model got right, and the same of all labels together.

    The oldest day comes first.
    """
    per_gesture: dict[tuple[date, str], tuple[int, int]] = {}
    together: dict[date, tuple[int, int]] = {}
    for row in labels:
        if row["label_source"] in filters.sources:
            day, gesture = row["day"], (row["day"], row["label"])
            per_gesture[gesture] = _added(per_gesture.get(gesture), row)
            together[day] = _added(together.get(day), row)
    return (
        [{"day": day.isoformat(), "gesture": label, **rate(*told)} for (day, label), told in per_gesture.items()],
        [{"day": day.isoformat(), **rate(*told)} for day, told in together.items()],
    )


def _added(told: tuple[int, int] | None, row: Row) -> tuple[int, int]:
    correct, n = told or (0, 0)
    return correct + row["correct"], n + row["n"]


def reported(
    filters: Filters, counts: Confusion, told: Iterable[Row], labels: Sequence[str], models: Sequence[str]
) -> Json:
    """Return the report of one model, or of some together, over samples or, when asked for, over people."""
    if not filters.people_equal:
        return report(matrix(counts, labels), labels)
    return report_over_people(count_each([row for row in told if row["model_id"] in models], labels), labels)


def with_seen(labels: Sequence[str], counts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the labels, and behind them those that were counted but are not among them."""
    seen = {label for pair in counts for label in pair}
    return [*labels, *sorted(seen.difference(labels))]
