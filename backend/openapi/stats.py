"""The document's part on statistics: everything that the stats page shows."""

from __future__ import annotations

from typing import Final

from backend.openapi.parts import (
    ACCOUNT,
    BODY_ERRORS,
    BROWSER,
    PERHAPS_ACCOUNT,
    Json,
    closed,
    empty_answer,
    json_answer,
    json_body,
    list_of,
    object_of,
    operation,
    or_null,
)
from backend.openapi.schemas import COUNT, DAY, FLAG, ID, TEXT, TIME
from backend.openapi.stats_parts import (
    CONFUSION,
    FILTERS,
    IF_NONE_MATCH,
    PERCENTILES,
    PERCENTILES_OF_RATES,
    RATE,
    REPORT,
    SHARE,
    UNCHANGED,
    VALUE_OR_NULL,
    ZONE,
)

_SESSION = closed(
    object_of(session_id=ID, started_at=TIME, samples=COUNT, gestures={"type": "object", "additionalProperties": COUNT})
)
_STATS = closed(
    object_of(
        computed_at=TIME,
        model_id=TEXT,
        labels=list_of(TEXT),
        latest_sample_at=or_null(TIME),
        demo=FLAG,
        choices=closed(
            object_of(models=list_of(TEXT), devices=list_of(TEXT), **{"from": or_null(DAY), "to": or_null(DAY)})
        ),
        totals=closed(object_of(samples=COUNT, users=COUNT, sessions=COUNT)),
        by_day=list_of(closed(object_of(day=DAY, gesture=TEXT, samples=COUNT))),
        told_by_day=list_of(closed(object_of(day=DAY, gesture=TEXT, **RATE["properties"]))),
        accuracy=closed(
            object_of(
                correct=COUNT, n=COUNT, per_gesture=list_of(closed(object_of(gesture=TEXT, correct=COUNT, n=COUNT)))
            )
        ),
        confusion=CONFUSION,
        report=REPORT,
        your_sessions=or_null(list_of(_SESSION)),
    )
)
_MODELS = closed(
    object_of(
        computed_at=TIME,
        enough=COUNT,
        models=list_of(
            closed(object_of(model_id=TEXT, labels=list_of(TEXT), n=COUNT, report=REPORT, confusion=CONFUSION))
        ),
        adoption=list_of(closed(object_of(day=DAY, model_id=TEXT, samples=COUNT))),
    )
)
_ACTIVITY = closed(
    object_of(
        computed_at=TIME,
        zone=TEXT,
        day=DAY,
        half_hours=list_of(closed(object_of(start=TIME, people=COUNT))),
        usage_from=or_null(DAY),
        usage_to=or_null(DAY),
        usage=list_of(closed(object_of(day=DAY, person=TEXT, yours=FLAG, minutes=COUNT))),
    )
)
_DAYS_OR_NULL = or_null(closed(object_of(**{"from": DAY, "to": DAY})))
_DRIFT = closed(
    object_of(
        psi=VALUE_OR_NULL,
        verdict={"enum": ["none", "some", "strong", None]},
        n=COUNT,
        n_reference=COUNT,
    )
)
_EDGES: Json = {"from": SHARE, "to": SHARE}
_QUALITY = closed(
    object_of(
        computed_at=TIME,
        model_id=TEXT,
        enough=COUNT,
        false_alarms=closed(
            object_of(
                free_minutes=COUNT,
                corrected_to_none=COUNT,
                per_minute=VALUE_OR_NULL,
                low=VALUE_OR_NULL,
                high=VALUE_OR_NULL,
                of_none_shown=RATE,
            )
        ),
        confidence=list_of(closed(object_of(**_EDGES, free=COUNT, free_share=SHARE, told=COUNT))),
        calibration=closed(
            object_of(
                n=COUNT,
                ece=or_null(SHARE),
                bins=list_of(closed(object_of(**_EDGES, confidence=or_null(SHARE), **RATE["properties"]))),
            )
        ),
        drift=closed(
            object_of(
                enough=COUNT,
                reference=_DAYS_OR_NULL,
                current=_DAYS_OR_NULL,
                predictions=_DRIFT,
                noise=_DRIFT,
                area=_DRIFT,
            )
        ),
    )
)
_SPEED = closed(
    object_of(
        computed_at=TIME,
        enough=COUNT,
        groups=list_of(
            closed(
                object_of(
                    browser=TEXT,
                    device_class={"type": "string", "enum": ["computer", "handheld", "unknown"]},
                    backend=TEXT,
                    answer_ms=PERCENTILES,
                    inference_ms=PERCENTILES,
                    fps=PERCENTILES_OF_RATES,
                )
            )
        ),
        outbox_delay_s=PERCENTILES,
        received=list_of(closed(object_of(day=DAY, stored=COUNT, duplicate=COUNT, refused=COUNT))),
    )
)
_OR_NULL: Json = {"rate": or_null(SHARE), "low": or_null(SHARE), "high": or_null(SHARE)}
_SHADOW = closed(
    object_of(
        computed_at=TIME,
        enough=COUNT,
        champion=TEXT,
        challenger={"type": ["string", "null"]},
        pairs=list_of(
            closed(
                object_of(
                    champion=TEXT,
                    challenger=TEXT,
                    compared=COUNT,
                    disagreed=COUNT,
                    **_OR_NULL,
                    kept=CONFUSION,
                    right=closed(object_of(champion=COUNT, challenger=COUNT, neither=COUNT)),
                )
            )
        ),
    )
)
_MISTAKES = closed(
    object_of(
        computed_at=TIME,
        mistakes=list_of(
            closed(
                object_of(
                    sample_id=ID,
                    captured_at=TIME,
                    label=TEXT,
                    predicted=TEXT,
                    confidence=SHARE,
                    model_id=TEXT,
                    network_input=TEXT,
                )
            )
        ),
    )
)
_BY_ID: Json = {"name": "id", "in": "path", "required": True, "schema": ID, "description": "A sample_id."}
_CORRECT = operation(
    "correctMistake",
    "Put the label of somebody's sample right, as the administrator",
    {"204": empty_answer("It has the label now; figures follow within seconds.")},
    problems=(*BODY_ERRORS, "401", "403", "404", "422", "503"),
    security=BROWSER,
    parameters=[_BY_ID],
    body=json_body(closed(object_of(label=TEXT))),
)
_PICTURE = operation(
    "mistakePicture",
    "What the network saw, of a sample whose owner allows photos, for the administrator",
    {"200": {"description": "The picture.", "content": {"image/png": {"schema": {"type": "string"}}}}},
    problems=("401", "403", "404", "503"),
    security=ACCOUNT,
    parameters=[_BY_ID],
)


