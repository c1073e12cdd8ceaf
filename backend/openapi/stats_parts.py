"""What the answers on statistics share: filters in the query, rates, reports and percentiles."""

from __future__ import annotations

from typing import Any, Final

from backend.openapi.parts import Json, closed, list_of, object_of, or_null
from backend.openapi.schemas import COUNT, TEXT
from backend.stats.filters import DAY_PATTERN, LABEL_SOURCES, LONGEST

SHARE: Final[Json] = {"type": "number", "minimum": 0, "maximum": 1}
VALUE_OR_NULL: Final[Json] = {"type": ["number", "null"], "minimum": 0}
RATE: Final[Json] = closed(
    object_of(
        correct=COUNT,
        n=COUNT,
        rate=or_null(SHARE),
        low=or_null(SHARE),
        high=or_null(SHARE),
        people={"type": ["integer", "null"], "minimum": 0},
    )
)
_AVERAGES: Final = or_null(closed(object_of(precision=SHARE, recall=SHARE, f1=SHARE)))
REPORT: Final[Json] = closed(
    object_of(
        enough=COUNT,
        enough_people={"type": ["integer", "null"]},
        accuracy=RATE,
        per_gesture=list_of(closed(object_of(gesture=TEXT, precision=RATE, recall=RATE, f1=or_null(SHARE)))),
        macro=_AVERAGES,
        weighted=_AVERAGES,
    )
)
CONFUSION: Final[Json] = closed(object_of(labels=list_of(TEXT), counts=list_of(list_of(COUNT))))
PERCENTILES: Final[Json] = closed(object_of(n=COUNT, p50=VALUE_OR_NULL, p90=VALUE_OR_NULL, p99=VALUE_OR_NULL))
PERCENTILES_OF_RATES: Final[Json] = closed(object_of(n=COUNT, p1=VALUE_OR_NULL, p10=VALUE_OR_NULL, p50=VALUE_OR_NULL))

_ETAG: Final[Json] = {"ETag": {"required": True, "schema": TEXT}}
UNCHANGED: Final[Json] = {"description": "The figures are still those of If-None-Match.", "headers": _ETAG}
IF_NONE_MATCH: Final[Json] = {"name": "If-None-Match", "in": "header", "required": False, "schema": TEXT}


def _filter(name: str, description: str, **schema: Any) -> Json:
    told = {"type": "string", **schema}
    return {"name": name, "in": "query", "required": False, "schema": told, "description": description}


_DAY: Final = {"format": "date", "pattern": DAY_PATTERN}
_LENGTHS: Final = {"minLength": 1, "maxLength": LONGEST}
FILTERS: Final[list[Json]] = [
    _filter("model", "Only this model; for figures of one model, the current one without it.", **_LENGTHS),
    _filter("from", "The first day of receipt, in UTC.", **_DAY),
    _filter("to", "The last day of receipt, in UTC.", **_DAY),
    _filter("device", "Only samples of exactly this device.", **_LENGTHS),
    _filter("label_source", "Only told samples of this kind; without it both.", enum=list(LABEL_SOURCES)),
    _filter("people", "Let people weigh equally in reports; without it samples do.", enum=["equal"]),
]
ZONE: Final[Json] = _filter("zone", "Where the days are, as an IANA time zone; UTC without it.", **_LENGTHS)
