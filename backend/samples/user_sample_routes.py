"""One's own samples over HTTP: a list, pictures, all of it as a zip, and deleting one, many or all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from uuid import UUID

from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from backend.accounts import sessions
from backend.database import Database, Row
from backend.http.body import read_json, read_query
from backend.http.endpoints import ACCOUNT, BROWSER, Media, operation
from backend.http.errors import ConflictError, NotFoundError, UnprocessableError
from backend.http.responses import answer
from backend.http.root_path import root_of
from backend.samples import export, user_samples
from backend.samples.schemas import Deleted, ExportQuery, OwnSamples, SampleDeletion, SampleQuery
from backend.samples.user_samples import Key

Others = Callable[[int], Awaitable[Mapping[str, bytes]]]


class UserSampleRoutes:
    """Answers what an account may see and delete of its own, at /api/samples and below."""

    def __init__(self, database: Database, others: Others) -> None:
        """`others` gives the files that go with an account's samples, by name: what this package does not know."""
        self._database = database
        self._others = others
        self._exporting: set[int] = set()

    @operation("listSamples", OwnSamples, query=SampleQuery, security=ACCOUNT)
    async def list_samples(self, request: Request) -> Response:
        """One page of the account's samples, the newest first, and the key of the next page."""
        account = await sessions.require(self._database, request)
        query = read_query(request, SampleQuery)
        rows = await user_samples.page(self._database, account.id, _key(query.after), query.limit + 1)
        shown = rows[: query.limit]
        following = str(Key.of(shown[-1])) if len(rows) > query.limit else None
        return answer(OwnSamples([export.own_sample(row) for row in shown], following))

    @operation("sampleNetworkInput", {200: Media(("image/png",))}, security=ACCOUNT)
    async def network_input(self, request: Request) -> Response:
        """What the network saw of one sample, as a picture."""
        return Response(export.png(await self._one(request)), media_type="image/png")

    @operation("sampleFrameImage", {200: Media(("image/jpeg",))}, security=ACCOUNT)
    async def frame_image(self, request: Request) -> Response:
        """One sample's frame_image, if it has one."""
        row = await self._one(request)
        if row["frame_image"] is None:
            raise NotFoundError(
                "This sample has no frame_image: ask for its network_input, which is what the network saw."
            )
        return Response(row["frame_image"], media_type="image/jpeg")

    @operation(
        "exportSamples",
        {200: Media(("application/zip",))},
        query=ExportQuery,
        security=ACCOUNT,
        problems=(409,),
        answer_headers={"Link": False},
    )
    async def export(self, request: Request) -> Response:
        """The account's samples with their pictures as a zip; a Link header says where more follow."""
        account = await sessions.require(self._database, request)
        after = _key(read_query(request, ExportQuery).after)
        following = await user_samples.key_behind(self._database, account.id, after, export.MOST)
        headers = {"Content-Disposition": 'attachment; filename="my-gestures.zip"'}
        if following is not None:
            headers["Link"] = f'<{root_of(request)}/api/samples.zip?after={following}>; rel="next"'
        if request.method == "HEAD":
            return Response(headers=headers, media_type="application/zip")
        others = await self._others(account.id) if after is None else {}
        if account.id in self._exporting:  # one at a time, so that nobody fills the memory with many
            raise ConflictError("Your samples are being exported already. Wait until that has ended.")
        self._exporting.add(account.id)
        pieces = export.zipped(self._database, account, others, after, following)
        return _Export(pieces, headers, lambda: self._exporting.discard(account.id))

    @operation("deleteSample", {204: None}, security=BROWSER)
    async def delete_one(self, request: Request) -> Response:
        """Delete one sample with its pictures, for good: it cannot be sent again."""
        session = await sessions.require_browser(self._database, request)
        if not await user_samples.delete(self._database, session.account.id, [request.path_params["id"]]):
            raise _nothing_there()
        return Response(status_code=204)

    @operation(
        "deleteSamples",
        Deleted,
        body=SampleDeletion,
        body_rules={"minProperties": 1, "maxProperties": 1},
        security=BROWSER,
    )
    async def delete_many(self, request: Request) -> Response:
        """Delete the samples that the body names, or all of them."""
        session = await sessions.require_browser(self._database, request)
        wanted = _sample_ids(await read_json(request, SampleDeletion))
        account_id = session.account.id
        if wanted is None:
            return answer(Deleted(await user_samples.delete_all(self._database, account_id)))
        return answer(Deleted(await user_samples.delete(self._database, account_id, wanted)))

    async def _one(self, request: Request) -> Row:
        account = await sessions.require(self._database, request)
        row = await user_samples.one(self._database, account.id, request.path_params["id"])
        if row is None:
            raise _nothing_there()
        return row


class _Export(StreamingResponse):
    """A zip that says when nobody reads it any more, be it whole or not."""

    def __init__(self, pieces: AsyncIterator[bytes], headers: dict[str, str], ended: Callable[[], None]) -> None:
        super().__init__(pieces, 200, headers, "application/zip")
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._ended()


def _key(text: str | None) -> Key | None:
    return None if text is None else Key.parse(text)


def _sample_ids(wanted: SampleDeletion) -> list[UUID] | None:
    """Return the ids, or None for all. Raises UnprocessableError."""
    if wanted.sample_ids is UNSET and wanted.all is True:
        return None
    if wanted.sample_ids is UNSET or wanted.all is not UNSET:
        raise UnprocessableError('Send either {"sample_ids": [...]}, or {"all": true} for every sample.')
    return list(wanted.sample_ids)


def _nothing_there() -> NotFoundError:
    return NotFoundError("You have no sample of this id. It may be deleted already: ask for the list again.")
