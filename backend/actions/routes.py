"""Connectors over HTTP: make, change, pair, try and delete them, and read what they were told."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final
from uuid import uuid4

import msgspec
from msgspec import UNSET
from starlette.requests import Request
from starlette.responses import Response

from backend.accounts import sessions
from backend.accounts.limits import Attempts, Limit
from backend.actions import store
from backend.actions.connector import Facts, OpenConnector
from backend.actions.errors import DeliveryError, NotAllowedError
from backend.actions.kinds import home_assistant, hue
from backend.actions.outbound import Outbound
from backend.actions.runner import Runner, summary_of
from backend.actions.schemas import (
    MOST,
    Connector,
    ConnectorChange,
    ConnectorChoice,
    ConnectorChoices,
    Connectors,
    Kind,
    NewConnector,
    Run,
    RunQuery,
    RunRequest,
    Runs,
)
from backend.actions.target import target_of
from backend.actions.told import connector_told, run_told
from backend.actions.vault import Sealed, Vault
from backend.database import Database, Row
from backend.http.body import read_json, read_query
from backend.http.endpoints import ACCOUNT, BROWSER, operation
from backend.http.errors import BadGatewayError, ConflictError, NotFoundError, UnprocessableError
from backend.http.responses import answer

ACTING: Final = Limit("acting", 30, timedelta(seconds=1))
ASKING_S: Final = 8.0


class ConnectorRoutes:
    """Answers /api/connectors and below, and /api/runs."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        outbound: Outbound,
        runner: Runner,
        clock: Callable[[], datetime],
        *,
        enabled: bool,
    ) -> None:
        """`enabled`: whether the administrator allowed any address."""
        self._database = database
        self._vault = vault
        self._outbound = outbound
        self._runner = runner
        self._clock = clock
        self._enabled = enabled
        self._attempts = Attempts(database)

    @operation("listConnectors", Connectors, security=ACCOUNT)
    async def list_connectors(self, request: Request) -> Response:
        """The account's connectors, by name; nobody is told their secrets."""
        account = await sessions.require(self._database, request)
        rows = await store.all_of(self._database, account.id)
        return answer(Connectors(self._enabled, MOST, [connector_told(self._vault, row) for row in rows]))

    @operation("addConnector", {201: Connector}, body=NewConnector, security=BROWSER, problems=(409, 429))
    async def add(self, request: Request) -> Response:
        """Add a connector, at an address that the administrator allows."""
        session = await sessions.require_browser(self._database, request)
        form = await read_json(request, NewConnector)
        user = "" if form.user is UNSET else form.user
        secret = "" if form.secret is UNSET else form.secret
        if form.kind == "hue" and secret:
            raise _paired()
        content = Sealed(uuid4(), form.address, user, secret)
        await self._check(session.account.id, form.kind, content)
        row = await store.add(self._database, self._vault, session.account.id, form.kind, form.name, content, MOST)
        return answer(connector_told(self._vault, row), 201)

    @operation("changeConnector", Connector, body=ConnectorChange, security=BROWSER, problems=(409, 429))
    async def change(self, request: Request) -> Response:
        """Change a connector; what is left out stays, but a secret only with its address."""
        session = await sessions.require_browser(self._database, request)
        form = await read_json(request, ConnectorChange)
        row = await self._row(request, session.account.id)
        old = self._vault.open(row["id"], row["sealed"])
        if old is None and form.address is UNSET:
            raise _locked()
        old = old or Sealed(row["id"], "")
        content = msgspec.structs.replace(
            old,
            address=old.address if form.address is UNSET else form.address,
            user=old.user if form.user is UNSET else form.user,
            secret=old.secret if form.secret is UNSET else form.secret,
        )
        if row["kind"] == "hue" and form.secret is not UNSET:
            raise _paired()
        # Whoever has got hold of somebody's browser must not send their secrets to another address. A bridge of Hue is
        # known by its certificate wherever it is.
        if content.address != old.address and old.secret and form.secret is UNSET and row["kind"] != "hue":
            raise UnprocessableError(
                "secret: give it again, for the new address. It stays with the one that it was for."
            )
        await self._check(session.account.id, row["kind"], content)
        name = row["name"] if form.name is UNSET else form.name
        changed = await store.change(self._database, self._vault, session.account.id, name, content)
        if changed is None:
            raise _nothing_there()
        return answer(connector_told(self._vault, changed))

    @operation("deleteConnector", {204: None}, security=BROWSER)
    async def delete(self, request: Request) -> Response:
        """Delete a connector, its secret and what it was told."""
        session = await sessions.require_browser(self._database, request)
        if not await store.delete(self._database, session.account.id, request.path_params["id"]):
            raise _nothing_there()
        return Response(status_code=204)

    @operation("pairConnector", Connector, security=BROWSER, problems=(409, 429, 502))
    async def pair(self, request: Request) -> Response:
        """Have a bridge of Hue, whose button somebody has just pressed, make a key."""
        session = await sessions.require_browser(self._database, request)
        row = await self._row(request, session.account.id)
        if row["kind"] != "hue":
            raise ConflictError("Only bridges of Hue are paired. Change this one's secret instead.")
        connector = self._opened(row)
        await self._attempts.take(ACTING, str(session.account.id))
        with self._runner.room(session.account.id), _told_as_problem():
            async with asyncio.timeout(ASKING_S):
                secret, pin = await hue.pair(self._outbound, connector)
        content = msgspec.structs.replace(self._content(row), secret=secret, pin=pin)
        changed = await store.change(self._database, self._vault, session.account.id, row["name"], content)
        if changed is None:
            raise _nothing_there()
        return answer(connector_told(self._vault, changed))

    @operation("connectorChoices", ConnectorChoices, security=ACCOUNT, problems=(409, 429, 502))
    async def choices(self, request: Request) -> Response:
        """Ask a connector what there is to act on."""
        account = await sessions.require(self._database, request)
        connector = self._ready(await self._row(request, account.id))
        await self._attempts.take(ACTING, str(account.id))
        with self._runner.room(account.id), _told_as_problem():
            async with asyncio.timeout(ASKING_S):
                found = await self._found(connector)
        return answer(ConnectorChoices(sorted(found, key=lambda choice: (choice.name.casefold(), choice.id))))

    @operation("runConnector", Run, body=RunRequest, security=ACCOUNT, problems=(409, 429))
    async def run(self, request: Request) -> Response:
        """Tell a connector something now; the answer says what has become of the first attempt."""
        account = await sessions.require(self._database, request)
        form = await read_json(request, RunRequest)
        row = await self._row(request, account.id)
        connector = self._ready(row)
        if form.command.__struct_config__.tag != connector.kind:
            raise UnprocessableError(f"command: this connector is a {connector.kind}; send a command of that kind.")
        await self._attempts.take(ACTING, str(account.id))
        key = form.key
        summary = summary_of(form.command)
        with self._runner.room(account.id):
            if await store.begin_run(self._database, account.id, key, connector.id, form.gesture, summary):
                facts = Facts(key, form.gesture, self._clock())
                await self._runner.run(account.id, connector, form.command, facts)
        found = await store.run_of(self._database, account.id, key)
        if found is None:
            raise _nothing_there()
        return answer(run_told(found))

    @operation("listRuns", Runs, query=RunQuery, security=ACCOUNT)
    async def list_runs(self, request: Request) -> Response:
        """What the account's connectors were told lately and what came of it, the newest first."""
        account = await sessions.require(self._database, request)
        query = read_query(request, RunQuery)
        rows = await store.runs_of(self._database, account.id, query.limit)
        return answer(Runs([run_told(row) for row in rows]))

    async def _check(self, account_id: int, kind: Kind, content: Sealed) -> None:
        """Refuse what could not work. Raises UnprocessableError, TooManyAttemptsError."""
        if not self._enabled:
            raise UnprocessableError(
                "address: this server may call none. Its administrator can allow some (ACTION_ADDRESSES)."
            )
        target = target_of(kind, content.address, account_id)
        if content.user and kind != "mqtt":
            raise UnprocessableError("user: only MQTT has one. Leave it out.")
        if kind == "mqtt" and content.secret and not content.user:
            raise UnprocessableError("user: MQTT takes a password only with a name. Give both.")
        if kind == "home-assistant" and not content.secret:
            raise UnprocessableError(
                "secret: give a long-lived access token, which Home Assistant's profile page makes."
            )
        if kind == "sonos" and content.secret:
            raise UnprocessableError("secret: speakers have none. Leave it out.")
        await self._attempts.take(ACTING, str(account_id))
        with self._runner.room(account_id):
            try:
                await self._outbound.require_allowed(target)
            except NotAllowedError as error:
                raise UnprocessableError(f"address: {error.detail}") from error

    async def _row(self, request: Request, account_id: int) -> Row:
        row = await store.one_of(self._database, account_id, request.path_params["id"])
        if row is None:
            raise _nothing_there()
        return row

    def _content(self, row: Row) -> Sealed:
        content = self._vault.open(row["id"], row["sealed"])
        if content is None:
            raise _locked()
        return content

    def _opened(self, row: Row) -> OpenConnector:
        content = self._content(row)
        target = target_of(row["kind"], content.address, row["account_id"])
        return OpenConnector(row["id"], row["kind"], row["name"], target, content.user, content.secret, content.pin)

    def _ready(self, row: Row) -> OpenConnector:
        connector = self._opened(row)
        if connector.kind == "hue" and not connector.secret:
            raise ConflictError("This bridge is not paired yet. Press its round button, then pair it.")
        return connector

    async def _found(self, connector: OpenConnector) -> list[ConnectorChoice]:
        match connector.kind:
            case "hue":
                return await hue.choices(self._outbound, connector)
            case "home-assistant":
                return await home_assistant.choices(self._outbound, connector)
        return []


@contextmanager
def _told_as_problem() -> Iterator[None]:
    """Raises BadGatewayError where a connector was asked in vain."""
    try:
        yield
    except DeliveryError as error:
        raise BadGatewayError(error.detail) from error
    except TimeoutError as error:
        raise BadGatewayError(f"It did not answer within {ASKING_S:g} s. Look whether it hangs.") from error


def _nothing_there() -> NotFoundError:
    return NotFoundError("You have no connector of this id. It may be deleted already: ask for the list again.")


def _locked() -> ConflictError:
    return ConflictError("The server has lost the key to this connector. Give its address and its secret again.")


def _paired() -> UnprocessableError:
    return UnprocessableError("secret: a bridge of Hue makes its own. Leave it out, then pair the bridge.")
