"""Decisions on models over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from backend.database import Database
from backend.http.endpoints import operation
from backend.http.responses import answer
from backend.learning import records
from backend.learning.schemas import ModelDecisions, RollBack
from backend.models.auto_rollback import SERVER
from backend.models.registry import Registry


class LearningRoutes:
    """Answers /api/stats/decisions."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry

    @operation("decisions", ModelDecisions)
    async def decisions(self, _: Request) -> Response:
        """Anybody may read why a model answers, and why another does not."""
        return answer(ModelDecisions(await records.decisions(self._database), self._roll_backs()))

    def _roll_backs(self) -> list[RollBack]:
        """Return what the server took back by itself; who else switched, and why, stays with whoever runs it."""
        history = self._registry.document().history
        by_server = [change for change in reversed(history) if (change.who, change.what) == (SERVER, "roll back")]
        return [
            RollBack(change.at, change.before or "", change.after or "", change.why)
            for change in by_server[: records.SHOWN]
        ]
