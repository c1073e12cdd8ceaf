"""One's own account over HTTP: a browser's session in; its account, another password, or nothing of it left out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.accounts import sessions, store
from backend.accounts.deletion import delete_account
from backend.accounts.doorkeeper import Doorkeeper
from backend.accounts.limits import address_of
from backend.accounts.names import check_password
from backend.body import read_object, take
from backend.database import Database
from backend.errors import UnauthenticatedError
from backend.times import utc_text


class AccountRoutes:
    """Answers /api/account and below."""

    def __init__(self, database: Database, doorkeeper: Doorkeeper) -> None:
        self._database = database
        self._doorkeeper = doorkeeper

    async def read(self, request: Request) -> Response:
        """The account that is logged in, by cookie or by token."""
        account = await sessions.require(self._database, request)
        return JSONResponse(
            {
                "name": account.name,
                "administrator": account.administrator,
                "created_at": utc_text(account.created_at),
                "consent": account.consent and account.consent.as_json(),
            }
        )

    async def change_password(self, request: Request) -> Response:
        """Put another password in force; every other session and every token of the account ends."""
        session = await sessions.require_browser(self._database, request)
        fields = await read_object(request)
        current, new = (check_password(take(fields, field, str)) for field in ("current", "new"))
        await self._doorkeeper.confirm(address_of(request), session.account, current)
        hashed = await self._doorkeeper.hash(new)
        if not await store.change_password(self._database, session.account, hashed, session.id):
            raise UnauthenticatedError("The password has just been changed elsewhere. Log in with it, then try again.")
        return Response(status_code=204)

    async def delete(self, request: Request) -> Response:
        """Delete the account with everything of its own; the password confirms that it is meant."""
        session = await sessions.require_browser(self._database, request)
        password = check_password(take(await read_object(request), "password", str))
        await self._doorkeeper.confirm(address_of(request), session.account, password)
        await delete_account(self._database, session.account.id)
        response = Response(status_code=204)
        sessions.forget_cookie(request, response)
        return response
