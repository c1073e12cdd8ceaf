"""One's own samples over HTTP: a list, one network_input, all of it as a zip, and deleting one, many or all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.types import Receive, Scope, Send

from backend.accounts import sessions
from backend.database import Database, Row
from backend.http.body import read_object
from backend.http.errors import BadRequestError, ConflictError, NotFoundError, UnprocessableError
from backend.samples import export, user_samples
from backend.samples.user_samples import Key

PAGE: Final = 50
LARGEST_PAGE: Final = 200
DELETED_AT_ONCE: Final = 200


class MySamplesRoutes:
    """Answers what an account may see and delete of its own, at /api/samples and below."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._exporting: set[int] = set()

    async def list_samples(self, request: Request) -> Response:
        """One page of the account's samples, the newest first, and the key of the next page."""
        account = await sessions.require(self._database, request)
        limit = _limit(request)
        rows = await user_samples.page(self._database, account.id, _after(request), limit + 1)
        shown = rows[:limit]
        following = str(Key.of(shown[-1])) if len(rows) > limit else None
        return JSONResponse({"samples": [export.as_json(row) for row in shown], "next": following})

    async def network_input(self, request: Request) -> Response:
        """What the network saw of one sample, as a picture."""
        return Response(export.png(await self._one(request)), media_type="image/png")

    async def frame_image(self, request: Request) -> Response:
        """One sample's frame_image, if it has one."""
        row = await self._one(request)
        if row["frame_image"] is None:
            raise NotFoundError(
                "This sample has no frame_image: ask for its network_input, which is what the network saw."
            )
        return Response(row["frame_image"], media_type="image/jpeg")

    async def export(self, request: Request) -> Response:
        """The account's samples with their pictures as a zip; a Link header says where more follow."""
        account = await sessions.require(self._database, request)
        after = _after(request)
        following = await user_samples.key_behind(self._database, account.id, after, export.MOST)
        headers = {"Content-Disposition": 'attachment; filename="my-gestures.zip"'}
        if following is not None:
            headers["Link"] = f'</api/samples.zip?after={following}>; rel="next"'
        if request.method == "HEAD":
            return Response(headers=headers, media_type="application/zip")
        if account.id in self._exporting:  # one at a time, so that nobody fills the memory with many
            raise ConflictError("Your samples are being exported already. Wait until that has ended.")
        self._exporting.add(account.id)
        pieces = export.zipped(self._database, account, after, following)
        return _Export(pieces, headers, lambda: self._exporting.discard(account.id))

    async def delete_one(self, request: Request) -> Response:
        """Delete one sample with its pictures, for good: it cannot be sent again."""
        session = await sessions.require_browser(self._database, request)
        if not await user_samples.delete(self._database, session.account.id, [request.path_params["id"]]):
            raise _nothing_there()
        return Response(status_code=204)

    async def delete_many(self, request: Request) -> Response:
        """Delete the samples that the body names, or all of them."""
        session = await sessions.require_browser(self._database, request)
        wanted = _sample_ids(await read_object(request))
        account_id = session.account.id
        if wanted is None:
            return JSONResponse({"deleted": await user_samples.delete_all(self._database, account_id)})
        return JSONResponse({"deleted": await user_samples.delete(self._database, account_id, wanted)})

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


def _after(request: Request) -> Key | None:
    text = request.query_params.get("after")
    key = None if text is None else Key.parse(text)
    if text is not None and key is None:
        raise BadRequestError('"after" is not the "next" of an earlier page. Leave it out to start again.')
    return key


def _limit(request: Request) -> int:
    text = request.query_params.get("limit", str(PAGE))
    if not (text.isascii() and text.isdigit() and len(text) < 5 and 1 <= int(text) <= LARGEST_PAGE):
        raise BadRequestError(f'"limit" must be a whole number from 1 to {LARGEST_PAGE}.')
    return int(text)


def _sample_ids(fields: dict[str, object]) -> list[UUID] | None:
    """Return the ids, or None for all. Raises UnprocessableError."""
    if list(fields) == ["all"] and fields["all"] is True:
        return None
    values = fields["sample_ids"] if list(fields) == ["sample_ids"] else None
    ids = [_uuid(value) for value in values] if isinstance(values, list) else []
    found = [sample_id for sample_id in ids if sample_id is not None]
    if not 1 <= len(ids) <= DELETED_AT_ONCE or len(found) < len(ids):
        raise UnprocessableError(
            f'Send {{"sample_ids": [...]}} with 1 to {DELETED_AT_ONCE} UUIDs, or {{"all": true}} for every sample.'
        )
    return found


def _uuid(value: object) -> UUID | None:
    try:
        return UUID(value if isinstance(value, str) and len(value) == 36 else "")
    except ValueError:
        return None


def _nothing_there() -> NotFoundError:
    return NotFoundError("You have no sample of this id. It may be deleted already: ask for the list again.")
