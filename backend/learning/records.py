"""What the learning loop remembers in Postgres: snapshots, who was in them, and decisions on models."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final

import msgspec

from backend.database import Database
from backend.http.messages import utc_text
from backend.learning.schemas import DecisionReason, ModelDecision
from backend.learning.schemas import Verdict as Verdict

SHOWN: Final = 50


@dataclass(frozen=True)
class Reason:
    """One thing that the gate looked at, in words and, where it compares, both models' figures."""

    check: str
    passed: bool
    words: str
    champion: float | None = None
    challenger: float | None = None


@dataclass(frozen=True)
class Decision:
    """What was decided of a challenger; `snapshots` are all that it learned from, its ancestors' among them."""

    at: datetime
    champion: str
    challenger: str
    verdict: Verdict
    reasons: tuple[Reason, ...]
    snapshots: tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """One person's part of a snapshot."""

    person: str
    held_out: bool
    samples: int


async def key(database: Database) -> bytes:
    """Return the database's own key of the loop, 32 bytes, the same for ever."""
    row = await database.fetch_one("SELECT key FROM learning_key")
    if row is None:
        raise AssertionError("the migration made one, and nothing deletes it")
    return bytes(row["key"])


async def add_snapshot(
    database: Database, digest: str, collected_at: datetime, newest_at: datetime, members: Sequence[Member]
) -> None:
    """Note who is in a snapshot, before anything learns from it; the same one again changes nothing."""
    await database.fetch_batch(
        """
        WITH added AS (
            INSERT INTO snapshots (digest, collected_at, newest_at, samples) VALUES ($1, $2, $3, $4)
            ON CONFLICT (digest) DO NOTHING RETURNING digest
        )
        INSERT INTO snapshot_people (digest, person, held_out, samples)
        SELECT added.digest, one.person, one.held_out, one.samples
        FROM added, unnest($5::text[], $6::boolean[], $7::integer[]) AS one (person, held_out, samples)
        """,
        digest,
        collected_at,
        newest_at,
        sum(member.samples for member in members),
        [member.person for member in members],
        [member.held_out for member in members],
        [member.samples for member in members],
    )


async def judged_until(database: Database) -> datetime | None:
    """Return when the newest sample was received of all on which a model was decided so far; None before the first."""
    row = await database.fetch_one(
        """
        SELECT max(s.newest_at) AS newest FROM model_decisions d JOIN snapshots s ON s.digest = ANY(d.snapshots)
        """
    )
    return None if row is None else row["newest"]


async def add_decision(database: Database, decision: Decision) -> None:
    """Keep a decision, whichever way it went; the same one again changes nothing."""
    await database.fetch_batch(
        """
        INSERT INTO model_decisions (at, champion, challenger, verdict, reasons, snapshots)
        SELECT $1::timestamptz, $2::text, $3::text, $4::text, $5::text::jsonb, $6::text[]
        WHERE NOT EXISTS (SELECT FROM model_decisions WHERE at = $1 AND challenger = $3)
        """,
        decision.at,
        decision.champion,
        decision.challenger,
        decision.verdict,
        json.dumps([asdict(reason) for reason in decision.reasons]),
        list(decision.snapshots),
    )


async def decisions(database: Database, limit: int = SHOWN) -> list[ModelDecision]:
    """Return the newest decisions as the stats page gets them, the newest first."""
    rows = await database.fetch_all(
        """
        SELECT at, champion, challenger, verdict, reasons::text AS reasons FROM model_decisions
        ORDER BY id DESC LIMIT :limit
        """,
        limit=limit,
    )
    return [
        ModelDecision(
            at=utc_text(row["at"]),
            champion=row["champion"],
            challenger=row["challenger"],
            verdict=row["verdict"],
            reasons=msgspec.json.decode(row["reasons"], type=list[DecisionReason]),
        )
        for row in rows
    ]


@dataclass(frozen=True)
class Use:
    """A model that had to do with a person: `trained` on their samples, or only judged on them."""

    model: str
    verdict: Verdict
    at: datetime
    trained: bool
    samples: int


async def uses_of(database: Database, person: str) -> list[Use]:
    """Return the models that learned from a person's samples, or were judged on them, the oldest first."""
    rows = await database.fetch_all(
        """
        SELECT d.challenger, d.verdict, d.at, bool_or(NOT p.held_out) AS trained, max(p.samples) AS samples
        FROM model_decisions d JOIN snapshot_people p ON p.digest = ANY(d.snapshots)
        WHERE p.person = :person GROUP BY d.id ORDER BY d.id
        """,
        person=person,
    )
    return [Use(row["challenger"], row["verdict"], row["at"], row["trained"], row["samples"]) for row in rows]
