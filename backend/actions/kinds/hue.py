"""Philips Hue's bridge by its CLIP API v2 (developers.meethue.com): pairs, lists lights and rooms, switches them.

A bridge makes its certificate itself. The one that it shows while somebody presses its button is taken for its own, and
no other is spoken to from then on.
"""

from __future__ import annotations

from typing import Any, Final

import msgspec

from backend.actions.connector import OpenConnector
from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.outbound import Outbound
from backend.actions.schemas import ConnectorChoice, SwitchHue
from backend.actions.web import SMALL, Answer, ask
from backend.http.errors import ConflictError

LARGEST_LIST: Final = 4_000_000
STEP: Final = 20  # per cent of brightness
_BUTTON_NOT_PRESSED: Final = 101
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
        case {"success": {"username": str(key)}}:
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
    found = []
    for resource in _data(await _ask(outbound, connector, "GET", "/clip/v2/resource", most=LARGEST_LIST)):
        match resource:
            case {"type": "light", "id": str(light), "metadata": {"name": str(name)}}:
                found.append(ConnectorChoice("light", light, name))
            case {"type": type_, "services": list(services)} if type_ in _ROOMS:
                metadata = resource.get("metadata")
                name = str(metadata.get("name")) if isinstance(metadata, dict) else "All lights"
                found += [ConnectorChoice("grouped_light", group, name) for group in map(_group, services) if group]
    return found


async def _is_on(outbound: Outbound, connector: OpenConnector, path: str) -> bool:
    match _data(await _ask(outbound, connector, "GET", path)):
        case [{"on": {"on": bool(is_on)}}, *_]:
            return is_on
    raise RefusedError(f"{connector.target.host} does not say whether this is on. Choose on or off instead.")


def _group(service: Any) -> str | None:
    match service:
        case {"rtype": "grouped_light", "rid": str(group)}:
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
