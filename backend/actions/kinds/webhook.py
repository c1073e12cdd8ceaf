"""Webhooks: the gesture as JSON."""

from __future__ import annotations

import msgspec

from backend.actions.connector import Facts, OpenConnector
from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.outbound import Outbound
from backend.actions.web import ask
from backend.http.messages import utc_text


async def call(outbound: Outbound, connector: OpenConnector, facts: Facts) -> None:
    """POST the gesture; each attempt carries the same Idempotency-Key. Raises DeliveryError."""
    told = {
        "gesture": facts.gesture,
        "at": utc_text(facts.at),
        "key": str(facts.key),
        "connector": connector.name,
    }
    headers = {"Content-Type": "application/json", "Idempotency-Key": str(facts.key)}
    if connector.secret:
        headers["Authorization"] = f"Bearer {connector.secret}"
    target = connector.target
    answer = await ask(outbound, target, "POST", target.path, headers=headers, body=msgspec.json.encode(told))
    if answer.status in (408, 425, 429) or answer.status >= 500:
        raise DeliveryError(f"{target.host} answered with status {answer.status}. Look into its own log.")
    if answer.status >= 400:
        raise RefusedError(f"{target.host} answered with status {answer.status}. Check the address and the secret.")
