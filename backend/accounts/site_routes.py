"""Tokens of other sites over HTTP: what a person allows the page of one to send, on a page of ours."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import session_store, sessions
from backend.accounts.schemas import NewToken, Site, SiteQuery, SiteToken
from backend.database import Database
from backend.http.body import read_json, read_query
from backend.http.endpoints import BROWSER, operation
from backend.http.errors import ConflictError, ForbiddenError
from backend.http.messages import utc_text
from backend.http.responses import answer

# A page keeps its token no longer than it is open, so that only one that stays open for days must ask again.
LIFETIME: Final = timedelta(days=1)


class SiteRoutes:
    """Answers /api/sites."""

    def __init__(self, database: Database, origins: Collection[str]) -> None:
        """`origins` are the sites that the administrator allows."""
        self._database = database
        self._origins = frozenset(origins)

    @operation("readSite", Site, query=SiteQuery)
    async def read(self, request: Request) -> Response:
        """Whether pages of a site may send samples at all, where a person allows it."""
        origin = read_query(request, SiteQuery).origin
        return answer(Site(origin, origin in self._origins))

    @operation("allowSite", {201: NewToken}, body=SiteToken, security=BROWSER, problems=(409,))
    async def allow(self, request: Request) -> Response:
        """Make a token with which pages of one site may send samples for a day, and do nothing else."""
        session = await sessions.require_browser(self._database, request)
        asked = await read_json(request, SiteToken)
        if asked.origin not in self._origins:
            raise ForbiddenError(
                f"This server takes no samples from {asked.origin}. Its administrator can allow it (ALLOWED_ORIGINS)."
            )
        account = session.account
        if account.consent is None or not account.consent.allows(asked.level):
            raise ConflictError(f"The account does not allow {asked.level} to be kept. Allow it first.")
        await session_store.make_room(self._database, account.id, "site")
        device = sessions.device_of(request)
        begun = await session_store.begin(self._database, account, "site", device, LIFETIME, asked.origin, asked.level)
        return answer(NewToken(str(begun.id), begun.token, utc_text(begun.expires_at)), 201)
