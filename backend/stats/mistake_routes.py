"""Mistakes over HTTP, for the administrator, who sees them and puts their labels right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions
from backend.accounts.store import Account
from backend.database import Database, Row
from backend.http.body import read_json, read_query
from backend.http.endpoints import ACCOUNT, BROWSER, Media, operation
from backend.http.errors import ForbiddenError, NotFoundError, UnprocessableError
from backend.http.root_path import root_of
from backend.models.registry import Registry
from backend.samples import export
from backend.stats.cache import CachedResponse
from backend.stats.figures import mistakes
from backend.stats.filters import BOTH, asked_for
from backend.stats.schemas.mistakes import LabelCorrection, MistakesQuery, StatsMistakes


def require_administrator(account: Account) -> None:
    """Refuse everybody else. Raises ForbiddenError."""
    if not account.administrator:
        raise ForbiddenError("Only the administrator sees other people's samples. Log in as the administrator.")


class MistakeRoutes:
    """Answers /api/stats/mistakes, each of them, and its picture."""

    def __init__(self, database: Database, registry: Registry, clock: Callable[[], datetime]) -> None:
        """`clock` gives the time now, in UTC."""
        self._database = database
        self._registry = registry
        self._clock = clock

    @operation("mistakes", StatsMistakes, query=MistakesQuery, security=ACCOUNT, etag=True, problems=(403,))
    async def waiting(self, request: Request) -> Response:
        """Mistakes that nobody has looked at, for the administrator.

        They are read anew each time, since whoever forbids photos is gone.
        """
        require_administrator(await sessions.require(self._database, request))
        query = read_query(request, MistakesQuery)
        filters = asked_for(query, self._clock().date()).filters
        if query.label_source is None:
            filters = replace(filters, sources=BOTH)
        cell, newest = (query.label, query.predicted), query.order == "newest"
        waiting = await mistakes.waiting(self._database, filters, cell, root_of(request), newest=newest)
        return CachedResponse(waiting).answer(request)

    @operation("mistakeNetworkInput", {200: Media(("image/png",))}, security=ACCOUNT, problems=(403,))
    async def picture(self, request: Request) -> Response:
        """What the network saw of a sample whose owner allows photos, as a picture."""
        require_administrator(await sessions.require(self._database, request))
        return Response(export.png(await self._one(request)), media_type="image/png")

    @operation("correctMistake", {204: None}, body=LabelCorrection, security=BROWSER)
    async def correct(self, request: Request) -> Response:
        """Put the label of such a sample right, or say that it is, which takes it off the list."""
        administrator = (await sessions.require_browser(self._database, request)).account
        require_administrator(administrator)
        label = (await read_json(request, LabelCorrection)).label
        row = await self._one(request)
        model = self._registry.model(row["model_id"]) or self._registry.foremost()
        if label not in model.labels:
            raise UnprocessableError(f"label: must be one of {', '.join(model.labels)}. Correct it and send again.")
        sample_id = request.path_params["id"]
        if not await mistakes.correct(self._database, sample_id, row, label):
            raise NotFoundError("This sample has just been deleted. Look at the list again.")
        return Response(status_code=204)

    async def _one(self, request: Request) -> Row:
        row = await mistakes.one(self._database, request.path_params["id"])
        if row is None:
            raise NotFoundError(
                "There is no such sample that was labelled and whose owner allows photos. Look at the list again."
            )
        return row
