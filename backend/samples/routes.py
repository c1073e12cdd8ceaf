"""Takes batches of samples over HTTP, and says of each sample what became of it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Final
from urllib.parse import unquote
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions
from backend.accounts.quotas import Quotas
from backend.accounts.recent_sessions import RecentSessions
from backend.accounts.schemas import Consent
from backend.accounts.session_store import Session
from backend.database import Database
from backend.http.body import read_body, require_body
from backend.http.endpoints import ACCOUNT, Media, operation
from backend.http.errors import ConflictError
from backend.http.in_flight import BodiesInFlight
from backend.http.responses import answer
from backend.http.turns import Turns
from backend.metrics import SAMPLES
from backend.models.registry import Model, Registry
from backend.pictures.protocol import BadImageError, HarmfulImageError
from backend.samples import store
from backend.samples.batch_codec import BATCH_BYTES, BATCH_SAMPLES, CONTENT_TYPE, RawSample, RefusedError, parse
from backend.samples.check import Sample, check
from backend.samples.frame_image import Decoder
from backend.samples.schemas import BatchHeader, SampleResult, SampleResults

logger = logging.getLogger(__name__)

CountReceived = Callable[[datetime, str, int], None]

BATCH: Final = Media(
    (CONTENT_TYPE,),
    f"A batch of at most {BATCH_SAMPLES} samples and {BATCH_BYTES} bytes, little endian: GSB1, the length of the "
    "header (uint32), the header in JSON (a BatchHeader), and of each sample its network input and its frame image, "
    "if any. docs/architecture.md describes it.",
    BatchHeader,
)
OWNER: Final = "Percent-encoded name of the account that the samples were taken for; 409 where it is another's."


class SampleRoutes:
    """Answers /api/samples."""

    def __init__(
        self,
        database: Database,
        registry: Registry,
        decoder: Decoder,
        quotas: Quotas,
        clock: Callable[[], datetime],
        count_received: CountReceived,
    ) -> None:
        """`clock` gives the time now, in UTC; `count_received` is told how many samples ended how."""
        self._database = database
        self._count_received = count_received
        self._registry = registry
        self._decoder = decoder
        self._quotas = quotas
        self._bodies = BodiesInFlight()
        self._turns = Turns()  # of what takes all of the processor, so that others are answered in between
        self._clock = clock
        self._sessions = RecentSessions(database, require=sessions.require_sender)

    @operation(
        "sendSamples",
        SampleResults,
        body=BATCH,
        security=ACCOUNT,
        problems=(409, 429),
        request_headers={"Sample-Owner": OWNER},
    )
    async def receive(self, request: Request) -> Response:
        """Store what may be stored, each sample once, and say for each of them what became of it."""
        session, remembered = await self._sender(request)
        account_id = session.account.id
        announced = require_body(request, CONTENT_TYPE, BATCH_BYTES)
        await self._quotas.require_pace(account_id)
        await self._database.require_reserve()
        await self._quotas.require(account_id, requests=1, bytes=announced)
        with self._bodies.hold(account_id) as held:
            try:
                body = await read_body(request, CONTENT_TYPE, BATCH_BYTES, held)
                async with self._turns.take(account_id):
                    batch = parse(body)
                await self._quotas.require(account_id, samples=len(batch))
                return await self._store(request, session, remembered, batch)
            finally:
                self._quotas.count(account_id, requests=1, bytes=held.bytes)

    async def _store(
        self, request: Request, session: Session, remembered: bool, batch: Sequence[RawSample]
    ) -> Response:
        ids = [sample.sample_id for sample in batch]
        while True:
            ids_of_models = {model_id for raw in batch for model_id in _model_ids(raw) if model_id is not None}
            # Each is looked up once for a batch: a lookup asks the disk whether the registry has changed.
            models = {model_id: self._registry.model(model_id) for model_id in ids_of_models}
            now = self._clock()
            async with self._turns.take(session.account.id):
                checked = [_check(sample, session.consent, models, now) for sample in batch]
            checked = await self._with_images(session.account.id, checked)
            fit = [sample for sample in checked if isinstance(sample, Sample)]
            unfit: set[UUID] = set()
            # Where there is nothing to store, no statement looks whether what is remembered is still so.
            new = None if remembered and not fit else await self._insert(session, fit, unfit)
            if new is not None:
                self._quotas.count(session.account.id, samples=len(new))
                results = _results(ids, checked, new, unfit)
                for status, count in Counter(result.status for result in results).items():
                    SAMPLES.labels(status).inc(count)
                    self._count_received(now, status, count)
                return answer(SampleResults(results))
            session, remembered = await self._sessions.ask(request), False  # ended, or with another consent

    async def _insert(self, session: Session, samples: Sequence[Sample], unfit: set[UUID]) -> set[UUID] | None:
        """Store the samples as `store.insert` does; each alone where one cannot be stored, whose id goes to `unfit`."""
        try:
            return await store.insert(self._database, session, samples)
        except store.UNFIT as error:
            if len(samples) == 1:
                logger.error("a sample passed all checks and cannot be stored: %s", error)
                unfit.add(samples[0].sample_id)
                return set()
        new: set[UUID] = set()
        for sample in samples:
            alone = await self._insert(session, [sample], unfit)
            if alone is None:
                return None
            new |= alone
        return new

    async def _with_images(
        self, account_id: int, checked: Sequence[Sample | RefusedError]
    ) -> list[Sample | RefusedError]:
        """Return the samples with their frame images encoded anew, or why one is none.

        Behind one that ends the decoder none is looked at, and its account has to wait before it may send again.
        """
        done: list[Sample | RefusedError] = []
        harmful = False
        for sample in checked:
            if isinstance(sample, RefusedError) or sample.frame_image is None:
                done.append(sample)
            elif harmful:
                done.append(RefusedError("frame_image: it stands behind one that takes too long to decode"))
            else:
                try:
                    done.append(await self._with_image(account_id, sample, sample.frame_image))
                except BadImageError as error:
                    done.append(RefusedError(f"frame_image: {error}"))
                    harmful = isinstance(error, HarmfulImageError)
        if harmful:
            self._quotas.hold_off(account_id)
        return done

    async def _with_image(self, account_id: int, sample: Sample, frame_image: bytes) -> Sample | RefusedError:
        width, height, jpeg = await self._decoder.encode_anew(frame_image, account_id)
        if (sample.frame_image_width, sample.frame_image_height) != (width, height):
            return RefusedError(f"frame_image: its width and height are {width} and {height}")
        return sample._replace(frame_image=jpeg)

    async def _sender(self, request: Request) -> tuple[Session, bool]:
        """Return who is logged in, if that is whom the samples were taken for, and whether that is remembered only.

        A browser's tabs share one session, so one may still hold samples of who was logged in before.
        """
        session, remembered = await self._sessions.recall(request)
        sessions.require_own_site(request, session)
        owner = request.headers.get("sample-owner")
        if owner is None or unquote(owner) == session.account.name:
            return session, remembered
        if remembered:
            await self._sessions.ask(request)  # raises where nobody is logged in any more
        raise ConflictError("These samples are of another account than the one that is logged in. Log in as it first.")


def _check(
    raw: RawSample, consent: Consent | None, models: Mapping[str, Model | None], now: datetime
) -> Sample | RefusedError:
    model, challenger = (models.get(model_id or "") for model_id in _model_ids(raw))
    try:
        return check(raw, model, consent, now, challenger)
    except RefusedError as refused:
        return refused


def _model_ids(raw: RawSample) -> tuple[str | None, str | None]:
    """Return the ids of the sample's model and of its challenger, as far as it names them."""
    if isinstance(raw.header, RefusedError):
        return None, None
    return raw.header.model_id, None if raw.header.shadow is None else raw.header.shadow.model_id


def _results(
    ids: Sequence[str], checked: Sequence[Sample | RefusedError], new: set[UUID], unfit: set[UUID]
) -> list[SampleResult]:
    results: list[SampleResult] = []
    unreported = set(new)
    for sample_id, outcome in zip(ids, checked, strict=True):
        if isinstance(outcome, RefusedError):
            results.append(SampleResult(sample_id, "refused", str(outcome)))
        elif outcome.sample_id in unfit:
            results.append(SampleResult(sample_id, "refused", "the sample: the database cannot hold one of its values"))
        elif outcome.sample_id in unreported:
            unreported.remove(outcome.sample_id)  # the same id again in this batch is a duplicate
            results.append(SampleResult(sample_id, "stored"))
        else:
            results.append(SampleResult(sample_id, "duplicate"))
    return results
