"""The command `openapi`: the API's document, for programs and for people."""

from __future__ import annotations

import json
from typing import Any

from backend.app import create_app
from backend.database import Database
from backend.http.markdown import markdown_of
from backend.http.openapi import document
from backend.settings import Settings


def api_document() -> dict[str, Any]:
    """Return the document of the whole server; nothing is connected or read for it."""
    return document(create_app(Settings(), Database("postgresql://nobody@nowhere/nothing")).routes)


def print_document(*, markdown: bool) -> None:
    """Print the document as JSON, or as docs/http.md."""
    print(markdown_of(api_document()) if markdown else json.dumps(api_document(), indent=2))  # noqa: T201
