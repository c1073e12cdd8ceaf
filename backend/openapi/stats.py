"""The document's part on statistics: everything that the stats page shows."""

from __future__ import annotations

from typing import Final

from backend.openapi.parts import (
    PERHAPS_ACCOUNT,
    Json,
    closed,
    json_answer,
    list_of,
    object_of,
    operation,
    or_null,
)
from backend.openapi.schemas import COUNT, DAY, ID, TEXT, TIME

_PER_GESTURE = closed(object_of(gesture=TEXT, correct=COUNT, n=COUNT))
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}
_RATE = closed(object_of(correct=COUNT, n=COUNT, rate=or_null(_SHARE), low=or_null(_SHARE), high=or_null(_SHARE)))
_TOLD = closed(
    object_of(
        day=DAY, gesture=TEXT, correct=COUNT, n=COUNT, rate=or_null(_SHARE), low=or_null(_SHARE), high=or_null(_SHARE)
    )
)
_REPORTED = closed(object_of(gesture=TEXT, precision=_RATE, recall=_RATE, f1=or_null(_SHARE)))
_AVERAGES = or_null(closed(object_of(precision=_SHARE, recall=_SHARE, f1=_SHARE)))
_REPORT = closed(
    object_of(enough=COUNT, accuracy=_RATE, per_gesture=list_of(_REPORTED), macro=_AVERAGES, weighted=_AVERAGES)
)
_SESSION = closed(
    object_of(session_id=ID, started_at=TIME, samples=COUNT, gestures={"type": "object", "additionalProperties": COUNT})
)
_STATS = closed(
    object_of(
        computed_at=TIME,
        model_id=TEXT,
        labels=list_of(TEXT),
        totals=closed(object_of(samples=COUNT, users=COUNT, sessions=COUNT)),
        by_day=list_of(closed(object_of(day=DAY, gesture=TEXT, samples=COUNT))),
        told_by_day=list_of(_TOLD),
        accuracy=closed(object_of(correct=COUNT, n=COUNT, per_gesture=list_of(_PER_GESTURE))),
        confusion=closed(object_of(labels=list_of(TEXT), counts=list_of(list_of(COUNT)))),
        report=_REPORT,
        your_sessions=or_null(list_of(_SESSION)),
    )
)

PATHS: Final[Json] = {
    "/api/stats": {
        "get": operation(
            "stats",
            "Every figure of the stats page",
            {"200": json_answer("The figures; your_sessions is null for nobody.", _STATS)},
            problems=("401", "503"),
            security=PERHAPS_ACCOUNT,
        )
    },
}
