"""What was decided of models, over HTTP: nothing in, the newest decisions of the gate and what was taken back out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.database import Database
from backend.learning import records
from backend.models.auto_rollback import SERVER
from backend.models.registry import Registry


class LearningRoutes:
    """Answers /api/stats/decisions."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry

    async def decisions(self, _: Request) -> Response:
        """Anybody may read why a model answers, and why another does not."""
        return JSONResponse({"decisions": await records.decisions(self._database), "roll_backs": self._roll_backs()})

    def _roll_backs(self) -> list[dict[str, object]]:
        """Return what the server took back by itself; who else switched, and why, stays with whoever runs it."""
        history = self._registry.document().history
        by_server = [change for change in reversed(history) if (change.who, change.what) == (SERVER, "roll back")]
        return [
            {"at": change.at, "from": change.before, "to": change.after, "why": change.why}
            for change in by_server[: records.SHOWN]
        ]
