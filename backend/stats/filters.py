"""What the stats page is asked to count, as its requests say it and as queries need it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from starlette.requests import Request

from backend.http.body import read_query
from backend.http.errors import BadRequestError
from backend.stats.devices import CONDITIONS
from backend.stats.schemas.common import StatsQuery

FIRST: Final = date(2000, 1, 1)
LAST: Final = date(2999, 12, 31)
ALL_DAYS: Final = date.min  # how asyncpg sends the day -infinity, under which some rollups keep the sum of all days
BOTH: Final = ("prompted", "corrected")


@dataclass(frozen=True)
class Filters:
    """Days are of receipt, both ends are meant; None does not filter.

    `sources` are those of the labels that rates are of. People are asked for corrections where they see a mistake, so
    that those say which mistakes there are and not how many.
    """

    model: str | None = None
    first: date | None = None
    last: date | None = None
    device: str | None = None
    device_class: str | None = None
    sources: tuple[str, ...] = ("prompted",)
    people_equal: bool = False

    @property
    def matching(self) -> str:
        """The condition of a query on a rollup that has days; its values come from `values`."""
        return f"day BETWEEN :first AND :last{self.matching_all_days}"

    @property
    def matching_all_days(self) -> str:
        """The same without the days, to be put behind another condition."""
        conditions = ""
        if self.model is not None:
            conditions += " AND model_id = :model"
        if self.device is not None:
            conditions += " AND device = :device"
        if self.device_class is not None:
            conditions += f" AND {CONDITIONS[self.device_class]}"
        return conditions

    @property
    def labelled(self) -> str:
        """The condition of a query on labelled samples in a rollup."""
        return f"{self.matching} AND label_source = ANY(:sources)"

    @property
    def values(self) -> dict[str, object]:
        """What queries call :model, :device, :sources, and :first and :last, the days."""
        return {
            "model": self.model,
            "device": self.device,
            "sources": list(self.sources),
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
    def moments(self) -> dict[str, datetime]:
        """What queries call :since and :before: the moments in UTC at which the days begin and are over."""
        return {
            "since": datetime.combine(self.first or FIRST, time(), UTC),
            "before": datetime.combine((self.last or LAST) + timedelta(days=1), time(), UTC),
        }


@dataclass(frozen=True)
class Asked:
    """What a request asks for; `compared` are the filters of what it is to be compared with, if anything."""

    filters: Filters
    compared: Filters | None = None

    @property
    def earlier(self) -> timedelta:
        """How much earlier what it is compared with is: not at all where that is another model."""
        first, then = self.filters.first, None if self.compared is None else self.compared.first
        return timedelta() if first is None or then is None else first - then


def parse(request: Request, today: date) -> Asked:
    """Read the filters that all requests for figures share; `today` ends a time that is open. Raises BadRequestError.

    The time before is one of as many days, which ends where the other begins.
    """
    return asked_for(read_query(request, StatsQuery), today)


def asked_for(query: StatsQuery, today: date) -> Asked:
    """Return the filters that a query means. Raises BadRequestError."""
    for name in ("model", "device", "compare"):
        value = getattr(query, name)
        if value is not None and not value.isprintable():
            raise BadRequestError(f"{name}: must have printable characters only. Leave it out for all.")
    first, last = _day("from", query.first), _day("to", query.last)
    if first is not None and last is not None and last < first:
        raise BadRequestError("to: must not lie before from. Swap the two.")
    sources = BOTH if query.label_source == "both" else (query.label_source or "prompted",)
    equal = query.people is not None
    filters = Filters(query.model, first, last, query.device, query.device_class, sources, equal)
    return Asked(filters, _compared(filters, query.compare, today))


def _compared(filters: Filters, compare: str | None, today: date) -> Filters | None:
    if compare is None:
        return None
    if compare != "previous":
        return replace(filters, model=compare)
    if filters.first is None:
        raise BadRequestError("compare: the time before can only be told of a time that begins. Choose from, too.")
    length = max(filters.last or today, filters.first) - filters.first
    last = filters.first - timedelta(days=1)
    if last - length < FIRST:
        raise BadRequestError("compare: the time before would begin before 2000. Choose a shorter time.")
    return replace(filters, first=last - length, last=last)


def _day(name: str, text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        raise BadRequestError(f"{name}: must be a day from 2000 to 2999, such as 2026-11-22.") from None
