"""Reports of pages on the model that they run, over HTTP."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions
from backend.accounts.limits import Attempts, Limit, address_of
from backend.database import Database
from backend.http.body import read_json
from backend.http.endpoints import PERHAPS_ACCOUNT, operation
from backend.models.auto_rollback import AutoRollback
from backend.models.report import check_report
from backend.models.schemas import ModelReport


class ReportRoutes:
    """Answers /api/models/reports."""

    def __init__(self, database: Database, rollback: AutoRollback, limit: Limit) -> None:
        self._database = database
        self._rollback = rollback
        self._attempts = Attempts(database)
        self._limit = limit

    @operation("reportModel", {204: None}, body=ModelReport, security=PERHAPS_ACCOUNT, problems=(429,))
    async def report(self, request: Request) -> Response:
        """Take a page's word on a model, which is a vote where somebody is logged in.

        204 also where it is not on the model in use, which may just have changed.
        """
        await self._attempts.take(self._limit, address_of(request))
        report = check_report(await read_json(request, ModelReport))
        account = await sessions.find(self._database, request)
        await self._rollback.receive(report, None if account is None else account.id)
        return Response(status_code=204)
