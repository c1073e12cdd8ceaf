"""What was decided of models, over HTTP: nothing in, the newest decisions of the gate with their reasons out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.database import Database
from backend.learning import records


class LearningRoutes:
    """Answers /api/stats/decisions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def decisions(self, _: Request) -> Response:
        """Anybody may read why a model answers, and why another does not."""
        return JSONResponse({"decisions": await records.decisions(self._database)})
