"""The worst mistakes: labelled samples that the model was sure and wrong of, of people who allow photos."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from backend.accounts.store import CONSENT_IN_FORCE
from backend.database import Database, Row
from backend.http.times import utc_text
from backend.stats.filters import Filters
from backend.stats.report import Json

MOST: Final = 50
logger = logging.getLogger(__name__)

_ALLOWING: Final = f"SELECT a.id FROM accounts a {CONSENT_IN_FORCE} WHERE c.level = 'photos'"  # noqa: S608 (of a constant)
_ONE: Final = f"""
    SELECT s.account_id, s.received_at, s.model_id, s.label, s.network_input, s.input_kind, s.input_width,
        s.input_height
    FROM sample_ids i JOIN samples s ON s.received_at = i.received_at AND s.sample_id = i.sample_id
    WHERE i.sample_id = :sample_id AND s.label_source <> 'none' AND s.account_id IN ({_ALLOWING})
"""  # noqa: S608 (made of the names above only)


async def worst(database: Database, filters: Filters, root: str) -> list[Json]:
    """Return at most MOST mistakes, those that the model was surest of first; `root` begins their addresses."""
    allowing = [row["id"] for row in await database.fetch_all(_ALLOWING)]
    if not allowing:
        return []
    rows = await database.fetch_all(
        """
        SELECT sample_id, captured_at, label, predicted, confidence_of(probabilities) AS confidence, model_id
        FROM samples
        WHERE label_source <> 'none' AND predicted <> label AND account_id = ANY(:allowing)
            AND received_at >= :since AND received_at < :before AND model_id = coalesce(:model, model_id)
            AND device = coalesce(:device, device) AND label_source = coalesce(:label_source, label_source)
        ORDER BY confidence_of(probabilities) DESC, received_at DESC, sample_id LIMIT :most
        """,
        allowing=allowing,
        most=MOST,
        **filters.values,
        **filters.moments,
    )
    return [
        {
            **{name: row[name] for name in ("label", "predicted", "model_id")},
            "sample_id": str(row["sample_id"]),
            "captured_at": utc_text(row["captured_at"]),
            "confidence": float(f"{row['confidence']:.7g}"),
            "network_input": f"{root}/api/stats/mistakes/{row['sample_id']}/network-input",
        }
        for row in rows
    ]


async def one(database: Database, sample_id: UUID) -> Row | None:
    """Return a sample that was labelled, if its owner allows photos; else None."""
    return await database.fetch_one(_ONE, sample_id=sample_id)


async def correct(database: Database, sample_id: UUID, row: Row, label: str) -> bool:
    """Put a label right; False where the sample has gone meanwhile."""
    changed = await database.fetch_one(
        """
        UPDATE samples SET label = :label
        WHERE account_id = :account_id AND received_at = :received_at AND sample_id = :sample_id RETURNING 1 AS done
        """,
        label=label,
        account_id=row["account_id"],
        received_at=row["received_at"],
        sample_id=sample_id,
    )
    if changed is not None:
        logger.info("the label of sample %s was changed from %s to %s", sample_id, row["label"], label)
    return changed is not None
