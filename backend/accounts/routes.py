"""Accounts over HTTP: the log-in form, the session and the choice of consent in, JSON and a cookie out."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.accounts import sessions, store
from backend.accounts.names import check_name, check_password
from backend.accounts.passwords import Passwords
from backend.accounts.store import Account, Consent
from backend.body import read_object, take
from backend.database import Database
from backend.errors import UnauthenticatedError, UnprocessableError

NEWEST_VERSION: Final = 2**31 - 1  # what the column holds


class AccountRoutes:
    """Answers /api/session and /api/consent."""

    def __init__(self, database: Database, passwords: Passwords) -> None:
        self._database = database
        self._passwords = passwords

    async def log_in(self, request: Request) -> Response:
        """Register a new name (201) or log a known one in (200), and set the cookie; 401 for a wrong password."""
        fields = await read_object(request)
        name, name_key = check_name(take(fields, "name", str))
        password = check_password(take(fields, "password", str))
        remember = take(fields, "remember", bool)
        account, registered = await self._account(name, name_key, password)
        body = {**_as_json(account), "registered": registered}
        response = JSONResponse(body, 201 if registered else 200)
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
        response.delete_cookie(sessions.COOKIE, httponly=True, samesite="lax")
        return response

    async def choose_consent(self, request: Request) -> Response:
        """Put a level of consent in force for the account that is logged in."""
        account = await sessions.require(self._database, request)
        fields = await read_object(request)
        consent = Consent(take(fields, "level", str), take(fields, "version", int))
        if consent.level not in store.LEVELS:
            raise UnprocessableError(f"The level must be one of: {', '.join(store.LEVELS)}.")
        if not 1 <= consent.version <= NEWEST_VERSION:
            raise UnprocessableError("The version must be that of the text shown, counted from 1.")
        await store.choose_consent(self._database, account.id, consent)
        return JSONResponse(consent.as_json())

    async def _account(self, name: str, name_key: str, password: str) -> tuple[Account, bool]:
        """Return the account and whether it was registered just now; a known and a new name cost one hash each."""
        known = await store.find(self._database, name_key)
        if known is None:
            hashed = await self._passwords.hash(password)
            added = await store.add(self._database, name, name_key, hashed)
            if added is not None:
                return added, True
            known = await store.find(self._database, name_key)
        if known is None or not await self._passwords.verify(known.password_hash, password):
            raise UnauthenticatedError(
                "This name is registered with another password. Try again, or take another name."
            )
        if self._passwords.outdated(known.password_hash):
            await store.replace_hash(self._database, known.id, await self._passwords.hash(password))
        return known, False


def _as_json(account: Account) -> dict[str, object]:
    return {"name": account.name, "consent": account.consent and account.consent.as_json()}
