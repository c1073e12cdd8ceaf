"""Demo data in Postgres, beside real accounts, which stay as they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from itertools import islice
from typing import Final

from backend.database import Database
from backend.demo.history import Received
from backend.demo.population import Person
from backend.demo.story import ROLLED_BACK, Event
from backend.samples.store import NAMES

_AT_ONCE: Final = 500
_CONSENT_VERSION: Final = 1
_INSERT: Final = f"""
    WITH sent AS (
        SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::sent_sample[]) AS sent (name_key, received_at, {NAMES})
    ), known AS (
        INSERT INTO sample_ids (sample_id, received_at) SELECT sample_id, received_at FROM sent
    )
    INSERT INTO samples (account_id, received_at, {NAMES})
    SELECT a.id, sent.received_at, {NAMES}
    FROM sent JOIN accounts a ON a.demo AND a.name_key = sent.name_key
"""  # noqa: S608 (made of this program's own names)

# What became of what was sent is counted as it comes, so of made-up samples it is counted here, and taken away again: a
# few were sent twice, and many refused while the model that was rolled back did not give answers in time.
_COUNT_RECEIVED: Final = f"""
    INSERT INTO stats_ingest AS r (day, status, samples)
    SELECT day, status, {{sign}}samples FROM (
        SELECT (s.received_at AT TIME ZONE 'UTC')::date AS day, count(*) AS stored,
            count(*) FILTER (WHERE s.model_id = '{ROLLED_BACK.id}') AS hasty
        FROM samples s JOIN accounts a ON a.id = s.account_id WHERE a.demo GROUP BY 1
    ) AS received CROSS JOIN LATERAL (
        VALUES ('stored', stored), ('duplicate', stored / 40), ('refused', stored / 120 + hasty / 5)
    ) AS counted (status, samples) WHERE samples > 0
    ON CONFLICT (day, status) DO UPDATE SET samples = greatest(r.samples + excluded.samples, 0)
"""  # noqa: S608 (made of a constant)


async def real_accounts(database: Database) -> int:
    """Return how many accounts are people's."""
    row = await database.fetch_one("SELECT count(*) AS n FROM accounts WHERE NOT demo")
    return int(row["n"]) if row is not None else 0


async def add_people(database: Database, people: Sequence[Person], password_hash: str) -> bool:
    """Add them all with their consent; False, and nothing is added, where one of the names is somebody's."""
    row = await database.fetch_one(
        """
        WITH given AS (
            SELECT * FROM unnest(CAST(:names AS text[]), CAST(:levels AS text[])) AS given (name, level)
        ), added AS (
            INSERT INTO accounts (name, name_key, password_hash, demo)
            SELECT name, lower(name), :password_hash, true FROM given
            WHERE NOT EXISTS (SELECT FROM accounts a JOIN given g ON a.name_key = lower(g.name))
            RETURNING id, name
        ), agreed AS (
            INSERT INTO consents (account_id, level, version)
            SELECT added.id, given.level, :version FROM added JOIN given USING (name)
        )
        SELECT count(*) AS n FROM added
        """,
        names=[person.name for person in people],
        levels=[person.level for person in people],
        password_hash=password_hash,
        version=_CONSENT_VERSION,
    )
    return row is not None and row["n"] == len(people)


async def add_samples(database: Database, received: Iterable[Received]) -> int:
    """Store the samples of people who were added before, each with its moment of receipt; return how many."""
    stored = 0
    for rows in _some(received):
        for month in sorted({row.received_at.date().replace(day=1) for row in rows}):
            await database.execute("SELECT make_samples_partition(:month)", month=month)
        names = [row.person.name.lower() for row in rows]
        samples = [row.sample for row in rows]
        await database.fetch_batch(_INSERT, names, [row.received_at for row in rows], samples)
        stored += len(rows)
    await database.execute(_COUNT_RECEIVED.format(sign="+"))
    return stored


async def add_decisions(database: Database, events: Iterable[Event]) -> None:
    """Keep what was decided of the demo's models."""
    for event in events:
        await database.execute(
            """
            INSERT INTO model_decisions (at, champion, challenger, verdict, reasons, snapshots, demo)
            VALUES (:at, :champion, :challenger, :verdict, CAST(CAST(:reasons AS text) AS jsonb), '{}', true)
            """,
            **{**asdict(event), "reasons": json.dumps(event.reasons)},
        )


async def remove(database: Database) -> tuple[int, int]:
    """Delete all made-up people with their samples; return how many of each."""
    await database.execute(_COUNT_RECEIVED.format(sign="-"))
    row = await database.fetch_one(
        """
        WITH theirs AS (
            SELECT s.sample_id FROM samples s JOIN accounts a ON a.id = s.account_id WHERE a.demo
        ), ids AS (
            DELETE FROM sample_ids WHERE sample_id IN (SELECT sample_id FROM theirs) RETURNING sample_id
        ), decisions AS (
            DELETE FROM model_decisions WHERE demo
        ), people AS (
            DELETE FROM accounts WHERE demo RETURNING id
        )
        SELECT (SELECT count(*) FROM people) AS people, (SELECT count(*) FROM ids) AS samples
        """
    )
    return (0, 0) if row is None else (row["people"], row["samples"])


def _some(received: Iterable[Received]) -> Iterator[list[Received]]:
    rest = iter(received)
    while rows := list(islice(rest, _AT_ONCE)):
        yield rows
