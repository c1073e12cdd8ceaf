"""Decisions on models over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from backend.database import Database
from backend.http.body import read_query
from backend.http.endpoints import operation
from backend.http.responses import answer
from backend.learning import records, timeline
from backend.learning.schemas import ModelDecisions, RollBack
from backend.models.auto_rollback import SERVER
from backend.models.registry import Registry
from backend.stats.filters import asked_for
from backend.stats.schemas.common import StatsQuery


class LearningRoutes:
    """Answers /api/stats/decisions."""

    def __init__(self, database: Database, registry: Registry, clock: Callable[[], datetime]) -> None:
        """`clock` gives the time now, in UTC."""
        self._database = database
        self._registry = registry
        self._clock = clock

    @operation("decisions", ModelDecisions, query=StatsQuery)
    async def decisions(self, request: Request) -> Response:
        """What became of models, and why: anybody may read it. Only days and the model are filtered."""
        filters = asked_for(read_query(request, StatsQuery), self._clock().date()).filters
        decided = await records.decisions(self._database)
        history = self._registry.document().history
        told = timeline.of(decided, history, filters)
        return answer(ModelDecisions(told, decided, self._roll_backs()))

    def _roll_backs(self) -> list[RollBack]:
        """Return what the server took back by itself; who else switched, and why, stays with whoever runs it."""
        history = self._registry.document().history
        by_server = [change for change in reversed(history) if (change.who, change.what) == (SERVER, "roll back")]
        return [
            RollBack(change.at, change.before or "", change.after or "", change.why)
            for change in by_server[: records.SHOWN]
        ]
