"""One mistake over HTTP, for the administrator, who sees it and puts its label right."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions
from backend.accounts.store import Account
from backend.database import Database, Row
from backend.http.body import read_json
from backend.http.endpoints import ACCOUNT, BROWSER, Media, operation
from backend.http.errors import ForbiddenError, NotFoundError, UnprocessableError
from backend.models.registry import Registry
from backend.samples import export
from backend.stats.figures import mistakes
from backend.stats.schemas.mistakes import LabelCorrection


def require_administrator(account: Account) -> None:
    """Refuse everybody else. Raises ForbiddenError."""
    if not account.administrator:
        raise ForbiddenError("Only the administrator sees other people's samples. Log in as the administrator.")


class MistakeRoutes:
    """Answers /api/stats/mistakes/<id> and its picture."""

    def __init__(self, database: Database, registry: Registry) -> None:
        self._database = database
        self._registry = registry

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