def _figures(name: str, summary: str, schema: Json, *more: Json, administrator: bool = False) -> Json:
    return {
        "get": operation(
            name,
            summary,
            {"200": json_answer("The figures.", schema, UNCHANGED["headers"]), "304": UNCHANGED},
            problems=("400", "401", *(["403"] if administrator else []), "503"),
            security=ACCOUNT if administrator else PERHAPS_ACCOUNT,
            parameters=[*FILTERS, *more, IF_NONE_MATCH],
        )
    }


PATHS: Final[Json] = {
    "/api/stats": _figures(
        "stats", "Totals, days, and how good one model is; your_sessions is null for nobody", _STATS
    ),
    "/api/stats/models": _figures("statsOfModels", "The best models side by side, and which ones answer", _MODELS),
    "/api/stats/activity": _figures("activity", "Who uses it: today by half hours, minutes by person", _ACTIVITY, ZONE),
    "/api/stats/quality": _figures("quality", "False alarms, confidence and drift of one model", _QUALITY),
    "/api/stats/speed": _figures("speed", "How fast it is where, and what became of what was sent", _SPEED),
    "/api/stats/shadow": _figures("shadow", "How challengers' answers differ from the champion's", _SHADOW),
    "/api/stats/mistakes": _figures("mistakes", "The worst mistakes", _MISTAKES, administrator=True),
    "/api/stats/mistakes/{id}": {"put": _CORRECT},
    "/api/stats/mistakes/{id}/network-input": {"get": _PICTURE},
}
