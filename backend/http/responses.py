"""Answers in JSON."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
from starlette.responses import Response

from backend.http.messages import Message


def answer(message: Message, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Return a message as an answer."""
    return Response(msgspec.json.encode(message), status, headers, media_type="application/json")
