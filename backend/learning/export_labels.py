"""The command `export-labels`: what is known of labelled samples, but their pictures, as a Parquet file for a notebook.

People are called by their pseudonyms, and only those are in it who allow samples to be kept now.
"""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final
from uuid import UUID

from backend.accounts.store import CONSENT_IN_FORCE
from backend.database import Database, Row
from backend.http.errors import AppError
from backend.learning import records
from backend.learning.people import pseudonym
from backend.migrations.apply import migrate
from backend.postgres.address import database_for_command
from backend.settings import Settings

if TYPE_CHECKING:
    import pyarrow
    import pyarrow.parquet

AT_ONCE: Final = 2000
_FIRST: Final = (0, datetime.fromisoformat("0001-01-01T00:00:00+00:00"), UUID(int=0))
_NAMES: Final = (
    *("label", "label_source", "predicted", "reason", "model_id", "device", "backend", "hand_side"),
    *("captured_at", "received_at", "probabilities", "sampling_probability", "inference_ms", "total_ms", "fps"),
    *("noise", "light", "hands", "hand_size"),
)
_SELECT: Final = f"""
    SELECT a.name_key, s.account_id, s.sample_id, s.session_id, {", ".join(f"s.{name}" for name in _NAMES)}
    FROM samples s JOIN accounts a ON a.id = s.account_id {CONSENT_IN_FORCE}
    WHERE s.label_source <> 'none' AND c.level IN ('shapes', 'photos') AND NOT a.demo
        AND (s.account_id, s.received_at, s.sample_id) > ($1, $2, $3)
    ORDER BY s.account_id, s.received_at, s.sample_id LIMIT {AT_ONCE}
"""  # noqa: S608 (made of the names above only)


class ExportError(Exception):
    """No file was written; the message says what to do."""


def export_labels(file: Path) -> None:
    """Write the file and say how many samples are in it.

    Raises SettingsError, EmbeddedPostgresError, MigrationError, ExportError.
    """
    try:
        import pyarrow  # noqa: F401
    except ImportError as error:
        raise ExportError("This needs pyarrow. Install it with: uv sync --group export") from error
    if file.exists():
        raise ExportError(f"{file} is there already. Give another name, or move it away.")
    with database_for_command(Settings.from_environment(os.environ)) as url:
        asyncio.run(migrate(url))
        try:
            count = asyncio.run(_write(url, file))
        except AppError as error:
            raise ExportError(f"No file was written. {error.detail}") from error
        except OSError as error:
            raise ExportError(f"{file} cannot be written: {error.strerror}. Choose another place.") from error
    print(f"Wrote {count} labelled samples to {file}")  # noqa: T201


async def _write(url: str, file: Path) -> int:
    database = Database(url)
    await database.connect()
    part = file.with_name(f"{file.name}.part")
    count, after = 0, _FIRST
    try:
        key = await records.key(database)
        with _writing(part) as writer:
            while rows := await database.fetch_batch(_SELECT, *after):
                writer.write_table(_table(rows, key))
                count += len(rows)
                after = rows[-1]["account_id"], rows[-1]["received_at"], rows[-1]["sample_id"]
        part.rename(file)
    finally:
        part.unlink(missing_ok=True)
        await database.disconnect()
    return count


@contextmanager
def _writing(file: Path) -> Iterator[pyarrow.parquet.ParquetWriter]:
    import pyarrow.parquet

    with (
        open(file, "wb", opener=_for_us_only) as out,
        pyarrow.parquet.ParquetWriter(out, _schema(), compression="zstd") as writer,
    ):
        yield writer


def _for_us_only(path: str, flags: int) -> int:
    """Whoever else is on the machine need not know what people did, and when."""
    return os.open(path, flags, 0o600)


def _schema() -> pyarrow.Schema:
    import pyarrow as pa

    text, real = pa.dictionary(pa.int32(), pa.string()), pa.float32()
    types = {
        **dict.fromkeys(("person", "label", "label_source", "predicted", "reason", "model_id"), text),
        **dict.fromkeys(("device", "backend", "hand_side"), text),
        **dict.fromkeys(("sample_id", "session_id"), pa.string()),
        **dict.fromkeys(("captured_at", "received_at"), pa.timestamp("us", "UTC")),
        "probabilities": pa.list_(real),
        **dict.fromkeys(("sampling_probability", "inference_ms", "total_ms", "fps", "noise", "light"), real),
        "hands": pa.int8(),
        "hand_size": real,
    }
    return pa.schema(list(types.items()))


def _table(rows: Sequence[Row], key: bytes) -> pyarrow.Table:
    import pyarrow as pa

    told = [
        {
            **{name: row[name] for name in _NAMES},
            "person": pseudonym(key, row["name_key"]),
            "sample_id": str(row["sample_id"]),
            "session_id": str(row["session_id"]),
        }
        for row in rows
    ]
    return pa.Table.from_pylist(told, schema=_schema())
