"""The stats page's data over HTTP: a request in, every figure of the page out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.accounts import sessions
from backend.database import Database
from backend.registry.registry import Registry
from backend.stats import queries
from backend.stats.report import report
from backend.times import utc_text


class StatsRoutes:
    """Answers /api/stats."""

    def __init__(self, database: Database, registry: Registry, clock: Callable[[], datetime]) -> None:
        """`clock` gives the time now, in UTC."""
        self._database = database
        self._registry = registry
        self._clock = clock

    async def read(self, request: Request) -> Response:
        """All figures, and the sessions of whoever is logged in."""
        model = self._registry.current()
        counts = await queries.confusion(self._database, model.id)
        matrix = queries.matrix(counts, model.labels)
        figures = {
            "computed_at": utc_text(self._clock()),
            "model_id": model.id,
            "labels": model.labels,
            "totals": await queries.totals(self._database),
            "by_day": await queries.by_day(self._database),
            "told_by_day": await queries.told_by_day(self._database, model.id),
            "accuracy": queries.accuracy(counts, model.labels),
            "confusion": {"labels": model.labels, "counts": matrix},
            "report": report(matrix, model.labels),
            "your_sessions": await self._your_sessions(request),
        }
        return JSONResponse(figures)

    async def _your_sessions(self, request: Request) -> list[dict[str, object]] | None:
        account = await sessions.find(self._database, request)
        if account is None:
            return None
        return await queries.sessions_of(self._database, account.id)
