"""What the stats page is asked to count: a request's query in, filters, or a 400 that says what is wrong, out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Final

from starlette.datastructures import QueryParams

from backend.http.errors import BadRequestError

LABEL_SOURCES: Final = ("prompted", "corrected")
KNOWN: Final = frozenset(("model", "from", "to", "device", "label_source", "people", "zone"))
LONGEST: Final = 300
DAY_PATTERN: Final = r"^2[0-9]{3}-[0-9]{2}-[0-9]{2}$"


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
    def some_days(self) -> bool:
        """Whether days are filtered at all."""
        return self.first is not None or self.last is not None


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
