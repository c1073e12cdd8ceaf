"""What several operations share: the values they take and give, their problems, and the ways to say who asks."""

from __future__ import annotations

from typing import Final

from backend.accounts.names import NAME_LENGTH, PASSWORD_LENGTH
from backend.accounts.routes import NEWEST_VERSION
from backend.accounts.store import LEVELS
from backend.http.errors import PROBLEM
from backend.openapi.parts import Json, closed, object_of, or_null, ref

TEXT: Final[Json] = {"type": "string"}
FLAG: Final[Json] = {"type": "boolean"}
COUNT: Final[Json] = {"type": "integer", "minimum": 0}
TIME: Final[Json] = {"type": "string", "format": "date-time", "examples": ["2026-11-22T17:05:32Z"]}
DAY: Final[Json] = {"type": "string", "format": "date"}
ID: Final[Json] = {"type": "string", "format": "uuid"}

SCHEMAS: Final[Json] = {
    "Name": {
        "type": "string",
        "minLength": 1,
        "maxLength": NAME_LENGTH,
        "format": "name",
        "description": "Printable signs, not only spaces; the same in capitals, and in Unicode's other spellings.",
    },
    "Password": {
        "type": "string",
        "minLength": PASSWORD_LENGTH.start,
        "maxLength": PASSWORD_LENGTH.stop - 1,
        "format": "password",
    },
    "Level": {"type": "string", "enum": list(LEVELS)},
    "Version": {"type": "integer", "minimum": 1, "maximum": NEWEST_VERSION},
    "Consent": closed(object_of(level=ref("Level"), version=ref("Version"))),
    "Problem": object_of(
        type={"type": "string", "format": "uri-reference"},
        title=TEXT,
        status={"type": "integer", "minimum": 400, "maximum": 599},
        detail={"type": "string", "minLength": 1, "description": "What to do about it."},
    ),
}
CONSENT_OR_NULL: Final = or_null(ref("Consent"))

_RETRY_AFTER: Final[Json] = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
_WHEN: Final = {
    "400": "The request cannot be read",
    "401": "Nobody is logged in, or the name, the password or the token is wrong",
    "403": "Another site asked, or the password that must confirm it is wrong",
    "404": "There is nothing of this name or id",
    "408": "The body took too long",
    "409": "There are as many already as there may be",
    "413": "The body is too large",
    "415": "The body is of another type",
    "416": "The file has no such bytes",
    "422": "The body can be read, but a field in it is wrong",
    "429": "Too many attempts",
    "503": "The server cannot answer just now: the database is away, or too many people are logging in",
}
_HEADERS: Final[dict[str, Json]] = {
    "401": {"WWW-Authenticate": {"required": True, "schema": TEXT}},
    "416": {"Content-Range": {"required": True, "schema": TEXT}},
    "429": _RETRY_AFTER,
    "503": _RETRY_AFTER,
}


def _problem(status: str) -> Json:
    schema = {"allOf": [ref("Problem"), {"type": "object", "properties": {"status": {"const": int(status)}}}]}
    return {
        "description": f"{_WHEN[status]}.",
        "headers": _HEADERS.get(status, {}),
        "content": {PROBLEM: {"schema": schema}},
    }


RESPONSES: Final[Json] = {status: _problem(status) for status in _WHEN}

SECURITY_SCHEMES: Final[Json] = {
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": "session",
        "description": "Set by POST /api/session; over TLS its name is __Host-session.",
    },
    "token": {"type": "http", "scheme": "bearer", "description": "Made by POST /api/tokens."},
    "password": {"type": "http", "scheme": "basic", "description": "A name and its password, in UTF-8."},
}
