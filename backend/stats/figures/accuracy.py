"""How often a model is right: its confusion matrix and report, of samples that a person labelled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from backend.database import Database, Row
from backend.stats.figures.person_report import Person, mean_over_people, report_over_people
from backend.stats.figures.report import Json, rate, report
from backend.stats.filters import Filters

Confusion = Mapping[tuple[str, str], int]


async def confusion(database: Database, filters: Filters) -> Confusion:
    """Return samples of the model per label and predicted gesture."""
    rows = await database.fetch_all(
        f"""
        SELECT label, predicted, sum(samples)::bigint AS samples FROM stats_confusion
        WHERE {filters.labelled} GROUP BY label, predicted
        """,  # noqa: S608 (made of constants)
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


async def corrections(database: Database, filters: Filters) -> Json:
    """Return how many labels people corrected, in all and to which gesture, the most first.

    They say which mistakes there are, and not how many of how many: nobody corrects what is right.
    """
    rows = await database.fetch_all(
        f"""
        SELECT label, sum(samples)::bigint AS n FROM stats_confusion
        WHERE {filters.matching} AND label_source = 'corrected' GROUP BY label ORDER BY n DESC, label
        """,  # noqa: S608 (made of constants)
        **filters.values_of_all_days,
    )
    per_gesture = [{"gesture": row["label"], "n": row["n"]} for row in rows]
    return {"n": sum(row["n"] for row in rows), "per_gesture": per_gesture}


async def by_day(database: Database, filters: Filters) -> tuple[list[Json], list[Json]]:
    """Return how many of each label a day had and how many the model got right, and the same of all labels together.

    The oldest day comes first. Where people weigh equally, a day's rate is the mean of theirs.
    """
    person, of = ("account_id", _PEOPLE) if filters.people_equal else ("0", _SAMPLES)
    per_gesture, together = [
        await database.fetch_all(
            f"""
            SELECT {key}, sum(correct)::bigint AS correct, sum(n)::bigint AS n, count(*) AS people,
                avg(correct / n)::float8 AS mean
            FROM (
                SELECT {key}, {person} AS person, sum(correct) AS correct, sum(n) AS n
                FROM ({of.format(filters.labelled)}) AS labelled GROUP BY {key}, person HAVING sum(n) > 0
            ) AS of_people GROUP BY {key} ORDER BY {key}
            """,  # noqa: S608 (made of constants)
            **filters.values,
        )
        for key in ("day, gesture", "day")
    ]
    return [_of_day(row, filters) for row in per_gesture], [_of_day(row, filters) for row in together]


def _of_day(row: Row, filters: Filters) -> Json:
    """Return one day's rate, with the name of its gesture where it is one's."""
    named = {"gesture": row["gesture"]} if "gesture" in row else {}
    counts = row["correct"], row["n"]
    told = mean_over_people(*counts, row["people"], row["mean"]) if filters.people_equal else rate(*counts)
    return {"day": row["day"].isoformat(), **named, **told}


_SAMPLES: Final = """
    SELECT day, label AS gesture, CASE WHEN label = predicted THEN samples ELSE 0 END AS correct, samples AS n
    FROM stats_confusion WHERE {}
"""
_PEOPLE: Final = "SELECT day, gesture, account_id, correct, correct + missed AS n FROM stats_people WHERE {}"


async def reported(
    database: Database, filters: Filters, counts: Confusion, labels: Sequence[str], models: Sequence[str]
) -> Json:
    """Return the report of one model, or of some together, over samples or, when asked for, over people."""
    if not filters.people_equal:
        return report(matrix(counts, labels), labels)
    rows = await database.fetch_all(
        f"""
        SELECT account_id, gesture, sum(correct)::bigint AS correct, sum(missed)::bigint AS missed,
            sum(mistaken)::bigint AS mistaken
        FROM stats_people WHERE {filters.labelled} AND model_id = ANY(:models) GROUP BY account_id, gesture
        """,  # noqa: S608 (made of constants)
        models=list(models),
        **filters.values_of_all_days,
    )
    people: defaultdict[int, Person] = defaultdict(Person)
    for row in rows:
        person, gesture = people[row["account_id"]], row["gesture"]
        person.correct[gesture], person.missed[gesture] = row["correct"], row["missed"]
        person.mistaken[gesture] = row["mistaken"]
    return report_over_people(list(people.values()), labels)


def with_seen(labels: Sequence[str], counts: Iterable[tuple[str, str]]) -> list[str]:
    """Return the labels, and behind them those that were counted but are not among them."""
    seen = {label for pair in counts for label in pair}
    return [*labels, *sorted(seen.difference(labels))]
