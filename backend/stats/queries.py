"""The stats page's figures: rows of samples in, counts out; days are those of receipt, in UTC."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final

from backend.database import Database
from backend.stats.report import rate
from backend.times import utc_text

SESSIONS_SHOWN: Final = 50

Json = dict[str, object]


async def totals(database: Database) -> Json:
    """How many samples, accounts and openings of the page there are."""
    row = await database.fetch_one(
        """
        SELECT count(*) AS samples, count(DISTINCT session_id) AS sessions,
            (SELECT count(*) FROM accounts) AS users FROM samples
        """
    )
    if row is None:
        raise AssertionError("an aggregate always has one row")
    return {name: row[name] for name in ("samples", "users", "sessions")}


async def by_day(database: Database) -> list[Json]:
    """Return samples per day and predicted gesture, the oldest day first."""
    rows = await database.fetch_all(
        """
        SELECT (received_at AT TIME ZONE 'UTC')::date AS day, predicted, count(*) AS samples
        FROM samples GROUP BY day, predicted ORDER BY day, predicted
        """
    )
    return [{"day": row["day"].isoformat(), "gesture": row["predicted"], "samples": row["samples"]} for row in rows]


async def told_by_day(database: Database, model_id: str) -> list[Json]:
    """Return how many of each true gesture a day had and how many the model got right, the oldest day first."""
    rows = await database.fetch_all(
        """
        SELECT (received_at AT TIME ZONE 'UTC')::date AS day, true_gesture, count(*) AS samples,
            count(*) FILTER (WHERE predicted = true_gesture) AS correct
        FROM samples WHERE model_id = :model_id AND truth IN ('prompted', 'corrected')
        GROUP BY day, true_gesture ORDER BY day, true_gesture
        """,
        model_id=model_id,
    )
    return [
        {"day": row["day"].isoformat(), "gesture": row["true_gesture"], **rate(row["correct"], row["samples"])}
        for row in rows
    ]


async def confusion(database: Database, model_id: str) -> Mapping[tuple[str, str], int]:
    """Return samples of the model per (true, predicted) gesture, only those whose truth the user told."""
    rows = await database.fetch_all(
        """
        SELECT true_gesture, predicted, count(*) AS samples FROM samples
        WHERE model_id = :model_id AND truth IN ('prompted', 'corrected') GROUP BY true_gesture, predicted
        """,
        model_id=model_id,
    )
    return {(row["true_gesture"], row["predicted"]): row["samples"] for row in rows}


def matrix(counts: Mapping[tuple[str, str], int], labels: Sequence[str]) -> list[list[int]]:
    """Return the confusion matrix: row true, column predicted, both in the order of `labels`."""
    return [[counts.get((true, predicted), 0) for predicted in labels] for true in labels]


def accuracy(counts: Mapping[tuple[str, str], int], labels: Sequence[str]) -> Json:
    """How many of how many were right, in all and per true gesture (those that were shown at all)."""
    rows = [(label, sum(counts.get((label, predicted), 0) for predicted in labels)) for label in labels]
    per_gesture = [{"gesture": label, "correct": counts.get((label, label), 0), "n": n} for label, n in rows if n]
    correct = sum(counts.get((label, label), 0) for label in labels)
    return {"correct": correct, "n": sum(n for _, n in rows), "per_gesture": per_gesture}


async def sessions_of(database: Database, account_id: int) -> list[Json]:
    """Return the account's newest openings of the page, the newest first, with their predicted gestures."""
    rows = await database.fetch_all(
        """
        SELECT session_id, min(started_at) AS started_at, sum(samples)::bigint AS samples,
            json_object_agg(predicted, samples ORDER BY predicted)::text AS gestures
        FROM (
            SELECT session_id, predicted, min(captured_at) AS started_at, count(*) AS samples
            FROM samples WHERE account_id = :account_id GROUP BY session_id, predicted
        ) AS per_gesture
        GROUP BY session_id ORDER BY started_at DESC LIMIT :shown
        """,
        account_id=account_id,
        shown=SESSIONS_SHOWN,
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
