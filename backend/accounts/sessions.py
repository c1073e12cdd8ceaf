"""Sessions: an account in, a cookie out, and from the cookie the account again until it is revoked."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts.store import ACCOUNT, Account, account_from
from backend.database import Database
from backend.errors import UnauthenticatedError

COOKIE: Final = "session"
REMEMBERED: Final = timedelta(days=30)
UNREMEMBERED: Final = timedelta(days=1)  # the browser forgets the cookie when it closes; a browser left open ends here


async def start(database: Database, request: Request, response: Response, account: Account, remember: bool) -> None:
    """Replace the request's session, if any, by a new one of `account`, and set its cookie."""
    await revoke(database, request)
    await database.execute("DELETE FROM sessions WHERE expires_at < now()")
    token = secrets.token_urlsafe(32)
    lifetime = REMEMBERED if remember else UNREMEMBERED
    await database.execute(
        """
        INSERT INTO sessions (token_sha256, account_id, expires_at)
        VALUES (:token_sha256, :account_id, now() + :lifetime)
        """,
        token_sha256=_sha256(token),
        account_id=account.id,
        lifetime=lifetime,
    )
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(lifetime.total_seconds()) if remember else None,
        secure=request.url.scheme == "https",
        httponly=True,
        samesite="lax",
    )


async def find(database: Database, request: Request) -> Account | None:
    """Return the account that the request's cookie stands for, or None."""
    token = request.cookies.get(COOKIE)
    if token is None:
        return None
    row = await database.fetch_one(
        f"{ACCOUNT} JOIN sessions s ON s.account_id = a.id WHERE s.token_sha256 = :hash AND s.expires_at > now()",
        hash=_sha256(token),
    )
    return None if row is None else account_from(row)


async def require(database: Database, request: Request) -> Account:
    """Return the account that the request's cookie stands for. Raises UnauthenticatedError."""
    account = await find(database, request)
    if account is None:
        raise UnauthenticatedError("Nobody is logged in. Log in, then try again.")
    return account


async def revoke(database: Database, request: Request) -> None:
    """End the request's session on the server, so that a copy of its cookie is worth nothing."""
    token = request.cookies.get(COOKIE)
    if token is not None:
        await database.execute("DELETE FROM sessions WHERE token_sha256 = :hash", hash=_sha256(token))


def _sha256(token: str) -> bytes:
    """Only this is stored: whoever reads the table cannot log in with it."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
