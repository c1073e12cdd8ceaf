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
from backend.learning.schemas import ModelDecisions
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
        return answer(ModelDecisions(told))
