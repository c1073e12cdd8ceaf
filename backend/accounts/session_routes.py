"""One's sessions over HTTP: those of browsers, the tokens of scripts, and how many accounts are online."""

from __future__ import annotations

import base64
import binascii
from datetime import timedelta
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import session_store, sessions
from backend.accounts.authenticator import Authenticator
from backend.accounts.limits import address_of
from backend.accounts.names import check_name, check_password
from backend.accounts.schemas import BrowserSession, BrowserSessions, NewToken, Presence, Token, Tokens
from backend.accounts.session_store import KEPT, TOKENS, Kind
from backend.accounts.store import Account
from backend.database import Database, Row
from backend.http.endpoints import BROWSER, PASSWORD, PERHAPS_ACCOUNT, TOKEN, operation
from backend.http.errors import (
    BasicRequiredError,
    ConflictError,
    NotFoundError,
    UnauthenticatedError,
    UnprocessableError,
)
from backend.http.messages import utc_text
from backend.http.responses import answer

TOKEN_LIFETIME: Final = timedelta(days=365)


class SessionRoutes:
    """Answers /api/sessions, /api/tokens and /api/presence."""

    def __init__(self, database: Database, authenticator: Authenticator) -> None:
        self._database = database
        self._authenticator = authenticator

    @operation("listSessions", BrowserSessions, security=BROWSER)
    async def list_sessions(self, request: Request) -> Response:
        """The account's browsers that are logged in, the one used last first."""
        session = await sessions.require_browser(self._database, request)
        rows = await session_store.of_account(self._database, session.account.id, "browser")
        return answer(BrowserSessions([BrowserSession(*_told(row), row["id"] == session.id) for row in rows]))

    @operation("endOtherSessions", {204: None}, security=BROWSER)
    async def end_others(self, request: Request) -> Response:
        """Log all other browsers out."""
        session = await sessions.require_browser(self._database, request)
        await session_store.end_others(self._database, session)
        return Response(status_code=204)

    @operation("endSession", {204: None}, security=BROWSER)
    async def end_session(self, request: Request) -> Response:
        """Log one browser out, this one or another."""
        return await self._end_one(request, "browser")

    @operation("listTokens", Tokens, security=BROWSER)
    async def list_tokens(self, request: Request) -> Response:
        """The account's tokens in force, without the secret itself, which nobody knows any more."""
        session = await sessions.require_browser(self._database, request)
        rows = await session_store.of_account(self._database, session.account.id, *TOKENS)
        return answer(Tokens([_token(row) for row in rows]))

    @operation("makeToken", {201: NewToken}, security=PASSWORD, problems=(409, 429))
    async def make_token(self, request: Request) -> Response:
        """Make a token for a script out of a name and a password (Basic); the reply is the only time it is told."""
        account = await self._log_in(request)
        if len(await session_store.of_account(self._database, account.id, "script")) >= KEPT:
            raise ConflictError(f"An account may have {KEPT} tokens. Revoke one that is not used any more.")
        device = sessions.device_of(request)
        begun = await session_store.begin(self._database, account, "script", device, TOKEN_LIFETIME)
        return answer(NewToken(str(begun.id), begun.token, utc_text(begun.expires_at)), 201)

    @operation("endOwnToken", {204: None}, security=TOKEN)
    async def end_own_token(self, request: Request) -> Response:
        """Revoke the very token that the request carries."""
        token = sessions.bearer(request)
        if token is None or not await session_store.end(self._database, token, *TOKENS):
            raise UnauthenticatedError("Send the token to revoke: Authorization: Bearer TOKEN.")
        return Response(status_code=204)

    @operation("endToken", {204: None}, security=BROWSER)
    async def end_token(self, request: Request) -> Response:
        """Revoke one token."""
        return await self._end_one(request, *TOKENS)

    @operation("presence", Presence, security=PERHAPS_ACCOUNT)
    async def presence(self, request: Request) -> Response:
        """How many accounts are online; asking is also the way to say that one is."""
        await sessions.find(self._database, request)
        return answer(Presence(await session_store.count_online(self._database)))

    async def _end_one(self, request: Request, *kinds: Kind) -> Response:
        session = await sessions.require_browser(self._database, request)
        session_id = _uuid(request.path_params["id"])
        if session_id is None or not await session_store.end_one(
            self._database, session.account.id, session_id, *kinds
        ):
            raise NotFoundError("You have nothing of this id. It may have ended already: ask for the list again.")
        return Response(status_code=204)

    async def _log_in(self, request: Request) -> Account:
        name, password = _basic(request.headers.get("authorization", ""))
        try:
            _, name_key = check_name(name)
            password = check_password(password)
        except UnprocessableError as error:  # nobody can have registered with it
            raise BasicRequiredError("The name or the password is wrong. Correct it, then try again.") from error
        return await self._authenticator.log_in(address_of(request), name_key, password)


def _told(row: Row) -> tuple[str, str, str, str, str]:
    """Return what the account is told of one of its sessions, in the order of BrowserSession."""
    created_at, last_seen_at, expires_at = (row[name] for name in ("created_at", "last_seen_at", "expires_at"))
    return str(row["id"]), row["device"], utc_text(created_at), utc_text(last_seen_at), utc_text(expires_at)


def _token(row: Row) -> Token:
    id_, device, *times = _told(row)
    return Token(id_, device, row["origin"], row["level"], *times)


def _basic(authorization: str) -> tuple[str, str]:
    """Name and password of an Authorization header. Raises BasicRequiredError."""
    scheme, _, encoded = authorization.partition(" ")
    try:
        if scheme.lower() != "basic":
            raise ValueError("another scheme")
        name, colon, password = base64.b64decode(encoded.strip(), validate=True).decode().partition(":")
        if not colon:
            raise ValueError("no password")
    except (ValueError, binascii.Error) as error:
        raise BasicRequiredError("Send name and password: Authorization: Basic, in UTF-8.") from error
    return name, password


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
