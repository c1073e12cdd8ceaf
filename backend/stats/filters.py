"""What the stats page is asked to count, as its requests say it and as queries need it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from starlette.requests import Request

from backend.http.body import read_query
from backend.http.errors import BadRequestError
from backend.stats.schemas import StatsQuery

FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2999, 12, 31)
ALL_DAYS: Final = date.min  # how asyncpg sends the day -infinity, under which some rollups keep the sum of all days

# The condition of a query on a rollup; the values come from `Filters.values` or `Filters.values_of_all_days`.
MATCHING: Final = """
    day BETWEEN :first AND :last AND model_id = coalesce(:model, model_id) AND device = coalesce(:device, device)
"""


@dataclass(frozen=True)
class Filters:
    """Days are of receipt, both ends are meant; None does not filter."""

    model: str | None = None
    first: date | None = None
    last: date | None = None
    device: str | None = None
    label_source: str | None = None
    people_equal: bool = False

    @property
    def values(self) -> dict[str, object]:
        """What queries call :model, :device, :label_source, and :first and :last, the days."""
        return {
            "model": self.model,
            "device": self.device,
            "label_source": self.label_source,
            "first": self.first or FIRST,
            "last": self.last or LAST,
        }

    @property
    def values_of_all_days(self) -> dict[str, object]:
        """The same for a rollup that keeps the sum of all days: it is meant where no days are asked for."""
        if self.first is None and self.last is None:
            return self.values | {"first": ALL_DAYS, "last": ALL_DAYS}
        return self.values

    @property
    def moments(self) -> dict[str, object]:
        """What queries call :since and :before: the moments in UTC at which the days begin and are over."""
        return {
            "since": datetime.combine(self.first or FIRST, time(), UTC),
            "before": datetime.combine((self.last or LAST) + timedelta(days=1), time(), UTC),
        }


def parse(request: Request) -> Filters:
    """Read the filters that all requests for figures share. Raises BadRequestError."""
    query = read_query(request, StatsQuery)
    for name, value in (("model", query.model), ("device", query.device)):
        if value is not None and not value.isprintable():
            raise BadRequestError(f"{name}: must have printable characters only. Leave it out for all.")
    first, last = _day("from", query.first), _day("to", query.last)
    if first is not None and last is not None and last < first:
        raise BadRequestError("to: must not lie before from. Swap the two.")
    return Filters(query.model, first, last, query.device, query.label_source, query.people is not None)


def _day(name: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise BadRequestError(f"{name}: must be a day from 2000 to 2999, such as 2026-11-22.") from None
