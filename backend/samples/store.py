"""Stores checked samples in Postgres, each once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

import asyncpg

from backend.accounts.schemas import Consent
from backend.accounts.session_store import IN_FORCE, Session
from backend.accounts.store import CONSENT_IN_FORCE
from backend.database import Database
from backend.samples.check import Sample

# A batch is one value, an array of the database's `sent_sample`, which has the fields of Sample in their order.
NAMES: Final = ", ".join(Sample._fields)

UNFIT: Final = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)

# One statement, so that a batch is stored whole or not at all, whatever is killed meanwhile. It holds on to the
# account first: one that is being deleted is waited for, and then gone. Nothing is stored under a consent that has
# been changed since it was looked at, for example while a slow body was on its way, or in a session that has ended.
_INSERT: Final = f"""
    WITH owner AS (
        SELECT a.id, s.origin FROM sessions s JOIN accounts a ON a.id = s.account_id {CONSENT_IN_FORCE}
        WHERE s.id = $1 AND {IN_FORCE} AND a.id = $2 AND c.level = $3 AND c.version = $4 FOR KEY SHARE OF a
    ), sent AS (
        SELECT * FROM unnest($5::sent_sample[])
    ), new AS (
        INSERT INTO sample_ids (sample_id) SELECT sent.sample_id FROM owner, sent
        ON CONFLICT (sample_id) DO NOTHING RETURNING sample_id, received_at
    ), stored AS (
        INSERT INTO samples (account_id, received_at, origin, {NAMES})
        SELECT owner.id, new.received_at, owner.origin, {NAMES}
        FROM owner, new JOIN sent USING (sample_id)
    )
    SELECT new.sample_id FROM owner LEFT JOIN new ON true
"""  # noqa: S608 (made of this program's own names)


async def insert(database: Database, session: Session, samples: Sequence[Sample]) -> set[UUID] | None:
    """Store the samples, once per id, all or none; return the ids that are new.

    Raises DatabaseUnavailableError, and one of UNFIT where a column cannot hold a value, which `check` should not let
    pass.

    None, and nothing is stored, where the session has ended or the account's consent changed since `session` was read.
    """
    if not samples:
        return set()
    # By their id, so that two batches with the same samples wait for each other in the same order.
    first = {sample.sample_id: sample for sample in reversed(samples)}
    unique = [first[sample_id] for sample_id in sorted(first)]
    account = session.account
    consent = account.consent or Consent("nothing", 0)
    rows = await database.fetch_batch(_INSERT, session.id, account.id, consent.level, consent.version, unique)
    return {row["sample_id"] for row in rows if row["sample_id"] is not None} if rows else None
