"""The document's part on accounts: logging in, consent, one's account, sessions, tokens and who is online."""

from __future__ import annotations

from typing import Final

from backend.openapi.parts import (
    ACCOUNT,
    BODY_ERRORS,
    BROWSER,
    PASSWORD,
    PERHAPS_ACCOUNT,
    TOKEN,
    Json,
    closed,
    empty_answer,
    json_answer,
    json_body,
    list_of,
    object_of,
    operation,
    ref,
)
from backend.openapi.schemas import CONSENT_OR_NULL, COUNT, FLAG, ID, TEXT, TIME

_LOGIN = object_of(name=ref("Name"), password=ref("Password"), remember=FLAG)
_LOGGED_IN = closed(object_of(name=ref("Name"), consent=CONSENT_OR_NULL, registered=FLAG))
_SESSION_FIELDS = {"id": ID, "device": TEXT, "created_at": TIME, "last_seen_at": TIME, "expires_at": TIME}
_SET_COOKIE: Json = {"Set-Cookie": {"required": True, "schema": TEXT}}
_BY_ID: Json = {"name": "id", "in": "path", "required": True, "schema": ID}

_SESSION: Json = {
    "post": operation(
        "logIn",
        "Log in, or register a name that is new",
        {
            "200": json_answer("A known name was logged in.", _LOGGED_IN, _SET_COOKIE),
            "201": json_answer("A new name was registered and logged in.", _LOGGED_IN, _SET_COOKIE),
        },
        problems=(*BODY_ERRORS, "401", "403", "422", "429", "503"),
        body=json_body(_LOGIN),
    ),
    "get": operation(
        "whoIsLoggedIn",
        "Who is logged in; both null for nobody",
        {
            "200": json_answer(
                "Whoever it is.",
                closed(object_of(name={"type": ["string", "null"]}, consent=CONSENT_OR_NULL)),
            )
        },
        problems=("401", "503"),
        security=PERHAPS_ACCOUNT,
    ),
    "delete": operation("logOut", "Log out", {"204": empty_answer("Nobody is logged in.")}, problems=("403", "503")),
}

_ACCOUNT: Json = {
    "get": operation(
        "readAccount",
        "The account that is logged in",
        {
            "200": json_answer(
                "The account.",
                closed(object_of(name=ref("Name"), administrator=FLAG, created_at=TIME, consent=CONSENT_OR_NULL)),
            )
        },
        problems=("401", "503"),
        security=ACCOUNT,
    ),
    "delete": operation(
        "deleteAccount",
        "Delete the account with its samples, pictures, sessions and tokens",
        {"204": empty_answer("Nothing of it is left.")},
        problems=(*BODY_ERRORS, "401", "403", "422", "429", "503"),
        security=BROWSER,
        body=json_body(object_of(password=ref("Password"))),
    ),
}

_CHANGE_PASSWORD: Json = operation(
    "changePassword",
    "Put another password in force; every other session and every token ends",
    {"204": empty_answer("The new password is in force.")},
    problems=(*BODY_ERRORS, "401", "403", "422", "429", "503"),
    security=BROWSER,
    body=json_body(object_of(current=ref("Password"), new=ref("Password"))),
)

_CHOOSE_CONSENT: Json = operation(
    "chooseConsent",
    "Choose what may be stored",
    {"200": json_answer("The choice in force.", ref("Consent"))},
    problems=(*BODY_ERRORS, "401", "403", "422", "503"),
    security=BROWSER,
    body=json_body(object_of(level=ref("Level"), version=ref("Version"))),
)

_SESSIONS: Json = {
    "get": operation(
        "listSessions",
        "The browsers that are logged in, the one used last first",
        {
            "200": json_answer(
                "The sessions.",
                closed(object_of(sessions=list_of(closed(object_of(**_SESSION_FIELDS, current=FLAG))))),
            )
        },
        problems=("401", "503"),
        security=BROWSER,
    ),
    "delete": operation(
        "endOtherSessions",
        "Log every browser out but this one",
        {"204": empty_answer("This one is left.")},
        problems=("401", "403", "503"),
        security=BROWSER,
    ),
}

_TOKENS: Json = {
    "get": operation(
        "listTokens",
        "The tokens in force, without their secret",
        {"200": json_answer("The tokens.", closed(object_of(tokens=list_of(closed(object_of(**_SESSION_FIELDS))))))},
        problems=("401", "503"),
        security=BROWSER,
    ),
    "post": operation(
        "makeToken",
        "Make a token for a script",
        {"201": json_answer("The token: told this once.", closed(object_of(id=ID, token=TEXT, expires_at=TIME)))},
        problems=("401", "403", "409", "429", "503"),
        security=PASSWORD,
    ),
    "delete": operation(
        "endOwnToken",
        "Revoke the token that the request carries",
        {"204": empty_answer("It is worth nothing any more.")},
        problems=("401", "403", "503"),
        security=TOKEN,
    ),
}


def _end_one(name: str, summary: str) -> Json:
    return operation(
        name,
        summary,
        {"204": empty_answer("It has ended.")},
        problems=("401", "403", "404", "503"),
        security=BROWSER,
        parameters=[_BY_ID],
    )


PATHS: Final[Json] = {
    "/api/session": _SESSION,
    "/api/consent": {"put": _CHOOSE_CONSENT},
    "/api/account": _ACCOUNT,
    "/api/account/password": {"put": _CHANGE_PASSWORD},
    "/api/sessions": _SESSIONS,
    "/api/sessions/{id}": {"delete": _end_one("endSession", "Log one browser out")},
    "/api/tokens": _TOKENS,
    "/api/tokens/{id}": {"delete": _end_one("endToken", "Revoke one token")},
    "/api/presence": {
        "get": operation(
            "presence",
            "How many accounts asked anything within a minute, the asker's among them",
            {"200": json_answer("How many.", closed(object_of(online=COUNT)))},
            problems=("401", "503"),
            security=PERHAPS_ACCOUNT,
        )
    },
}
