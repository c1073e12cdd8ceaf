"""Tells what watches over the server whether it lives and whether it can work."""

from __future__ import annotations

from typing import Literal

from starlette.requests import Request
from starlette.responses import Response

from backend.database import Database
from backend.http.endpoints import operation
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
        """Answer 503, and why, while the database or a current model is away. Raises UnavailableError."""
        await self._database.fetch_one("SELECT 1")
        for way in WAYS:
            self._registry.current(way)
        return answer(Ready())
