"""What became of samples that were sent: a fate each in, their number by day and fate in the database out.

Counted in memory and written every few seconds, because a row that each batch changes would make batches wait for each
other. A process that is killed loses what it has counted since; samples themselves are never lost by that.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime
from typing import Final

from backend.database import Database
from backend.stats.filters import Filters
from backend.stats.report import Json

FATES: Final = ("stored", "duplicate", "refused")


class ReceivedCounts:
    """Counts fates of samples in this process, until they are written."""

    def __init__(self) -> None:
        self._counts: Counter[tuple[date, str]] = Counter()

    def count(self, at: datetime, fate: str, samples: int) -> None:
        """Count samples that came `at` a time."""
        self._counts[at.astimezone(UTC).date(), fate] += samples

    async def write(self, database: Database) -> None:
        """Add what was counted to the database; it stays counted where that fails. Raises DatabaseUnavailableError."""
        counts, self._counts = self._counts, Counter()
        if not counts:
            return
        try:
            await database.fetch_batch(
                """
                WITH written AS (
                    INSERT INTO stats_received AS r (day, fate, n)
                    SELECT * FROM unnest($1::date[], $2::text[], $3::bigint[]) ORDER BY 1, 2
                    ON CONFLICT (day, fate) DO UPDATE SET n = r.n + excluded.n
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


async def by_day(database: Database, filters: Filters) -> list[Json]:
    """Return how many samples of each fate came on each day, the oldest first; only days are filtered."""
    rows = await database.fetch_all("SELECT day, fate, n FROM stats_received ORDER BY day")
    days: dict[str, dict[str, int]] = {}
    for row in rows:
        if (filters.first or row["day"]) <= row["day"] <= (filters.last or row["day"]):
            days.setdefault(row["day"].isoformat(), dict.fromkeys(FATES, 0))[row["fate"]] = row["n"]
    return [{"day": day, **counts} for day, counts in days.items()]
