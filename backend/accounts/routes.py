"""Logging in and out, and the choice of consent, over HTTP."""

from __future__ import annotations

from contextlib import suppress

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions, store
from backend.accounts.authenticator import Authenticator
from backend.accounts.limits import address_of
from backend.accounts.names import check_name, check_password
from backend.accounts.quotas import Quotas
from backend.accounts.schemas import Asker, Consent, LoggedIn, LogIn
from backend.database import Database
from backend.http.body import read_json
from backend.http.endpoints import BROWSER, PERHAPS_ACCOUNT, operation
from backend.http.errors import DatabaseReadOnlyError, UnauthenticatedError
from backend.http.responses import answer


class LogInRoutes:
    """Answers /api/session and /api/consent."""

    def __init__(self, database: Database, authenticator: Authenticator, quotas: Quotas) -> None:
        self._database = database
        self._quotas = quotas
        self._authenticator = authenticator

    @operation(
        "logIn",
        {200: LoggedIn, 201: LoggedIn},
        body=LogIn,
        problems=(401, 404, 409, 429),
        answer_headers={"Set-Cookie": True},
    )
    async def log_in(self, request: Request) -> Response:
        """Register a new name (201) or log a known one in (200), and set the cookie; 401 for a wrong password."""
        form = await read_json(request, LogIn)
        name, name_key = check_name(form.name)
        password = check_password(form.password)
        account, registered = await self._authenticator.register_or_log_in(
            address_of(request), name, name_key, password, None if form.intent is UNSET else form.intent
        )
        response = answer(LoggedIn(account.name, account.consent, registered), 201 if registered else 200)
        await sessions.start(self._database, request, response, account, form.remember)
        return response

    @operation("whoIsLoggedIn", Asker, security=PERHAPS_ACCOUNT)
    async def who(self, request: Request) -> Response:
        """Who is logged in; nobody is no error, since the page asks this of every visitor."""
        account = await sessions.find(self._database, request)
        return answer(Asker(None, None) if account is None else Asker(account.name, account.consent))

    @operation("logOut", {204: None})
    async def log_out(self, request: Request) -> Response:
        """Revoke the session, if there is one."""
        with suppress(DatabaseReadOnlyError):  # then only this browser forgets it, which matters most
            await sessions.revoke(self._database, request)
        response = Response(status_code=204)
        sessions.forget_cookie(request, response)
        return response

    @operation("chooseConsent", Consent, body=Consent, security=BROWSER, problems=(429,))
    async def choose_consent(self, request: Request) -> Response:
        """Put a level of consent in force for the account that is logged in."""
        session = await sessions.require_browser(self._database, request)
        consent = await read_json(request, Consent)
        await self._quotas.require(session.account.id, consents=1)
        self._quotas.count(session.account.id, consents=1)
        if not await store.choose_consent(self._database, session.account.id, consent):
            raise UnauthenticatedError("This account has just been deleted. Register the name again to go on.")
        return answer(consent)
