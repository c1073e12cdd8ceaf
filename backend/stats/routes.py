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
from backend.accounts.store import Account
from backend.database import Database
from backend.http.body import read_query
from backend.http.endpoints import PERHAPS_ACCOUNT, operation
from backend.http.errors import BadRequestError
from backend.http.responses import answer
from backend.http.root_path import root_of
from backend.models.registry import Model, Registry
from backend.stats import ingest, rollups
from backend.stats.cache import COMPUTED_AT, CachedResponse, VersionCache
from backend.stats.days import PAST_ROWS, Days, Kept
from backend.stats.figures import (
    calibration,
    conditions,
    drift,
    groups,
    latency,
    models,
    online,
    overview,
    shadow,
    switches,
    usage,
)
from backend.stats.figures.false_alarms import false_alarms
from backend.stats.figures.report import ENOUGH, Json, change
from backend.stats.filters import Asked, Filters, asked_for
from backend.stats.schemas.common import ActivityQuery, StatsQuery
from backend.stats.schemas.models import StatsActivity, StatsModels, StatsQuality
from backend.stats.schemas.overview import Stats, StatsGroups
from backend.stats.schemas.use import StatsHands, StatsOnline, StatsShadow, StatsSpeed

# What the document says of all that is made of rollups.
FIGURES: Final[dict[str, Any]] = {
    "query": StatsQuery,
    "security": PERHAPS_ACCOUNT,
    "etag": True,
    "answer_headers": {COMPUTED_AT: True},
}
Compute = Callable[[Filters], Awaitable[Json]]


async def _nothing_more(_: int) -> Json:
    return {}


