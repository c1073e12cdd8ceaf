"""Reports of pages on the model that they run, over HTTP."""

from __future__ import annotations

from ipaddress import IPv6Network, ip_network
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from backend.accounts.limits import Attempts, Limit, address_of
from backend.database import Database
from backend.http.body import read_json
from backend.http.endpoints import operation
from backend.models.auto_rollback import Watch
from backend.models.report import check_report
from backend.models.schemas import ModelReport

SITE_BITS: Final = 48  # of IPv6: what one customer may have, who would have 65,536 votes by /64


class ReportRoutes:
    """Answers /api/models/reports."""

    def __init__(self, database: Database, watch: Watch, limit: Limit) -> None:
        self._watch = watch
        self._attempts = Attempts(database)
        self._limit = limit

    @operation("reportModel", {204: None}, body=ModelReport, problems=(429,))
    async def report(self, request: Request) -> Response:
        """Hear a page's word on a model; 204 also where it is not on the one in use, which may just have changed."""
        network = voter(address_of(request))
        await self._attempts.take(self._limit, network)
        await self._watch.hear(check_report(await read_json(request, ModelReport)), network)
        return Response(status_code=204)


def voter(address: str) -> str:
    """Return who has one vote: an address of IPv4, or a site of IPv6 (address_of gives a network of 64 bits)."""
    try:
        network = ip_network(address)
    except ValueError:
        return address
    return str(network.supernet(new_prefix=SITE_BITS)) if isinstance(network, IPv6Network) else address
