"""One's own samples in Postgres: listed page by page, looked at, deleted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final
from uuid import UUID

from backend.database import Database, Row

AT_ONCE: Final = 2000  # samples per statement, so that none runs into the time limit for statements
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_FIELDS: Final = """
    s.sample_id, s.session_id, s.number, s.captured_at, s.received_at, s.model_id, s.predicted, s.probabilities,
    s.label, s.label_source, s.reason, s.sampling_probability, s.inference_ms, s.total_ms, s.noise, s.device,
    s.consent_version, s.input_kind, s.input_width, s.input_height, s.frame_image_width, s.frame_image_height, s.fps,
    s.backend, s.shadow_model_id, s.shadow_compared, s.shadow_disagreed, s.shadow_predicted, s.shadow_probabilities,
    s.light, s.hands, s.hand_size, s.followed_ms, s.lost, s.origin
"""


@dataclass(frozen=True)
class Key:
    """A sample's place in its account's list, the newest first."""

    received_at: datetime
    sample_id: UUID

    @classmethod
    def of(cls, row: Row) -> Key:
        """The place of a row that was read here."""
        return cls(row["received_at"], row["sample_id"])

    @classmethod
    def parse(cls, text: str) -> Key:
        """Return the key whose text it is, as schemas.Key allows it."""
        microseconds, _, sample_id = text.partition(".")
        return cls(_EPOCH + timedelta(microseconds=int(microseconds)), UUID(sample_id))

    def __str__(self) -> str:
        return f"{(self.received_at - _EPOCH) // timedelta(microseconds=1)}.{self.sample_id.hex}"


async def page(
    database: Database, account_id: int, after: Key | None, limit: int, *, pictures: bool = False
) -> Sequence[Row]:
    """At most `limit` samples of the account behind `after`, the newest first; with `pictures` also their bytes."""
    columns = f"{_FIELDS}, s.network_input, s.frame_image" if pictures else _FIELDS
    start = after or Key(datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))
    return await database.fetch_all(
        f"""
        SELECT {columns} FROM samples s
        WHERE s.account_id = :account_id AND (s.received_at, s.sample_id) < (:received_at, :sample_id)
        ORDER BY s.received_at DESC, s.sample_id DESC LIMIT :limit
        """,  # noqa: S608 (made of the names above only)
        account_id=account_id,
        received_at=start.received_at,
        sample_id=start.sample_id,
        limit=limit,
    )


async def key_behind(database: Database, account_id: int, after: Key | None, count: int) -> Key | None:
    """Return the place of the sample that is `count` behind `after`, where still others follow it, else None."""
    start = after or Key(datetime.max.replace(tzinfo=UTC), UUID(int=2**128 - 1))
    rows = await database.fetch_all(
        """
        SELECT received_at, sample_id FROM samples
        WHERE account_id = :account_id AND (received_at, sample_id) < (:received_at, :sample_id)
        ORDER BY received_at DESC, sample_id DESC LIMIT 2 OFFSET :skipped
        """,
        account_id=account_id,
        received_at=start.received_at,
        sample_id=start.sample_id,
        skipped=count - 1,
    )
    return Key.of(rows[0]) if len(rows) == 2 else None


async def one(database: Database, account_id: int, sample_id: UUID) -> Row | None:
    """Return one sample of the account with its pictures' bytes, or None: somebody else's is none."""
    return await database.fetch_one(
        f"""
        SELECT {_FIELDS}, s.network_input, s.frame_image FROM sample_ids i
        JOIN samples s ON s.account_id = :account_id AND s.received_at = i.received_at AND s.sample_id = i.sample_id
        WHERE i.sample_id = :sample_id
        """,  # noqa: S608 (made of the names above only)
        account_id=account_id,
        sample_id=sample_id,
    )


async def delete(database: Database, account_id: int, sample_ids: Sequence[UUID]) -> int:
    """Delete these samples, as far as they are the account's, with their pictures; say how many there were."""
    rows = await database.fetch_batch(
        """
        WITH gone AS (
            DELETE FROM samples s USING sample_ids i
            WHERE i.sample_id = ANY($2::uuid[])
                AND s.account_id = $1 AND s.received_at = i.received_at AND s.sample_id = i.sample_id
            RETURNING s.sample_id
        ), kept AS (
            UPDATE sample_ids SET deleted = true FROM gone WHERE sample_ids.sample_id = gone.sample_id
        )
        SELECT sample_id FROM gone
        """,
        account_id,
        sample_ids,
    )
    return len(rows)


async def delete_all(database: Database, account_id: int) -> int:
    """Delete all samples of the account, and say how many there were.

    Cut short, the rest is still there. Raises DatabaseUnavailableError.
    """
    deleted = 0
    while rows := await database.fetch_all(
        """
        WITH gone AS (
            DELETE FROM samples WHERE account_id = :id AND (received_at, sample_id) IN (
                SELECT received_at, sample_id FROM samples WHERE account_id = :id LIMIT :at_once
            ) RETURNING sample_id
        ), kept AS (
            UPDATE sample_ids SET deleted = true FROM gone WHERE sample_ids.sample_id = gone.sample_id
        )
        SELECT sample_id FROM gone
        """,
        id=account_id,
        at_once=AT_ONCE,
    ):
        deleted += len(rows)
    return deleted
