"""What the stats page begins with: totals, days and choices; days are those of receipt, in UTC."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from backend.database import Database, Row
from backend.http.messages import utc_text
from backend.stats.days import Days
from backend.stats.figures import accuracy, people
from backend.stats.figures.report import Json
from backend.stats.filters import BOTH, FIRST, Filters

SESSIONS_SHOWN: Final = 50
SESSIONS_READ: Final = 5_000  # samples: a week of somebody who shows gestures all day


async def figures(days: Days, asked: Filters, filters: Filters, labels: Sequence[str]) -> Json:
    """Return what can be compared; `filters` are those `asked` for, with a model in any case."""
    # By day they are of whichever model answered, unless one is asked for: whether it gets better is seen across the
    # switches. The confusion is that of one model.
    found, opened, counts, told, used, answered = await asyncio.gather(
        people.rows(days, asked),
        totals(days, asked),
        accuracy.confusion(days, filters),
        accuracy.labelled(days, asked),
        days_of_use(days, asked),
        by_day(days, asked),
    )
    labels = accuracy.with_seen(labels, counts)
    told_by_day, accuracy_by_day = people.by_day(found) if asked.people_equal else accuracy.by_day(asked, told)
    return {
        "model_id": filters.model,
        "labels": labels,
        "totals": {"samples": sum(day["samples"] for day in used), **opened, **_by_source(told)},
        "days": _with_labels(used, told),
        "by_day": answered,
        "corrections": accuracy.corrections(told),
        "told_by_day": told_by_day,
        "accuracy_by_day": accuracy_by_day,
        "accuracy": accuracy.accuracy(counts, labels),
        "confusion": {"labels": labels, "counts": accuracy.matrix(counts, labels)},
        "report": accuracy.reported(filters, counts, people.of_people(found), labels, [str(filters.model)]),
    }


async def totals(days: Days, filters: Filters) -> dict[str, int]:
    """How many people and openings of the page there are; one that was open on more days than one is one."""
    begin = filters.first or FIRST
    opened_before = f"""
        WHERE NOT EXISTS (
            SELECT FROM stats_sessions AS before
            WHERE before.account_id = opened.account_id AND before.session_id = opened.session_id
                AND before.day >= :begin AND before.day < :first{filters.matching_all_days}
            OFFSET 0 -- looked up for each of today's openings: Postgres would join all days, for a day it does not know
        )
    """

    async def read(part: Filters) -> Sequence[Row]:
        sql = f"""
            SELECT account_id, count(*) AS sessions FROM (
                SELECT DISTINCT account_id, session_id FROM stats_sessions WHERE {part.matching}
            ) AS opened {"" if part.values["first"] == begin else opened_before} GROUP BY account_id
        """  # noqa: S608 (made of constants)
        return await days.database.fetch_all(sql, begin=begin, **part.values)

    rows = await days.parts(totals, filters, read)
    return {"people": len({row["account_id"] for row in rows}), "sessions": sum(row["sessions"] for row in rows)}


async def days_of_use(days: Days, filters: Filters) -> Sequence[Row]:
    """Return how many samples and people each day had that had samples, the oldest first."""
    return await days.rows(
        f"""
        SELECT s.day, s.samples, p.people FROM (
            SELECT day, sum(samples)::bigint AS samples FROM stats_samples WHERE {filters.matching} GROUP BY day
        ) AS s JOIN (
            SELECT day, count(DISTINCT account_id) AS people FROM stats_sessions
            WHERE {filters.matching} GROUP BY day
        ) AS p USING (day) ORDER BY day
        """,  # noqa: S608 (made of constants)
        filters,
    )


def _with_labels(days: Sequence[Row], labels: Sequence[Row]) -> list[Json]:
    of_days: dict[date, list[Row]] = {}
    for label in labels:
        of_days.setdefault(label["day"], []).append(label)
    return [{**row, "day": row["day"].isoformat(), **_by_source(of_days.get(row["day"], []))} for row in days]


def _by_source(labels: Sequence[Row]) -> dict[str, int]:
    counts = dict.fromkeys(BOTH, 0)
    for row in labels:
        counts[row["label_source"]] += row["n"]
    return counts


async def count_users(database: Database) -> int:
    """How many accounts there are."""
    row = await database.fetch_one("SELECT count(*) AS n FROM accounts")
    return 0 if row is None else int(row["n"])


async def models(database: Database) -> list[str]:
    """Return the models that samples are of, in no order."""
    return [row["model_id"] for row in await database.fetch_all("SELECT DISTINCT model_id FROM stats_samples")]


async def latest_sample_at(database: Database) -> str | None:
    """When the newest sample was received."""
    row = await database.fetch_one(
        """
        WITH newest AS (
            SELECT quarter, account_id FROM stats_usage WHERE quarter = (SELECT max(quarter) FROM stats_usage)
        )
        SELECT max(s.received_at) AS at FROM newest n
        JOIN samples s ON s.account_id = n.account_id AND s.received_at >= n.quarter
        """
    )
    at: datetime | None = None if row is None else row["at"]
    return None if at is None else utc_text(at)


async def holds_demo(database: Database) -> bool:
    """Whether some of the people are made up."""
    row = await database.fetch_one("SELECT EXISTS (SELECT FROM accounts WHERE demo) AS there")
    return row is not None and bool(row["there"])


async def by_day(days: Days, filters: Filters) -> list[Json]:
    """Return samples per day and predicted gesture, the oldest day first."""
    rows = await days.rows(
        f"""
        SELECT day, predicted, sum(samples)::bigint AS samples FROM stats_predictions
        WHERE {filters.matching} GROUP BY day, predicted ORDER BY day, predicted
        """,  # noqa: S608 (made of constants)
        filters,
    )
    return [{"day": row["day"].isoformat(), "gesture": row["predicted"], "samples": row["samples"]} for row in rows]


async def adoption(database: Database, filters: Filters) -> list[Json]:
    """Return samples per day and model that answered, the oldest day first."""
    rows = await database.fetch_all(
        f"""
        SELECT day, model_id, sum(samples)::bigint AS samples FROM stats_samples
        WHERE {filters.matching} GROUP BY day, model_id ORDER BY day, model_id
        """,  # noqa: S608 (made of constants)
        **filters.values,
    )
    return [{"day": row["day"].isoformat(), "model_id": row["model_id"], "samples": row["samples"]} for row in rows]


async def choices(database: Database) -> Json:
    """Return what can be filtered by: models (the newest first), devices, and the days that have samples."""
    rows = await database.fetch_all(
        """
        SELECT model_id, device, min(day) AS first, max(day) AS last FROM stats_samples
        GROUP BY model_id, device ORDER BY first
        """
    )
    first: dict[str, date] = {}
    for row in rows:
        first.setdefault(row["model_id"], row["first"])
    return {
        "models": sorted(first, key=lambda model_id: (first[model_id], model_id), reverse=True),
        "devices": sorted({row["device"] for row in rows}),
        "from": rows[0]["first"].isoformat() if rows else None,
        "to": max(row["last"] for row in rows).isoformat() if rows else None,
    }


async def sessions_of(database: Database, account_id: int, read: int = SESSIONS_READ) -> list[Json]:
    """Return the account's newest openings of the page, the newest first, with their predicted gestures.

    Of the account's newest `read` samples, so that it takes no longer for who gave many: what an opening gave before
    those is not told.
    """
    rows = await database.fetch_all(
        """
        WITH newest AS (
            SELECT session_id, predicted, captured_at FROM samples
            WHERE account_id = :account_id ORDER BY received_at DESC LIMIT :read
        ), per_gesture AS (
            SELECT session_id, predicted, min(captured_at) AS started_at, count(*) AS samples
            FROM newest GROUP BY session_id, predicted
        )
        SELECT session_id, min(started_at) AS started_at, sum(samples)::bigint AS samples,
            json_object_agg(predicted, samples ORDER BY predicted)::text AS gestures
        FROM per_gesture GROUP BY session_id ORDER BY started_at DESC LIMIT :shown
        """,
        account_id=account_id,
        shown=SESSIONS_SHOWN,
        read=read,
    )
    return [
        {
            "session_id": str(row["session_id"]),
            "started_at": utc_text(row["started_at"]),
            "samples": row["samples"],
            "gestures": json.loads(row["gestures"]),
        }
        for row in rows
    ]
