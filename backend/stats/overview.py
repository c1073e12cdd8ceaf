"""What the stats page begins with: filters in, totals, days and choices out; days are those of receipt, in UTC."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from backend.database import Database
from backend.http.times import utc_text
from backend.stats import told
from backend.stats.cells import summed
from backend.stats.filters import Filters
from backend.stats.report import Json

SESSIONS_SHOWN: Final = 50
SESSIONS_READ: Final = 5_000  # samples: a week of somebody who shows gestures all day


async def figures(database: Database, asked: Filters, filters: Filters, labels: Sequence[str], users: int) -> Json:
    """Return all but who asks; `filters` are those `asked` for, with a model in any case."""
    counts = await told.confusion(database, filters)
    labels = told.with_seen(labels, counts)
    return {
        "model_id": filters.model,
        "labels": labels,
        "latest_sample_at": await latest_sample_at(database),
        "choices": await choices(database),
        "totals": await totals(database, users),
        "by_day": await by_day(database, asked),
        "told_by_day": await told.told_by_day(database, filters),
        "accuracy": told.accuracy(counts, labels),
        "confusion": {"labels": labels, "counts": told.matrix(counts, labels)},
        "report": await told.reported(database, filters, counts, labels),
    }


async def totals(database: Database, users: int) -> Json:
    """How many samples, accounts and openings of the page there are, whatever is filtered."""
    received = await summed(database, "received", Filters(), ())
    opened = await database.fetch_one(
        "SELECT count(*) AS n FROM stats_cells WHERE kind = 'session' AND model_id = '' AND day = '-infinity'"
    )
    return {"samples": received[0]["n"] or 0, "users": users, "sessions": 0 if opened is None else opened["n"]}


async def count_users(database: Database) -> int:
    """How many accounts there are."""
    row = await database.fetch_one("SELECT count(*) AS n FROM accounts")
    return 0 if row is None else int(row["n"])


async def models(database: Database) -> list[str]:
    """Return the models that samples are of, in no order."""
    return [row["model_id"] for row in await summed(database, "received", Filters(), ("model_id",))]


async def latest_sample_at(database: Database) -> str | None:
    """When the newest sample was received."""
    row = await database.fetch_one(
        "SELECT max(latest) AS at FROM stats_presence WHERE quarter = (SELECT max(quarter) FROM stats_presence)"
    )
    at: datetime | None = None if row is None else row["at"]
    return None if at is None else utc_text(at)


async def holds_demo(database: Database) -> bool:
    """Whether some of the people are made up."""
    row = await database.fetch_one("SELECT EXISTS (SELECT FROM accounts WHERE demo) AS there")
    return row is not None and bool(row["there"])


async def by_day(database: Database, filters: Filters) -> list[Json]:
    """Return samples per day and predicted gesture, the oldest day first."""
    rows = await summed(database, "predicted", replace(filters, label_source=None), ("day", "a"))
    return [{"day": row["day"].isoformat(), "gesture": row["a"], "samples": row["n"]} for row in rows]


async def adoption(database: Database, filters: Filters) -> list[Json]:
    """Return samples per day and model that answered, the oldest day first."""
    rows = await summed(database, "received", replace(filters, label_source=None), ("day", "model_id"))
    return [{"day": row["day"].isoformat(), "model_id": row["model_id"], "samples": row["n"]} for row in rows]


async def choices(database: Database) -> Json:
    """Return what can be filtered by: models (the newest first), devices, and the days that have samples."""
    first: dict[str, date] = {}
    devices: set[str] = set()
    last: date | None = None
    for row in await summed(database, "received", Filters(), ("day", "model_id", "device")):
        first.setdefault(row["model_id"], row["day"])
        devices.add(row["device"])
        last = row["day"]
    return {
        "models": sorted(first, key=lambda model_id: (first[model_id], model_id), reverse=True),
        "devices": sorted(devices),
        "from": min(first.values()).isoformat() if first else None,
        "to": None if last is None else last.isoformat(),
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
