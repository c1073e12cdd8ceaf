"""Rows of days: those of days before today are kept, since what is counted every few seconds is of today."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from backend.database import Database, Row
from backend.stats.cache import VersionCache
from backend.stats.filters import FIRST, LAST, Filters
from backend.stats.rollups import State

Kept = VersionCache[Sequence[Row]]
PAST_ROWS: Final = 100_000  # that are kept by a process, some 40 MB


@dataclass(frozen=True)
class Days:
    """Reads rows at a state of the rollups, those of days before today from `past` if they are there.

    Samples come today; of days before only those change that are deleted or put right, and then all are read again.
    """

    database: Database
    past: Kept
    state: State

    async def rows(self, sql: str, filters: Filters, **values: Hashable) -> list[Row]:
        """Return the rows of a query that takes the filters' values: of days before today, and behind them of the rest.

        What is summed up over days has rows of both then, which the caller adds up. :begin is the first day of all;
        `values` are what else it takes.
        """
        first = filters.first or FIRST

        async def read(part: Filters) -> Sequence[Row]:
            return await self.database.fetch_all(sql, begin=first, **values, **part.values, **part.moments)

        return await self.parts((sql, *values.values()), filters, read)

    async def sums(self, sql: str, filters: Filters, **values: Hashable) -> Sequence[Row]:
        """Return the same of a rollup that keeps the sum of all days: that is read where no days are asked for."""
        if filters.first is filters.last is None:
            return await self.database.fetch_all(sql, **values, **filters.values_of_all_days)
        return await self.rows(sql, filters, **values)

    async def parts(
        self, key: Hashable, filters: Filters, read: Callable[[Filters], Awaitable[Sequence[Row]]]
    ) -> list[Row]:
        """Return what `read` gives for days before today, kept under `key`, and behind it what it gives for others."""
        first, last, today = filters.first or FIRST, filters.last or LAST, self.state.today
        before = replace(filters, last=min(last, today - timedelta(days=1)))
        past_version = self.state.past_version

        async def read_before() -> Sequence[Row]:
            return [] if first >= today else await self.past.get(past_version, (key, before), lambda: read(before))

        async def read_rest() -> Sequence[Row]:
            return [] if last < today else await read(replace(filters, first=max(first, today)))

        kept, rest = await asyncio.gather(read_before(), read_rest())
        return [*kept, *rest]
