"""The document's part on the server's health, for what watches over it."""

from __future__ import annotations

from typing import Final

from backend.openapi.parts import Json, closed, json_answer, object_of, operation


def _answer(description: str, status: str) -> Json:
    return {"200": json_answer(description, closed(object_of(status={"const": status})))}


_ALIVE: Json = operation("alive", "Whether the server's process lives", _answer("It does.", "alive"))
_READY: Json = operation(
    "ready",
    "Whether the server can work: its database answers and it has a model",
    _answer("It can.", "ready"),
    problems=("503",),
)

PATHS: Final[Json] = {"/healthz": {"get": _ALIVE}, "/readyz": {"get": _READY}}
