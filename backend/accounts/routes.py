"""Logging in and out over HTTP: the form, who is logged in and what may be stored in, JSON and a cookie out."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.accounts import sessions, store
from backend.accounts.authenticator import Authenticator
from backend.accounts.limits import address_of
from backend.accounts.names import check_name, check_password
from backend.accounts.store import Account, Consent
from backend.database import Database
from backend.http.body import read_object, take
from backend.http.errors import UnauthenticatedError, UnprocessableError

NEWEST_VERSION: Final = 2**31 - 1  # what the column holds


class LogInRoutes:
    """Answers /api/session and /api/consent."""

    def __init__(self, database: Database, authenticator: Authenticator) -> None:
        self._database = database
        self._authenticator = authenticator

    async def log_in(self, request: Request) -> Response:
        """Register a new name (201) or log a known one in (200), and set the cookie; 401 for a wrong password."""
        fields = await read_object(request)
        name, name_key = check_name(take(fields, "name", str))
        password = check_password(take(fields, "password", str))
        remember = take(fields, "remember", bool)
        account, registered = await self._authenticator.register_or_log_in(
            address_of(request), name, name_key, password
        )
        response = JSONResponse({**_as_json(account), "registered": registered}, 201 if registered else 200)
        await sessions.start(self._database, request, response, account, remember)
        return response

    async def who(self, request: Request) -> Response:
        """Who is logged in; nobody is no error, since the page asks this of every visitor."""
        account = await sessions.find(self._database, request)
        return JSONResponse({"name": None, "consent": None} if account is None else _as_json(account))

    async def log_out(self, request: Request) -> Response:
        """Revoke the session, if there is one."""
        await sessions.revoke(self._database, request)
        response = Response(status_code=204)
        sessions.forget_cookie(request, response)
        return response

    async def choose_consent(self, request: Request) -> Response:
        """Put a level of consent in force for the account that is logged in."""
        session = await sessions.require_browser(self._database, request)
        fields = await read_object(request)
        consent = Consent(take(fields, "level", str), take(fields, "version", int))
        if consent.level not in store.LEVELS:
            raise UnprocessableError(f"The level must be one of: {', '.join(store.LEVELS)}.")
        if not 1 <= consent.version <= NEWEST_VERSION:
            raise UnprocessableError("The version must be that of the text shown, counted from 1.")
        if not await store.choose_consent(self._database, session.account.id, consent):
            raise UnauthenticatedError("This account has just been deleted. Register the name again to go on.")
        return JSONResponse(consent.as_json())


def _as_json(account: Account) -> dict[str, object]:
    return {"name": account.name, "consent": account.consent and account.consent.as_json()}
