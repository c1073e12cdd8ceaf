"""Tells what watches over the server whether it lives and whether it can work."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from backend.database import Database
from backend.http.endpoints import operation
from backend.http.errors import DatabaseFullError, DatabaseReadOnlyError
from backend.http.messages import Message
from backend.http.responses import answer
from backend.models.document import WAYS
from backend.models.registry import Registry


class Alive(Message):
    """The process answers."""

    status: Literal["alive"] = "alive"


class Ready(Message):
    """The server can work: its database answers and it has its models."""

    status: Literal["ready"] = "ready"


class HealthRoutes:
    """Answers /healthz and /readyz."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry

    @operation("alive", Alive, away=False)
    async def alive(self, _: Request) -> Response:
        """Answer as long as the process can: where this fails, only starting it again helps."""
        return answer(Alive())

    @operation("ready", Ready)
    async def ready(self, _: Request) -> Response:
        """Answer 503, and why, while the database is away, full or only to be read, or a current model is away.

        Raises UnavailableError.
        """
        await self._require_writing()
        for way in WAYS:
            self._registry.current(way)
        return answer(Ready())

    async def _require_writing(self) -> None:
        row = await self._database.fetch_one("SELECT current_setting('transaction_read_only') = 'on' AS only_read")
        if row is None or row["only_read"]:
            raise DatabaseReadOnlyError("The database can only be read: what is there is shown, nothing is stored.")
        if await self._database.reserve_is_used():
            raise DatabaseFullError(
                "The disk of the database is full: what is there is shown and can be deleted, nothing is stored. "
                "Free some space."
            )
