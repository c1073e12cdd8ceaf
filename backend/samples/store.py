"""Stores checked samples in Postgres, each once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final
from uuid import UUID

import asyncpg

from backend.accounts.schemas import Consent
from backend.accounts.session_store import IN_FORCE, Session
from backend.accounts.store import CONSENT_IN_FORCE
from backend.database import Database
from backend.samples.check import Sample

# One array a column, so that a batch is one statement. Arrays of arrays would be flattened by unnest, so each
# sample's probabilities travel as the text of an array.
COLUMNS: Final = {
    "sample_id": "uuid",
    "session_id": "uuid",
    "number": "integer",
    "captured_at": "timestamptz",
    "model_id": "text",
    "predicted": "text",
    "probabilities": "text",
    "label": "text",
    "label_source": "text",
    "reason": "text",
    "sampling_probability": "real",
    "inference_ms": "real",
    "total_ms": "real",
    "noise": "real",
    "device": "text",
    "consent_version": "integer",
    "input_kind": "text",
    "input_width": "integer",
    "input_height": "integer",
    "network_input": "bytea",
    "area": "real",
    "fps": "real",
    "backend": "text",
    "frame_image_width": "integer",
    "frame_image_height": "integer",
    "frame_image": "bytea",
    "shadow_model_id": "text",
    "shadow_compared": "integer",
    "shadow_disagreed": "integer",
    "shadow_predicted": "text",
    "shadow_probabilities": "text",
    "light": "real",
    "hands": "integer",
    "hand_size": "real",
    "hand_side": "text",
    "followed_ms": "integer",
    "lost": "integer",
}

UNFIT: Final = (asyncpg.DataError, asyncpg.IntegrityConstraintViolationError)
SMALLEST: Final = 2.0**-126  # the smallest number that four bytes hold with all their digits

# What the samples of a batch mostly have in common: who took them, with what, and how they are drawn.
COMMON: Final = frozenset(
    (
        *("session_id", "model_id", "device", "consent_version", "backend"),
        *("input_kind", "input_width", "input_height"),
    )
)


def values_of(names: Sequence[str]) -> str:
    """What `sent`, which has arrays as text, holds for these columns: the list of a SELECT."""
    return ", ".join(f"sent.{name}{'::real[]' if name.endswith('probabilities') else ''}" for name in names)


@lru_cache(maxsize=100)
def _insert(single: tuple[str, ...], arrays: tuple[str, ...]) -> str:
    """The statement that stores these columns of a batch: a value for all samples each, and an array each.

    One statement, so that a batch is stored whole or not at all, whatever is killed meanwhile. It holds on to the
    account first: one that is being deleted is waited for, and then gone. Nothing is stored under a consent that has
    been changed since it was looked at, for example while a slow body was on its way, or in a session that has ended.
    """
    columns = ", ".join(arrays)
    values = [f"${i}::{COLUMNS[name]}" for i, name in enumerate(single, 5)]
    sent = [f"${i}::{COLUMNS[name]}[]" for i, name in enumerate(arrays, 5 + len(single))]
    return f"""
        WITH owner AS (
            SELECT a.id FROM sessions s JOIN accounts a ON a.id = s.account_id {CONSENT_IN_FORCE}
            WHERE s.id = $1 AND {IN_FORCE} AND a.id = $2 AND c.level = $3 AND c.version = $4 FOR KEY SHARE OF a
        ), sent AS (
            SELECT * FROM unnest({", ".join(sent)}) AS sent ({columns})
        ), new AS (
            INSERT INTO sample_ids (sample_id) SELECT sent.sample_id FROM owner, sent
            ON CONFLICT (sample_id) DO NOTHING RETURNING sample_id, received_at
        ), stored AS (
            INSERT INTO samples ({", ".join(("account_id", "received_at", *single, *arrays))})
            SELECT {", ".join(("owner.id", "new.received_at", *values, values_of(arrays)))}
            FROM owner, new JOIN sent USING (sample_id)
        )
        SELECT new.sample_id FROM owner LEFT JOIN new ON true
    """  # noqa: S608 (made of the names above only)


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
    single, arrays = _parted(columns_of(unique))
    account = session.account
    consent = account.consent or Consent("nothing", 0)
    rows = await database.fetch_batch(
        _insert(tuple(single), tuple(arrays)),
        *(session.id, account.id, consent.level, consent.version),
        *single.values(),
        *arrays.values(),
    )
    return {row["sample_id"] for row in rows if row["sample_id"] is not None} if rows else None


def _parted(columns: Mapping[str, Sequence[object]]) -> tuple[dict[str, object], dict[str, Sequence[object]]]:
    """Part the columns into those that hold one value and those that need an array.

    An array costs as much whatever is in it. One without values is left out: most samples have no frame_image
    and no shadow.
    Only columns that mostly agree are asked whether they do: Postgres keeps a plan for each statement that this makes.
    """
    single: dict[str, object] = {}
    arrays: dict[str, Sequence[object]] = {}
    for name, values in columns.items():
        if all(value is None for value in values):
            continue
        if name in COMMON and all(value == values[0] for value in values):
            single[name] = values[0]
        else:
            arrays[name] = values
    return single, arrays


def columns_of(samples: Sequence[Sample]) -> dict[str, Sequence[object]]:
    """Return one array for each of COLUMNS, in their order, by its name. Needs at least one sample."""
    by_name: dict[str, Sequence[object]] = dict(zip(Sample._fields, zip(*samples, strict=True), strict=True))
    by_name["probabilities"] = [_array(sample.probabilities) for sample in samples]
    by_name["shadow_probabilities"] = [
        None if sample.shadow_probabilities is None else _array(sample.shadow_probabilities) for sample in samples
    ]
    return {column: by_name[column] for column in COLUMNS}


def _array(values: Sequence[float]) -> str:
    """Return the text of an array; what four bytes cannot hold is 0, which Postgres would refuse to read."""
    return "{" + ",".join(repr(value) if value >= SMALLEST else "0" for value in values) + "}"