class StatsRoutes:
    """Answers /api/stats and the figures below it."""

    def __init__(self, database: Database, registry: Registry, clock: Callable[[], datetime]) -> None:
        """`clock` gives the time now, in UTC."""
        self._database = database
        self._registry = registry
        self._clock = clock
        self._past: Kept = VersionCache(PAST_ROWS, len)
        self._figures: VersionCache[Json] = VersionCache()
        self._sessions: VersionCache[list[Json]] = VersionCache()
        self._answers: VersionCache[CachedResponse] = VersionCache()

    @operation("stats", Stats, **FIGURES)
    async def overview(self, request: Request) -> Response:
        """Totals, days, and how good the model is; the sessions of whoever is logged in."""
        asked = self._asked(request)
        account = await sessions.find(self._database, request)
        current = self._registry.foremost().id

        async def figures(filters: Filters) -> Json:
            return await overview.figures(await self._days(), filters, *await self._of_model(filters))

        async def compute() -> Json:
            told, latest, choices = await asyncio.gather(
                self._compared(asked, figures),
                overview.latest_sample_at(self._database),
                overview.choices(self._database),
            )
            changed = change(told, told["compared"])
            return {**told, "latest_sample_at": latest, "choices": choices, "change": changed}

        async def live(version: int) -> Json:
            own, demo = await asyncio.gather(self._sessions_of(account, version), overview.holds_demo(self._database))
            history = self._registry.document().history
            told = await switches.within(self._database, history, asked.filters, demo=demo)
            return {"demo": demo, "switches": told, "your_sessions": own}

        return await self._answer(request, (asked, current), compute, live)

    @operation("statsOfGroups", StatsGroups, **FIGURES)
    async def groups(self, request: Request) -> Response:
        """For whom it fails: gestures by class of device and light, with pictures for those who may see any."""
        asked = self._asked(request)
        account = await sessions.find(self._database, request)
        filters, _ = await self._of_model(asked.filters)

        async def figures(filters: Filters) -> Json:
            return await groups.groups(await self._days(), (await self._of_model(filters))[0])

        async def compute() -> Json:
            told, seen = await asyncio.gather(
                self._compared(asked, figures), groups.pictures(self._database, filters, account)
            )
            compared = told["compared"]
            if isinstance(compared, dict):
                told["compared"] = groups.pictured(compared, {}, "", None)
            return groups.pictured(told, seen, root_of(request), account)

        return await self._answer(request, (asked, filters.model, _asker(account)), compute)

    @operation("statsOfModels", StatsModels, **FIGURES)
    async def models(self, request: Request) -> Response:
        """The best models side by side, all backbones, and which models answer."""
        asked, current = self._asked(request), self._registry.foremost()

        async def figures(filters: Filters) -> Json:
            ids = await overview.models(self._database)
            known = {id_: model for id_ in ids if (model := self._registry.model(id_)) is not None}
            (best, backbones), adoption = await asyncio.gather(
                models.side_by_side(await self._days(), filters, known, current.labels),
                overview.adoption(self._database, filters),
            )
            return {"enough": ENOUGH, "models": best, "backbones": backbones, "adoption": adoption}

        return await self._answer(request, (asked, current.id), lambda: self._compared(asked, figures))

    @operation("activity", StatsActivity, **{**FIGURES, "query": ActivityQuery})
    async def activity(self, request: Request) -> Response:
        """Who uses it: today by half hours, and minutes by person and day."""
        query = read_query(request, ActivityQuery)
        zone = usage.zone_of(query.zone)
        today = self._clock().astimezone(zone).date()
        asked = asked_for(query, today)
        account = await sessions.find(self._database, request)

        async def figures(filters: Filters) -> Json:
            day = today if filters == asked.filters else today - asked.earlier
            return await usage.figures(await self._days(), filters, day, today, zone, account)

        key = (asked, zone.key, today, _asker(account))
        return await self._answer(request, key, lambda: self._compared(asked, figures))

    @operation("quality", StatsQuality, **FIGURES)
    async def quality(self, request: Request) -> Response:
        """False alarms, confidence and drift of one model."""

        async def figures(filters: Filters) -> Json:
            days = await self._days()
            (histogram, calibrated), alarms, drifts = await asyncio.gather(
                calibration.confidence(days, filters),
                false_alarms(days, filters),
                drift.drifts(days, filters),
            )
            return {
                "model_id": filters.model,
                "enough": ENOUGH,
                "false_alarms": alarms,
                "confidence": histogram,
                "calibration": calibrated,
                "drift": drifts,
            }

        return await self._of_one_model(request, figures)

    @operation("speed", StatsSpeed, **FIGURES)
    async def speed(self, request: Request) -> Response:
        """How fast it is where, and what became of what was sent."""
        asked = self._asked(request)

        async def figures(filters: Filters) -> Json:
            of_groups, delays = await latency.speeds(await self._days(), filters)
            return {
                "enough": ENOUGH,
                "groups": of_groups,
                "outbox_delay_s": delays,
                "received": await ingest.by_day(self._database, filters),
            }

        return await self._answer(request, asked, lambda: self._compared(asked, figures))

    @operation("hands", StatsHands, **FIGURES)
    async def hands(self, request: Request) -> Response:
        """How hands are seen, how often the model is right then, and how well they are followed."""

        async def figures(filters: Filters) -> Json:
            told = await conditions.figures(await self._days(), filters)
            return {"model_id": filters.model, "enough": ENOUGH, **told}

        return await self._of_one_model(request, figures)

    @operation("shadow", StatsShadow, **FIGURES)
    async def shadow(self, request: Request) -> Response:
        """How a challenger's answers differ from the champion's, which `model` is here."""
        asked, challenger = self._asked(request), self._registry.challenger()
        champion = self._registry.foremost()
        now = (champion.id, None if challenger is None else challenger.id)

        def labels_of(model_id: str) -> tuple[str, ...]:
            return (self._registry.model(model_id) or champion).labels

        async def figures(filters: Filters) -> Json:
            return {
                "enough": ENOUGH,
                "champion": now[0],
                "challenger": now[1],
                "pairs": await shadow.pairs(self._database, filters, now, labels_of),
            }

        return await self._answer(request, (asked, now), lambda: self._compared(asked, figures))

    @operation("online", StatsOnline, security=PERHAPS_ACCOUNT)
    async def online(self, request: Request) -> Response:
        """Who is there now, as far as the asker may know, and how many accounts there are."""
        account = await sessions.find(self._database, request)
        return answer(await online.now(self._database, account))

    async def _sessions_of(self, account: Account | None, version: int) -> list[Json] | None:
        if account is None:
            return None
        return await self._sessions.get(version, account.id, lambda: overview.sessions_of(self._database, account.id))

    async def _days(self) -> Days:
        return Days(self._database, self._past, await rollups.state(self._database))

    def _asked(self, request: Request) -> Asked:
        return asked_for(read_query(request, StatsQuery), self._clock().date())

    async def _of_one_model(self, request: Request, figures: Compute) -> Response:
        """Answer with figures that are of one model: the current one where none is asked for."""
        asked = self._asked(request)
        filters, _ = await self._of_model(asked.filters)
        compared = None if asked.compared is None else (await self._of_model(asked.compared))[0]
        asked = Asked(filters, compared)
        return await self._answer(request, asked, lambda: self._compared(asked, figures))

    async def _compared(self, asked: Asked, figures: Compute) -> Json:
        """Return the figures that were asked for, and beside them the same of what they are compared with."""
        other = asked.compared
        if other is None:
            return {**await figures(asked.filters), "compared": None, "compared_with": None}
        if other.model is not None:
            await self._of_model(other)
        first, last = (None if day is None else day.isoformat() for day in (other.first, other.last))
        model = None if asked.earlier else other.model
        told, compared = await asyncio.gather(figures(asked.filters), figures(other))
        return {**told, "compared": compared, "compared_with": {"model": model, "from": first, "to": last}}

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
        live: Callable[[int], Awaitable[Json]] = _nothing_more,
    ) -> Response:
        """Answer with figures: `compute` gives what depends on the rollups and `key` only, and `live` what does not.

        `live` gets the version of the rollups.
        """
        now, path = await rollups.state(self._database), request.url.path
        figures, more = await asyncio.gather(self._figures.get(now.version, (path, key), compute), live(now.version))

        async def pack() -> CachedResponse:
            # In a thread, so that a large answer does not hold up samples that arrive meanwhile.
            return await asyncio.to_thread(CachedResponse, {**figures, **more})

        cached = await self._answers.get(now.version, (path, key, json.dumps(more)), pack)
        return cached.answer(request, now.computed_at)


def _asker(account: Account | None) -> Hashable:
    """Return what an answer depends on of who asks."""
    return None if account is None else (account.id, account.administrator)
