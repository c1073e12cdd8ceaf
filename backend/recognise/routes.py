"""Takes a picture over HTTP, and answers with the hands in it; nothing is kept."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts.quotas import Quotas
from backend.accounts.recent_sessions import RecentSessions
from backend.database import Database
from backend.http.body import read_body, require_body
from backend.http.endpoints import ACCOUNT, Media, operation
from backend.http.errors import ModelUnavailableError, UnprocessableError, UnsupportedMediaTypeError
from backend.http.in_flight import BodiesInFlight
from backend.http.responses import answer
from backend.models.registry import Registry
from backend.pictures.protocol import BadImageError, HarmfulImageError
from backend.recognise.recogniser import PICTURE_BYTES, PICTURE_PIXELS, PICTURE_SIDE, PictureRecogniser
from backend.recognise.schemas import Recognition

# How the formats begin; what OpenCV could read beside them is refused.
_STARTS: Final = {"image/jpeg": b"\xff\xd8\xff", "image/png": b"\x89PNG\r\n\x1a\n", "image/webp": b"RIFF"}
PICTURE: Final = Media(
    tuple(_STARTS),
    f"A picture of at most {PICTURE_BYTES} bytes, {PICTURE_SIDE} pixels each way and {PICTURE_PIXELS} in all.",
)


class RecogniseRoutes:
    """Answers /api/recognise."""

    def __init__(self, database: Database, registry: Registry, recogniser: PictureRecogniser, quotas: Quotas) -> None:
        self._registry = registry
        self._recogniser = recogniser
        self._quotas = quotas
        self._bodies = BodiesInFlight()
        self._sessions = RecentSessions(database)

    @operation("recognise", Recognition, body=PICTURE, security=ACCOUNT, problems=(422, 429))
    async def recognise(self, request: Request) -> Response:
        """Name the hands in a picture, as the page names those of a picture that somebody chose."""
        session, _ = await self._sessions.recall(request)
        account_id = session.account.id
        kind = _kind(request)
        announced = require_body(request, kind, PICTURE_BYTES)
        await self._quotas.require_pace(account_id)
        await self._quotas.require(account_id, requests=1, bytes=announced)
        with self._bodies.hold(account_id) as held:
            try:
                data = await read_body(request, kind, PICTURE_BYTES, held)
                if not data.startswith(_STARTS[kind]):
                    raise UnprocessableError(f"The picture cannot be read: it is no {kind.removeprefix('image/')}.")
                model = self._registry.current("hand")
                if model is None:
                    raise ModelUnavailableError("There is no model that sees hands. Publish one.")
                async with held.waiting():
                    return answer(await self._recogniser.recognise(data, model, account_id, held.keep))
            except BadImageError as error:
                if isinstance(error, HarmfulImageError):
                    self._quotas.hold_off(account_id)
                raise UnprocessableError(f"The picture cannot be read: {error}.") from error
            finally:
                self._quotas.count(account_id, requests=1, bytes=held.bytes)


def _kind(request: Request) -> str:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _STARTS:
        raise UnsupportedMediaTypeError(f"Send a picture with Content-Type: {', '.join(_STARTS)}.")
    return kind
