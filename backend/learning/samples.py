"""The hands that may be learned from: labelled, of people who allow it now."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from backend.accounts.store import CONSENT_IN_FORCE
from backend.database import Database
from backend.models.manifest import POINTS

_AT_ONCE: Final = 1000
# Consent is looked at now and not as it was: who allows nothing any more is left out from the next snapshot on.
_SELECT: Final = f"""
    SELECT a.name_key, s.account_id, s.received_at, s.sample_id, s.model_id, s.label, s.reason, s.device,
        s.consent_version, s.network_input,
        CASE WHEN c.level = 'photos' AND s.model_id <> ALL($4::text[]) THEN s.frame_image END AS frame_image
    FROM samples s JOIN accounts a ON a.id = s.account_id {CONSENT_IN_FORCE}
    WHERE s.label_source IN ('prompted', 'corrected') AND c.level IN ('shapes', 'photos') AND NOT a.demo
        AND s.input_kind = '{POINTS}' AND (s.account_id, s.received_at, s.sample_id) > ($1, $2, $3)
    ORDER BY s.account_id, s.received_at, s.sample_id LIMIT {_AT_ONCE}
"""  # noqa: S608 (made of the names above only)
_FIRST: Final = (0, datetime.fromisoformat("0001-01-01T00:00:00+00:00"), UUID(int=0))


@dataclass(frozen=True)
class LabelledSample:
    """A hand that a person labelled: `network_input` are hand numbers by the backbone of `model_id`.

    `frame_image` is a JPEG of the upright square around the hand, where there is one and it was asked for.
    """

    name_key: str
    received_at: datetime
    model_id: str
    label: str
    reason: str
    device: str
    consent_version: int
    network_input: bytes
    frame_image: bytes | None = None


async def labelled_samples(database: Database, without_images_of: Sequence[str] = ()) -> AsyncIterator[LabelledSample]:
    """Give all of them, an account after another, the oldest first; no images of what those models answered.

    Raises DatabaseUnavailableError.
    """
    after: tuple[object, ...] = _FIRST
    while rows := await database.fetch_batch(_SELECT, *after, list(without_images_of)):
        for row in rows:
            yield LabelledSample(
                name_key=row["name_key"],
                received_at=row["received_at"],
                model_id=row["model_id"],
                label=row["label"],
                reason=row["reason"],
                device=row["device"],
                consent_version=row["consent_version"],
                network_input=row["network_input"],
                frame_image=row["frame_image"],
            )
        last = rows[-1]
        after = (last["account_id"], last["received_at"], last["sample_id"])
