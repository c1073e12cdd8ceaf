"""What became of the samples that pages sent: how many were stored, duplicates or refused on each day.

Counted in memory and written every few seconds, because a row that each batch changes would make batches wait for each
other. A process that is killed loses what it has counted since; samples themselves are never lost by that.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Final

from backend.database import Database
from backend.stats.filters import Filters

STATUSES: Final = ("stored", "duplicate", "refused")


class IngestCounts:
    """Counts samples by what became of them, in this process, until they are written."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[date, str]] = Counter()

    def count(self, at: datetime, status: str, samples: int) -> None:
        """Count samples that came `at` a time."""
        self._counts[at.astimezone(UTC).date(), status] += samples

    async def write(self, database: Database) -> None:
        """Add what was counted to the database; it stays counted where that fails. Raises DatabaseUnavailableError."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            await database.fetch_batch(
                """
                WITH written AS (
                    INSERT INTO stats_ingest AS r (day, status, samples)
                    SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[]) ORDER BY 1, 2
                    ON CONFLICT (day, status) DO UPDATE SET samples = r.samples + excluded.samples
                )
                UPDATE stats_state SET version = version + 1
                """,
                [day for day, _ in counts],
                [fate for _, fate in counts],
                list(counts.values()),
            )
        except BaseException:
            self._counts.update(counts)
            raise


async def by_day(database: Database, filters: Filters) -> list[dict[str, object]]:
    """Return how many samples of each status came on each day, the oldest first; only days are filtered."""
    rows = await database.fetch_all(
        "SELECT day, status, samples FROM stats_ingest WHERE day BETWEEN :first AND :last ORDER BY day",
        **filters.values,
    )
    days: dict[str, dict[str, int]] = {}
    for row in rows:
        days.setdefault(row["day"].isoformat(), dict.fromkeys(STATUSES, 0))[row["status"]] = row["samples"]
    return [{"day": day, **counts} for day, counts in days.items()]
