"""The whole document, put together: each part's paths in, one OpenAPI 3.1 document out."""

from __future__ import annotations

from functools import cache

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.openapi import accounts, health, learning, models, samples, stats
from backend.openapi.parts import Json, json_answer, operation
from backend.openapi.schemas import RESPONSES, SCHEMAS, SECURITY_SCHEMES

_DESCRIPTION = """
What the page and scripts ask this server.

Every error is a problem (RFC 9457) whose `detail` says what to do. What changes something needs `Sec-Fetch-Site:
same-origin` or `none`, which browsers send by themselves, else an `Origin` equal to the host; a script, which has
neither, must send an `Authorization`. Anything else is refused with 403. A script logs in with `POST /api/tokens`.
"""


@cache
def document() -> Json:
    """Return the document; treat it as constant."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "Hand gesture recognition", "version": "1", "description": _DESCRIPTION.strip()},
        "paths": {
            **accounts.PATHS,
            **samples.PATHS,
            **models.PATHS,
            **stats.PATHS,
            **learning.PATHS,
            **health.PATHS,
            "/api/openapi.json": {
                "get": operation("openapi", "This document", {"200": json_answer("The document", {"type": "object"})})
            },
        },
        "components": {"schemas": SCHEMAS, "responses": RESPONSES, "securitySchemes": SECURITY_SCHEMES},
    }


async def serve_document(_: Request) -> Response:
    """Answer /api/openapi.json."""
    return JSONResponse(document())
