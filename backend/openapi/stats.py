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
        accuracy=closed(object_of(correct=COUNT, n=COUNT, per_gesture=list_of(_PER_GESTURE))),
        confusion=closed(object_of(labels=list_of(TEXT), counts=list_of(list_of(COUNT)))),
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
