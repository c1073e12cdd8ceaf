"""One's own account over HTTP: read it, change its password, delete it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions, store
from backend.accounts.authenticator import Authenticator
from backend.accounts.limits import address_of
from backend.accounts.names import check_password, refuse_common
from backend.accounts.quotas import KINDS, Quotas
from backend.accounts.schemas import AccountDeletion, OwnAccount, PasswordChange, Used
from backend.database import Database
from backend.http.body import read_json
from backend.http.endpoints import ACCOUNT, BROWSER, operation
from backend.http.errors import UnauthenticatedError
from backend.http.messages import utc_text
from backend.http.responses import answer

DeleteAccount = Callable[[Database, int], Awaitable[None]]


class AccountRoutes:
    """Answers /api/account and below."""

    def __init__(
        self, database: Database, authenticator: Authenticator, quotas: Quotas, delete_account: DeleteAccount
    ) -> None:
        """`delete_account` takes away all that belongs to an account, also what this package does not know."""
        self._database = database
        self._authenticator = authenticator
        self._quotas = quotas
        self._delete_account = delete_account

    @operation("readAccount", OwnAccount, security=ACCOUNT)
    async def read(self, request: Request) -> Response:
        """The account that is logged in, by cookie or by token, and what it used of its day."""
        account = await sessions.require(self._database, request)
        used, limits = await self._quotas.used(account.id), self._quotas.limits
        today = [Used(kind, used[kind], getattr(limits, kind)) for kind in KINDS]
        created_at = utc_text(account.created_at)
        return answer(OwnAccount(account.name, account.administrator, created_at, account.consent, today))

    @operation("changePassword", {204: None}, body=PasswordChange, security=BROWSER, problems=(429,))
    async def change_password(self, request: Request) -> Response:
        """Put another password in force; every other session and every token of the account ends."""
        session = await sessions.require_browser(self._database, request)
        form = await read_json(request, PasswordChange)
        current, new = check_password(form.current), check_password(form.new)
        refuse_common(new)
        await self._authenticator.confirm(address_of(request), session.account, current)
        hashed = await self._authenticator.hash(new)
        if not await store.change_password(self._database, session.account, hashed, session.id):
            raise UnauthenticatedError("The password has just been changed elsewhere. Log in with it, then try again.")
        return Response(status_code=204)

    @operation("deleteAccount", {204: None}, body=AccountDeletion, security=BROWSER, problems=(429,))
    async def delete(self, request: Request) -> Response:
        """Delete the account with everything of its own; the password confirms that it is meant."""
        session = await sessions.require_browser(self._database, request)
        password = check_password((await read_json(request, AccountDeletion)).password)
        await self._authenticator.confirm(address_of(request), session.account, password)
        await self._delete_account(self._database, session.account.id)
        response = Response(status_code=204)
        sessions.forget_cookie(request, response)
        return response
