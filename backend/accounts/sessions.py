"""Finds out who a request comes from, by its cookie or its bearer token, and sets that cookie."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import passes, session_store
from backend.accounts.session_store import TOKENS, Kind, Session
from backend.accounts.store import Account
from backend.database import Database
from backend.http.cross_origin import site
from backend.http.errors import DatabaseReadOnlyError, ForbiddenError, UnauthenticatedError
from backend.http.request_logging import identify
from backend.http.root_path import root_of

REMEMBERED: Final = timedelta(days=30)
UNREMEMBERED: Final = timedelta(days=1)  # the browser forgets the cookie when it closes; a browser left open ends here
DEVICE_LENGTH: Final = 200


async def start(database: Database, request: Request, response: Response, account: Account, remember: bool) -> None:
    """Replace the request's session, if any, by a new one of `account`, or by a pass, and set its cookie.

    Raises UnauthenticatedError where the account was deleted a moment before.
    """
    lifetime = REMEMBERED if remember else UNREMEMBERED
    identify(account.id)
    try:
        await revoke(database, request)
        await session_store.make_room(database, account.id, "browser")
        token = (await session_store.begin(database, account, "browser", device_of(request), lifetime)).token
    except DatabaseReadOnlyError:
        token, lifetime = passes.make(account), min(passes.LIFETIME, lifetime)
    response.set_cookie(
        _cookie(request),
        token,
        max_age=int(lifetime.total_seconds()) if remember else None,
        secure=_over_tls(request),
        httponly=True,
        samesite="lax",
        path=_path(request),
    )


async def find(database: Database, request: Request) -> Account | None:
    """Return the account that the request's bearer token, else its cookie, stands for, or None.

    Raises UnauthenticatedError for a token that is not in force: a script should hear of it.
    """
    session = await _find(database, request)
    return None if session is None else session.account


async def require(database: Database, request: Request) -> Account:
    """Return the account that the request's bearer token or cookie stands for. Raises UnauthenticatedError."""
    return (await require_session(database, request)).account


async def require_session(database: Database, request: Request) -> Session:
    """Return the session that the request's bearer token or cookie stands for. Raises UnauthenticatedError."""
    session = await _find(database, request)
    if session is None:
        raise UnauthenticatedError("Nobody is logged in. Log in, then try again.")
    return session


async def require_sender(database: Database, request: Request) -> Session:
    """Return the session that the request may send samples by, which another site's may too.

    It is to be held against the request by `require_own_site`. Raises UnauthenticatedError.
    """
    token = bearer(request)
    if token is None:
        return await require_session(database, request)
    return await _of_token(database, token, *TOKENS)


def require_own_site(request: Request, session: Session) -> None:
    """Refuse a token that was given to one site and comes from another, or from none, and a script's from a site.

    Raises ForbiddenError.
    """
    if session.origin != site(request):
        raise ForbiddenError(
            "This token is not this site's. Samples of another site need a token that a person allowed for it."
        )


async def require_browser(database: Database, request: Request) -> Session:
    """Return the session of the request's cookie, for what no token may do. Raises UnauthenticatedError."""
    session = None if bearer(request) is not None else await _of_cookie(database, request)
    if session is None:
        raise UnauthenticatedError("Nobody is logged in here (a token is not enough). Log in, then try again.")
    return session


async def revoke(database: Database, request: Request) -> None:
    """End the session of the request's cookie on the server, so that a copy of the cookie is worth nothing."""
    token = cookie(request)
    if token is not None:
        await session_store.end(database, token, "browser")


def forget_cookie(request: Request, response: Response) -> None:
    """Tell the browser to forget the session's cookie."""
    response.delete_cookie(
        _cookie(request), path=_path(request), secure=_over_tls(request), httponly=True, samesite="lax"
    )


def bearer(request: Request) -> str | None:
    """Return the bearer token that the request carries, or None."""
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def cookie(request: Request) -> str | None:
    """Return the token in the request's cookie, or None."""
    return request.cookies.get(_cookie(request))


def device_of(request: Request) -> str:
    """Return what the asker calls itself, by which its owner may know it again in a list."""
    agent = request.headers.get("user-agent", "")
    return "".join(letter for letter in agent if letter.isprintable())[:DEVICE_LENGTH]


async def _find(database: Database, request: Request) -> Session | None:
    token = bearer(request)
    if token is None:
        return await _of_cookie(database, request)
    return await _of_token(database, token, "script")


async def _of_token(database: Database, token: str, *kinds: Kind) -> Session:
    session = _noted(await session_store.find(database, token, *kinds))
    if session is None:
        raise UnauthenticatedError("This token is unknown, revoked or expired. Make a new one with POST /api/tokens.")
    return session


async def _of_cookie(database: Database, request: Request) -> Session | None:
    token = cookie(request)
    if token is None:
        return None
    return _noted(await session_store.find(database, token, "browser") or await passes.find(database, token))


def _noted(session: Session | None) -> Session | None:
    if session is not None:
        identify(session.account.id)
    return session


def _cookie(request: Request) -> str:
    """Over TLS the name itself makes browsers refuse such a cookie over plain HTTP, or from a sister site.

    The latter they do only for a cookie of the whole host.
    """
    if not _over_tls(request):
        return "session"
    return "__Secure-session" if root_of(request) else "__Host-session"


def _path(request: Request) -> str:
    return root_of(request) or "/"


def _over_tls(request: Request) -> bool:
    return request.url.scheme == "https"
