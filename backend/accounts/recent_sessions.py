"""Remembers for some seconds which sessions are in force, so that not every batch asks Postgres.

What is remembered may have ended since, by a log-out, another password or another choice of consent. So it says only
what to try: the statement that does the work looks whether the session is in force, and where it is not, `ask`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.requests import Request

from backend.accounts import sessions
from backend.accounts.session_store import Session
from backend.database import Database
from backend.http.request_logging import identify

REMEMBERED_S: Final = 5.0  # shorter than what `last_seen_at` is exact to, so that who sends is still seen as present
REMEMBERED: Final = 1000  # sessions

Require = Callable[[Database, Request], Awaitable[Session]]
_Key = tuple[str | None, str | None]


class RecentSessions:
    """Remembers the sessions of the last seconds by the hashes of their secrets."""

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float] = time.monotonic,
        require: Require = sessions.require_session,
    ) -> None:
        """`clock` gives seconds; `require` finds a request's session, by nothing but its token and its cookie."""
        self._require = require
        self._database = database
        self._clock = clock
        self._known: dict[_Key, tuple[Session, float]] = {}

    async def recall(self, request: Request) -> tuple[Session, bool]:
        """Return the request's session, and whether it is remembered only. Raises UnauthenticatedError."""
        session, since = self._known.get(_key(request), (None, 0.0))
        if session is None or self._clock() - since >= REMEMBERED_S:
            return await self.ask(request), False
        identify(session.account.id)
        return session, True

    async def ask(self, request: Request) -> Session:
        """Return the request's session as Postgres knows it now, and remember it. Raises UnauthenticatedError."""
        key = _key(request)
        self._known.pop(key, None)
        session = await self._require(self._database, request)
        self._known[key] = session, self._clock()  # the newest last
        while len(self._known) > REMEMBERED:
            del self._known[next(iter(self._known))]
        return session


def _key(request: Request) -> _Key:
    return _sha256(sessions.bearer(request)), _sha256(sessions.cookie(request))


def _sha256(token: str | None) -> str | None:
    return None if token is None else hashlib.sha256(token.encode()).hexdigest()
