"""Home Assistant's REST API (developers.home-assistant.io/docs/api/rest): calls services, lists entities."""

from __future__ import annotations

from itertools import islice
from typing import Any, Final

import msgspec

from backend.actions.connector import OpenConnector
from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.outbound import Outbound
from backend.actions.schemas import LONGEST, MOST_CHOICES, CallHomeAssistant, ConnectorChoice
from backend.actions.web import Answer, ask

LARGEST_LIST: Final = 4_000_000  # bytes; a home of a thousand entities has one


async def call(outbound: Outbound, connector: OpenConnector, command: CallHomeAssistant) -> None:
    """Call a service. Raises DeliveryError."""
    domain, _, service = command.service.partition(".")
    data = {} if command.entity_id is None else {"entity_id": command.entity_id}
    path = connector.target.below(f"/api/services/{domain}/{service}")
    body = msgspec.json.encode(data)
    _check(await ask(outbound, connector.target, "POST", path, headers=_headers(connector), body=body), connector)


async def choices(outbound: Outbound, connector: OpenConnector) -> list[ConnectorChoice]:
    """Return the entities. Raises DeliveryError."""
    path = connector.target.below("/api/states")
    answer = await ask(outbound, connector.target, "GET", path, headers=_headers(connector), most=LARGEST_LIST)
    _check(answer, connector)
    states = answer.json()
    found = (_choice(state) for state in states if isinstance(state, dict)) if isinstance(states, list) else iter(())
    return list(islice((choice for choice in found if choice is not None), MOST_CHOICES))


def _choice(state: dict[str, Any]) -> ConnectorChoice | None:
    entity_id = state.get("entity_id")
    if not isinstance(entity_id, str) or len(entity_id) > LONGEST:
        return None
    attributes = state.get("attributes")
    name = attributes.get("friendly_name") if isinstance(attributes, dict) else None
    named = name if isinstance(name, str) and name else entity_id
    return ConnectorChoice(entity_id.partition(".")[0], entity_id, named[:LONGEST])


def _headers(connector: OpenConnector) -> dict[str, str]:
    return {"Authorization": f"Bearer {connector.secret}", "Content-Type": "application/json"}


def _check(answer: Answer, connector: OpenConnector) -> None:
    host, status = connector.target.host, answer.status
    if status in (401, 403):
        raise RefusedError(f"{host} does not know this token. Make a long-lived one in Home Assistant's profile page.")
    if status in (400, 404, 405):
        raise RefusedError(f"{host} has no such service, or not for this entity (status {status}). Choose another.")
    if status == 429 or status >= 500:
        raise DeliveryError(f"{host} answered with status {status}. Look into Home Assistant's log.")
    if status >= 400:
        raise RefusedError(f"{host} answered with status {status}. Check its address.")
