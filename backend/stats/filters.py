"""What the stats page is asked to count, as its requests say it and as queries need it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from starlette.datastructures import QueryParams

from backend.http.errors import BadRequestError

LABEL_SOURCES: Final = ("prompted", "corrected")
KNOWN: Final = frozenset(("model", "from", "to", "device", "label_source", "people", "zone"))
LONGEST: Final = 300
DAY_PATTERN: Final = r"^2[0-9]{3}-[0-9]{2}-[0-9]{2}$"

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


def parse(query: QueryParams) -> Filters:
    """Read the filters that all requests for figures share. Raises BadRequestError."""
    for name, value in query.multi_items():
        if name not in KNOWN or len(query.getlist(name)) > 1:
            raise BadRequestError(f"{name}: give each filter once, out of: {', '.join(sorted(KNOWN))}.")
        if not 0 < len(value) <= LONGEST or not value.isprintable():
            raise BadRequestError(f"{name}: must have 1 to {LONGEST} printable characters. Leave it out for all.")
    first, last = _day(query, "from"), _day(query, "to")
    if first is not None and last is not None and last < first:
        raise BadRequestError("to: must not lie before from. Swap the two.")
    label_source, people = query.get("label_source"), query.get("people")
    if label_source is not None and label_source not in LABEL_SOURCES:
        raise BadRequestError(f"label_source: must be {' or '.join(LABEL_SOURCES)}. Leave it out for both.")
    if people not in (None, "equal"):
        raise BadRequestError("people: must be equal. Leave it out to let samples weigh equally.")
    return Filters(query.get("model"), first, last, query.get("device"), label_source, people is not None)


def _day(query: QueryParams, name: str) -> date | None:
    value = query.get(name)
    if value is None:
        return None
    try:
        if re.fullmatch(DAY_PATTERN, value) is None:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise BadRequestError(f"{name}: must be a day from 2000 to 2999, such as 2026-11-22.") from None
