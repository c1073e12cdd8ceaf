"""Philips Hue's bridge by its CLIP API v2 (developers.meethue.com): pairs, lists lights and rooms, switches them.

A bridge makes its certificate itself. The one that it shows while somebody presses its button is taken for its own, and
no other is spoken to from then on.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import Any, Final

import msgspec

from backend.actions.connector import OpenConnector
from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.outbound import Outbound
from backend.actions.schemas import LONGEST, MOST_CHOICES, ConnectorChoice, SwitchHue
from backend.actions.web import SMALL, Answer, ask
from backend.http.errors import ConflictError

LARGEST_LIST: Final = 4_000_000
STEP: Final = 20  # per cent of brightness
_BUTTON_NOT_PRESSED: Final = 101
_KEY: Final = re.compile(r"[!-~]{1,200}")  # it is sent in a header; bridges make 40 characters
_ROOMS: Final = ("room", "zone", "bridge_home")


async def pair(outbound: Outbound, connector: OpenConnector) -> tuple[str, str | None]:
    """Return a key that the bridge makes and the fingerprint of its certificate.

    Raises ConflictError where nobody has pressed its button within 30 seconds, DeliveryError.
    """
    wanted = {"devicetype": "gestures#server", "generateclientkey": True}
    answer = await ask(outbound, connector.target, "POST", "/api", body=msgspec.json.encode(wanted), most=SMALL)
    said = answer.json()
    first = said[0] if isinstance(said, list) and said and isinstance(said[0], dict) else {}
    match first:
        case {"success": {"username": str(key)}} if _KEY.fullmatch(key):
            return key, answer.fingerprint
        case {"error": {"type": type_}} if type_ == _BUTTON_NOT_PRESSED:
            raise ConflictError("Press the round button on the bridge, then pair within 30 seconds.")
    raise RefusedError(f"{connector.target.host} answered as no Hue bridge does. Check its address.")


async def switch(outbound: Outbound, connector: OpenConnector, command: SwitchHue) -> None:
    """Switch a light, or those of a room. Raises DeliveryError."""
    path = f"/clip/v2/resource/{command.target}/{command.id}"
    match command.do:
        case "toggle":
            change: dict[str, Any] = {"on": {"on": not await _is_on(outbound, connector, path)}}
        case "on" | "off":
            change = {"on": {"on": command.do == "on"}}
        case "brighter" | "dimmer":
            action = "up" if command.do == "brighter" else "down"
            change = {"dimming_delta": {"action": action, "brightness_delta": STEP}}
    await _ask(outbound, connector, "PUT", path, msgspec.json.encode(change))


async def choices(outbound: Outbound, connector: OpenConnector) -> list[ConnectorChoice]:
    """Return the lights, and the rooms, zones and homes whose lights can be switched together. Raises DeliveryError."""
    resources = _data(await _ask(outbound, connector, "GET", "/clip/v2/resource", most=LARGEST_LIST))
    return list(islice(chain.from_iterable(map(_choices, resources)), MOST_CHOICES))


async def _is_on(outbound: Outbound, connector: OpenConnector, path: str) -> bool:
    match _data(await _ask(outbound, connector, "GET", path)):
        case [{"on": {"on": bool(is_on)}}, *_]:
            return is_on
    raise RefusedError(f"{connector.target.host} does not say whether this is on. Choose on or off instead.")


def _choices(resource: dict[str, Any]) -> Iterator[ConnectorChoice]:
    match resource:
        case {"type": "light", "id": str(light), "metadata": {"name": str(name)}} if len(light) <= LONGEST:
            yield ConnectorChoice("light", light, name[:LONGEST])
        case {"type": type_, "services": list(services)} if type_ in _ROOMS:
            match resource.get("metadata"):
                case {"name": str(name)}:
                    pass
                case _:
                    name = "All lights"
            for group in filter(None, map(_group, services)):
                yield ConnectorChoice("grouped_light", group, name[:LONGEST])


def _group(service: Any) -> str | None:
    match service:
        case {"rtype": "grouped_light", "rid": str(group)} if len(group) <= LONGEST:
            return group
    return None


def _data(answer: Answer) -> list[dict[str, Any]]:
    said = answer.json()
    data = said.get("data") if isinstance(said, dict) else None
    return [entry for entry in data if isinstance(entry, dict)] if isinstance(data, list) else []


async def _ask(
    outbound: Outbound, connector: OpenConnector, method: str, path: str, body: bytes = b"", most: int = SMALL
) -> Answer:
    headers = {"hue-application-key": connector.secret}
    if body:
        headers["Content-Type"] = "application/json"
    answer = await ask(
        outbound, connector.target, method, path, headers=headers, body=body, most=most, pin=connector.pin
    )
    host, status = connector.target.host, answer.status
    if status in (401, 403):
        raise RefusedError(f"{host} does not know its key any more. Pair it again.")
    if status == 404:
        raise RefusedError(f"{host} has no such light or room any more. Choose another.")
    if status == 429 or status >= 500:
        raise DeliveryError(f"{host} is too busy (status {status}).")
    if status >= 400:
        raise RefusedError(f"{host} refused this (status {status}). Choose another light.")
    return answer
