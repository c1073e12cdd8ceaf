"""Samples in Postgres: checked samples in, the ids of those that were not there yet out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from backend.database import Database
from backend.samples.check import Sample

# One array a column, so that a batch is one statement. Arrays of arrays would be flattened by unnest, so each
# sample's probabilities travel as the text of an array.
_COLUMNS: Final = {
    "sample_id": "uuid",
    "session_id": "uuid",
    "number": "integer",
    "captured_at": "timestamptz",
    "model_id": "text",
    "predicted": "text",
    "probabilities": "text",
    "true_gesture": "text",
    "truth": "text",
    "reason": "text",
    "sampling_probability": "real",
    "inference_ms": "real",
    "total_ms": "real",
    "noise": "real",
    "device": "text",
    "consent_version": "integer",
    "picture_kind": "text",
    "picture_width": "integer",
    "picture_height": "integer",
    "picture": "bytea",
}
_NAMES: Final = ", ".join(_COLUMNS)
_ARRAYS: Final = ", ".join(f"${i}::{kind}[]" for i, kind in enumerate(_COLUMNS.values(), 2))
_VALUES: Final = _NAMES.replace("probabilities", "probabilities::real[]")
_INSERT: Final = f"""
    INSERT INTO samples (account_id, {_NAMES})
    SELECT $1, {_VALUES} FROM unnest({_ARRAYS}) AS sent ({_NAMES})
    ON CONFLICT (sample_id) DO NOTHING RETURNING sample_id
"""  # noqa: S608 (made of the names above only)


async def insert(database: Database, account_id: int, samples: Sequence[Sample]) -> set[UUID]:
    """Store the samples, once per id, all or none; return the ids that are new. Raises DatabaseUnavailableError."""
    if not samples:
        return set()
    arrays = [[_value(sample, column) for sample in samples] for column in _COLUMNS]
    rows = await database.fetch_batch(_INSERT, account_id, *arrays)
    return {row["sample_id"] for row in rows}


def _value(sample: Sample, column: str) -> object:
    if column == "probabilities":
        return "{" + ",".join(map(repr, sample.probabilities)) + "}"
    return getattr(sample, column)
