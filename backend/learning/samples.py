"""The samples that may be learned from: labelled, of people who allow it now."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.accounts.store import CONSENT_IN_FORCE
from backend.database import Database

_AT_ONCE: Final = 1000
# Consent is looked at now and not as it was: who allows nothing any more is left out from the next snapshot on.
_SELECT: Final = f"""
    SELECT a.name_key, s.account_id, s.received_at, s.sample_id, s.label, s.predicted, s.reason, s.device,
        s.consent_version, s.input_kind, s.input_width, s.input_height, s.network_input
    FROM samples s JOIN accounts a ON a.id = s.account_id {CONSENT_IN_FORCE}
    WHERE s.label_source IN ('prompted', 'corrected') AND c.level IN ('shapes', 'photos') AND NOT a.demo
        AND (s.account_id, s.received_at, s.sample_id) > ($1, $2, $3)
    ORDER BY s.account_id, s.received_at, s.sample_id LIMIT {_AT_ONCE}
"""  # noqa: S608 (made of the names above only)
_FIRST: Final = (0, datetime.fromisoformat("0001-01-01T00:00:00+00:00"), UUID(int=0))


@dataclass(frozen=True)
class LabelledSample:
    """A sample that a person labelled; `network_input` is what the network saw, of a `kind` as in manifest.py."""

    name_key: str
    received_at: datetime
    label: str
    predicted: str
    reason: str
    device: str
    consent_version: int
    kind: str
    width: int
    height: int
    network_input: bytes


async def labelled_samples(database: Database) -> AsyncIterator[LabelledSample]:
    """Give all of them, an account after another, the oldest first. Raises DatabaseUnavailableError."""
    after: tuple[object, ...] = _FIRST
    while rows := await database.fetch_batch(_SELECT, *after):
        for row in rows:
            yield LabelledSample(
                name_key=row["name_key"],
                received_at=row["received_at"],
                label=row["label"],
                predicted=row["predicted"],
                reason=row["reason"],
                device=row["device"],
                consent_version=row["consent_version"],
                kind=row["input_kind"],
                width=row["input_width"],
                height=row["input_height"],
                network_input=row["network_input"],
            )
        last = rows[-1]
        after = (last["account_id"], last["received_at"], last["sample_id"])
