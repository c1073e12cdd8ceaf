"""The stats page's figures over HTTP."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions
from backend.database import Database
from backend.http.endpoints import ACCOUNT, PERHAPS_ACCOUNT, operation
from backend.http.errors import BadRequestError
from backend.http.root_path import root_of
from backend.models.registry import Model, Registry
from backend.stats import accuracy, calibration, drift, ingest, latency, mistakes, overview, rollups, shadow, usage
from backend.stats.cache import COMPUTED_AT, CachedResponse, VersionCache
from backend.stats.false_alarms import false_alarms
from backend.stats.filters import Filters, parse
from backend.stats.mistake_routes import require_administrator
from backend.stats.report import ENOUGH, Json
from backend.stats.schemas import (
    Stats,
    StatsActivity,
    StatsMistakes,
    StatsModels,
    StatsQuality,
    StatsQuery,
    StatsShadow,
    StatsSpeed,
)

# What the document says of all that is made of rollups.
FIGURES: Final[dict[str, Any]] = {
    "query": StatsQuery,
    "security": PERHAPS_ACCOUNT,
    "etag": True,
    "answer_headers": {COMPUTED_AT: True},
}


class StatsRoutes:
    """Answers /api/stats and the figures below it."""

    def __init__(self, database: Database, registry: Registry, clock: Callable[[], datetime]) -> None:
        """`clock` gives the time now, in UTC."""
        self._database = database
        self._registry = registry
        self._clock = clock
        self._figures: VersionCache[Json] = VersionCache()
        self._answers: VersionCache[CachedResponse] = VersionCache()

    @operation("stats", Stats, **FIGURES)
    async def overview(self, request: Request) -> Response:
        """Totals, days, and how good the model is; the sessions of whoever is logged in."""
        asked = parse(request)
        filters, labels = await self._of_model(asked)
        account = await sessions.find(self._database, request)
        users = await overview.count_users(self._database)

        async def live() -> Json:
            of_asker = None if account is None else await overview.sessions_of(self._database, account.id)
            return {"demo": await overview.holds_demo(self._database), "your_sessions": of_asker}

        async def compute() -> Json:
            return await overview.figures(self._database, asked, filters, labels, users)

        return await self._answer(request, (asked, filters.model, users), compute, live)

    @operation("statsOfModels", StatsModels, **FIGURES)
    async def models(self, request: Request) -> Response:
        """The best models side by side, and which ones answer."""
        filters, current = parse(request), self._registry.foremost()

        async def compute() -> Json:
            known = await overview.models(self._database)
            labels_of = {id_: model.labels for id_ in known if (model := self._registry.model(id_)) is not None}
            return {
                "enough": ENOUGH,
                "models": await accuracy.best_models(self._database, filters, labels_of, current.labels),
                "adoption": await overview.adoption(self._database, filters),
            }

        return await self._answer(request, (filters, current.id), compute)

    @operation("activity", StatsActivity, **FIGURES)
    async def activity(self, request: Request) -> Response:
        """Who uses it: today by half hours, and minutes by day and person. Only days are filtered."""
        filters, zone = parse(request), usage.zone_of(request.query_params.get("zone"))
        today = self._clock().astimezone(zone).date()
        days = usage.usage_days(filters, today)
        account = await sessions.find(self._database, request)

        async def compute() -> Json:
            return {
                "zone": zone.key,
                "day": today.isoformat(),
                "half_hours": await usage.half_hours(self._database, today, zone),
                "usage_from": days[0].isoformat() if days else None,
                "usage_to": days[-1].isoformat() if days else None,
                "usage": await usage.usage(self._database, days, zone, account),
            }

        asker = None if account is None else (account.id, account.administrator)
        return await self._answer(request, (zone.key, today, tuple(days), asker), compute)

    @operation("quality", StatsQuality, **FIGURES)
    async def quality(self, request: Request) -> Response:
        """False alarms, confidence and drift of one model."""
        filters, _ = await self._of_model(parse(request))

        async def compute() -> Json:
            histogram, calibrated = await calibration.confidence(self._database, filters)
            return {
                "model_id": filters.model,
                "enough": ENOUGH,
                "false_alarms": await false_alarms(self._database, filters),
                "confidence": histogram,
                "calibration": calibrated,
                "drift": await drift.drifts(self._database, filters),
            }

        return await self._answer(request, filters, compute)

    @operation("speed", StatsSpeed, **FIGURES)
    async def speed(self, request: Request) -> Response:
        """How fast it is where, and what became of what was sent."""
        filters = parse(request)

        async def compute() -> Json:
            return {
                "enough": ENOUGH,
                "groups": await latency.speeds(self._database, filters),
                "outbox_delay_s": await latency.delays(self._database, filters),
                "received": await ingest.by_day(self._database, filters),
            }

        return await self._answer(request, filters, compute)

    @operation("shadow", StatsShadow, **FIGURES)
    async def shadow(self, request: Request) -> Response:
        """How a challenger's answers differ from the champion's, which `model` is here."""
        filters, challenger = parse(request), self._registry.challenger()
        champion = self._registry.foremost()
        now = (champion.id, None if challenger is None else challenger.id)

        def labels_of(model_id: str) -> tuple[str, ...]:
            model = self._registry.model(model_id)
            return champion.labels if model is None else model.labels

        async def compute() -> Json:
            return {
                "enough": ENOUGH,
                "champion": now[0],
                "challenger": now[1],
                "pairs": await shadow.pairs(self._database, filters, now, labels_of),
            }

        return await self._answer(request, (filters, now), compute)

    @operation("mistakes", StatsMistakes, query=StatsQuery, security=ACCOUNT, etag=True, problems=(403,))
    async def mistakes(self, request: Request) -> Response:
        """The worst mistakes, for the administrator; counted anew each time, since whoever forbids photos is gone."""
        require_administrator(await sessions.require(self._database, request))
        worst = await mistakes.worst(self._database, parse(request), root_of(request))
        return CachedResponse({"mistakes": worst}).answer(request)

    async def _of_model(self, filters: Filters) -> tuple[Filters, tuple[str, ...]]:
        """Fill in the current model where none is asked for, and return its labels. Raises BadRequestError."""
        current = self._registry.foremost()
        if filters.model is None:
            return replace(filters, model=current.id), current.labels
        model: Model | None = self._registry.model(filters.model)
        if model is None and filters.model not in await overview.models(self._database):
            raise BadRequestError(f"model: there is none with the id {filters.model}. Leave it out for the newest.")
        return filters, current.labels if model is None else model.labels

    async def _answer(
        self,
        request: Request,
        key: Hashable,
        compute: Callable[[], Awaitable[Json]],
        live: Callable[[], Awaitable[Json]] | None = None,
    ) -> Response:
        """Answer with figures: `compute` gives what depends on the rollups and `key` only, and `live` what does not."""
        now = await rollups.state(self._database)
        path = request.url.path
        more = {} if live is None else await live()

        async def pack() -> CachedResponse:
            figures = await self._figures.get(now.version, (path, key), compute)
            # In a thread, so that a large answer does not hold up samples that arrive meanwhile.
            return await asyncio.to_thread(CachedResponse, {**figures, **more})

        cached = await self._answers.get(now.version, (path, key, json.dumps(more)), pack)
        return cached.answer(request, now.computed_at)
