"""Samples over HTTP: a batch from a page in, the fate of each of its samples out."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from urllib.parse import unquote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from backend.accounts.recent_sessions import RecentSessions
from backend.accounts.session_store import Session
from backend.accounts.store import Account
from backend.database import Database
from backend.http.body import read_body
from backend.http.errors import BadRequestError, ConflictError
from backend.http.fields import RefusedError
from backend.metrics import SAMPLES
from backend.models.registry import Model, Registry
from backend.samples import store
from backend.samples.batch_codec import BATCH_BYTES, CONTENT_TYPE, RawSample, parse
from backend.samples.check import Sample, check
from backend.samples.frame_image import NoPhotoError, encode_anew

CountReceived = Callable[[datetime, str, int], None]


class SampleRoutes:
    """Answers /api/samples."""

    def __init__(
        self, database: Database, registry: Registry, clock: Callable[[], datetime], count_received: CountReceived
    ) -> None:
        """`clock` gives the time now, in UTC; `count_received` is told how many samples ended how."""
        self._database = database
        self._count_received = count_received
        self._registry = registry
        self._clock = clock
        self._sessions = RecentSessions(database)

    async def receive(self, request: Request) -> Response:
        """Store what may be stored, each sample once, and say for each of them what became of it."""
        session, remembered = await self._sender(request)
        batch = parse(await read_body(request, CONTENT_TYPE, BATCH_BYTES))
        ids = [_sample_id(sample) for sample in batch]
        while True:
            ids_of_models = {id_ for raw in batch for id_ in (_model_id(raw.header), _challenger_id(raw.header)) if id_}
            # Each is looked up once for a batch: a lookup asks the disk whether the registry has changed.
            models = {model_id: self._registry.model(model_id) for model_id in ids_of_models}
            now = self._clock()
            checked = [_check(sample, session.account, models, now) for sample in batch]
            if any(isinstance(sample, Sample) and sample.frame_image is not None for sample in checked):
                checked = await asyncio.to_thread(_with_photos, checked)
            fit = [sample for sample in checked if isinstance(sample, Sample)]
            # Where there is nothing to store, no statement looks whether what is remembered is still so.
            new = None if remembered and not fit else await store.insert(self._database, session, fit)
            if new is not None:
                results = _results(ids, checked, new)
                for status, count in Counter(result["status"] for result in results).items():
                    SAMPLES.labels(status).inc(count)
                    self._count_received(now, status, count)
                return JSONResponse({"results": results})
            session, remembered = await self._sessions.ask(request), False  # ended, or with another consent

    async def _sender(self, request: Request) -> tuple[Session, bool]:
        """Return who is logged in, if that is whom the samples were taken for, and whether that is remembered only.

        A browser's tabs share one session, so one may still hold samples of who was logged in before.
        """
        session, remembered = await self._sessions.recall(request)
        owner = request.headers.get("sample-owner")
        if owner is None or unquote(owner) == session.account.name:
            return session, remembered
        if remembered:
            await self._sessions.ask(request)  # raises where nobody is logged in any more
        raise ConflictError("These samples are of another account than the one that is logged in. Log in as it first.")


def _check(
    raw: RawSample, account: Account, models: Mapping[str, Model | None], now: datetime
) -> Sample | RefusedError:
    model, challenger = (models.get(id_(raw.header) or "") for id_ in (_model_id, _challenger_id))
    try:
        return check(raw, model, account.consent, now, challenger)
    except RefusedError as refused:
        return refused


def _with_photos(checked: Sequence[Sample | RefusedError]) -> list[Sample | RefusedError]:
    return [_with_photo(sample) if isinstance(sample, Sample) else sample for sample in checked]


def _with_photo(sample: Sample) -> Sample | RefusedError:
    try:
        return sample if sample.frame_image is None else sample._replace(frame_image=encode_anew(sample.frame_image))
    except NoPhotoError as error:
        return RefusedError(f"frame_image: {error}")


def _model_id(fields: Mapping[str, object]) -> str | None:
    model_id = fields.get("model_id")
    return model_id if isinstance(model_id, str) else None


def _challenger_id(header: Mapping[str, object]) -> str | None:
    shadow = header.get("shadow")
    return _model_id(shadow) if isinstance(shadow, dict) else None


def _sample_id(raw: RawSample) -> str:
    """Return what the page calls the sample; without it no fate could be told, so the batch is unreadable."""
    sample_id = raw.header.get("sample_id")
    if not isinstance(sample_id, str) or len(sample_id) > 100:
        raise BadRequestError("A sample has no sample_id. Give each a UUID and send again.")
    return sample_id


def _results(ids: Sequence[str], checked: Sequence[Sample | RefusedError], new: set[UUID]) -> list[dict[str, str]]:
    results: list[dict[str, str]] = []
    unreported = set(new)
    for sample_id, outcome in zip(ids, checked, strict=True):
        if isinstance(outcome, RefusedError):
            results.append({"sample_id": sample_id, "status": "refused", "reason": str(outcome)})
        elif outcome.sample_id in unreported:
            unreported.remove(outcome.sample_id)  # the same id again in this batch is a duplicate
            results.append({"sample_id": sample_id, "status": "stored"})
        else:
            results.append({"sample_id": sample_id, "status": "duplicate"})
    return results
