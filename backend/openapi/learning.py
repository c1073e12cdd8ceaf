"""The document's part on the learning loop: what was decided of each model, and why."""

from __future__ import annotations

from typing import Final

from backend.openapi.parts import Json, closed, json_answer, list_of, object_of, operation, or_null
from backend.openapi.schemas import FLAG, TEXT, TIME

_FIGURE = or_null({"type": "number"})
_REASON = closed(object_of(check=TEXT, passed=FLAG, words=TEXT, champion=_FIGURE, challenger=_FIGURE))
_DECISION = closed(
    object_of(
        at=TIME,
        champion=TEXT,
        challenger=TEXT,
        verdict={"type": "string", "enum": ["promoted", "refused"]},
        reasons=list_of(_REASON),
    )
)
_ROLL_BACK = closed(object_of(**{"at": TIME, "from": TEXT, "to": TEXT, "why": TEXT}))

PATHS: Final[Json] = {
    "/api/stats/decisions": {
        "get": operation(
            "decisions",
            "The newest decisions on whether a model may take the current one's place, with their reasons",
            {
                "200": json_answer(
                    "At most 50, the newest first; and models that the server took back by itself.",
                    closed(object_of(decisions=list_of(_DECISION), roll_backs=list_of(_ROLL_BACK))),
                )
            },
            problems=("503",),
        )
    },
}
