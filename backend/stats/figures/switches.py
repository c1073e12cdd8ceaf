"""When another model became the current one: the marks on what changes by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from backend.database import Database
from backend.http.messages import utc_text
from backend.models.document import Change
from backend.stats.figures.report import Json
from backend.stats.filters import Filters

WHAT: Final = ("publish", "promote", "roll back")
# What a verdict of the demo's, whose models no registry knows, would have been in the registry.
_DEMO: Final = {"promoted": "promote", "rolled back": "roll back"}


async def within(database: Database, history: Sequence[Change], filters: Filters, *, demo: bool) -> list[Json]:
    """Return the switches of the registry's `history` within the days of the filters, the oldest first.

    Of made-up models those that the demo command wrote; who switched and why stays with whoever runs the server.
    """
    found: list[Json] = [
        {"at": change.at, "way": change.way, "what": change.what, "before": change.before, "after": change.after}
        for change in history
        if change.what in WHAT and _lies_within(datetime.fromisoformat(change.at), filters)
    ]
    if demo:
        rows = await database.fetch_all(
            "SELECT at, verdict, champion, challenger FROM model_decisions WHERE demo AND verdict = ANY(:switching)",
            switching=list(_DEMO),
        )
        found += [
            {
                "at": utc_text(row["at"]),
                "way": "hand",
                "what": _DEMO[row["verdict"]],
                "before": row["champion"],
                "after": row["challenger"],
            }
            for row in rows
            if _lies_within(row["at"], filters)
        ]
    return sorted(found, key=lambda one: datetime.fromisoformat(str(one["at"])))


def _lies_within(at: datetime, filters: Filters) -> bool:
    return filters.moments["since"] <= at < filters.moments["before"]
