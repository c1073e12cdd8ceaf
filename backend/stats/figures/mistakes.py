"""The worst mistakes: labelled samples that the model was sure and wrong of, of people who allow photos."""

from __future__ import annotations

import logging
from typing import Final
from uuid import UUID

from backend.accounts.store import CONSENT_IN_FORCE
from backend.database import Database, Row
from backend.http.messages import utc_text
from backend.stats.figures.report import Json
from backend.stats.filters import BOTH, Filters

MOST: Final = 50

Cell = tuple[str | None, str | None]  # label and predicted; None: any
logger = logging.getLogger(__name__)

ALLOWING: Final = f"SELECT a.id FROM accounts a {CONSENT_IN_FORCE} WHERE c.level = 'photos'"  # noqa: S608 (of a constant)
_ONE: Final = f"""
    SELECT s.account_id, s.received_at, s.model_id, s.label, s.network_input, s.input_kind, s.input_width,
        s.input_height
    FROM sample_ids i JOIN samples s ON s.received_at = i.received_at AND s.sample_id = i.sample_id
    WHERE i.sample_id = :sample_id AND s.label_source <> 'none' AND s.account_id IN ({ALLOWING})
"""  # noqa: S608 (made of the names above only)


async def waiting(database: Database, filters: Filters, cell: Cell, root: str, *, newest: bool) -> Json:
    """Return at most MOST mistakes that nobody has looked at, and how many there are of which source.

    Those that the model was surest of come first, or the newest; `root` begins their addresses.
    """
    counts = dict.fromkeys(BOTH, 0)
    allowing = [row["id"] for row in await database.fetch_all(ALLOWING)]
    if not allowing:
        return {"waiting": counts, "mistakes": []}
    order = "received_at" if newest else "confidence_of(probabilities) DESC, received_at"
    condition = f"""
        label_source <> 'none' AND predicted <> label AND NOT reviewed AND account_id = ANY(:allowing)
            AND received_at >= :since AND received_at < :before AND label_source = ANY(:sources)
            AND label = coalesce(:label, label) AND predicted = coalesce(:predicted, predicted)
            {filters.matching_all_days}
    """
    values = {
        **filters.values,
        **filters.moments,
        "allowing": allowing,
        "label": cell[0],
        "predicted": cell[1],
    }
    rows = await database.fetch_all(
        f"""
        SELECT sample_id, captured_at, label, label_source, predicted, confidence_of(probabilities) AS confidence,
            model_id, device, light
        FROM samples WHERE {condition} ORDER BY {order} DESC, sample_id LIMIT :most
        """,  # noqa: S608 (made of constants)
        most=MOST,
        **values,
    )
    for row in await database.fetch_all(
        f"SELECT label_source, count(*) AS n FROM samples WHERE {condition} GROUP BY label_source",  # noqa: S608
        **values,
    ):
        counts[row["label_source"]] = row["n"]
    return {"waiting": counts, "mistakes": [_told(row, root) for row in rows]}


def _told(row: Row, root: str) -> Json:
    names = ("label", "label_source", "predicted", "model_id", "device")
    return {
        **{name: row[name] for name in names},
        "sample_id": str(row["sample_id"]),
        "captured_at": utc_text(row["captured_at"]),
        "confidence": _rounded(row["confidence"]),
        "light": None if row["light"] is None else _rounded(row["light"]),
        "network_input": f"{root}/api/stats/mistakes/{row['sample_id']}/network-input",
    }


def _rounded(number: float) -> float:
    """Four bytes hold seven digits; what is behind them is noise."""
    return float(f"{number:.7g}")


async def one(database: Database, sample_id: UUID) -> Row | None:
    """Return a sample that was labelled, if its owner allows photos; else None."""
    return await database.fetch_one(_ONE, sample_id=sample_id)


async def correct(database: Database, sample_id: UUID, row: Row, label: str) -> bool:
    """Put a label right, or say that it is, which takes it off the list; False where the sample has gone meanwhile."""
    changed = await database.fetch_one(
        """
        UPDATE samples SET label = :label, reviewed = true
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
