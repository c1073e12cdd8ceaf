"""Sonos speakers by UPnP, as they answer in the local network: AVTransport:1 and RenderingControl:1 over SOAP."""

from __future__ import annotations

import re
from typing import Final

from backend.actions.connector import OpenConnector
from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.outbound import Outbound
from backend.actions.schemas import ControlSonos
from backend.actions.web import SMALL, ask

STEP: Final = 5  # per cent of loudness
_PLAYING: Final = re.compile(rb"<CurrentTransportState>(PLAYING|TRANSITIONING)</CurrentTransportState>")
_WRONG: Final = re.compile(rb"<errorCode>(\d{1,5})</errorCode>")
_ENVELOPE: Final = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"'
    ' s:encodingStyle="http://schemas.xmlsoap.org/soap/encoding/">'
    '<s:Body><u:{action} xmlns:u="urn:schemas-upnp-org:service:{service}:1">'
    "<InstanceID>0</InstanceID>{more}</u:{action}></s:Body></s:Envelope>"
)
_WORDS: Final = {
    "701": "cannot do that just now: nothing is to be played, or there is nothing before or behind it",
    "711": "has nothing before or behind this",
    "800": "plays as part of a group: name the speaker that leads it",
}


async def control(outbound: Outbound, connector: OpenConnector, command: ControlSonos) -> None:
    """Play, pause, skip or change the volume. Raises DeliveryError."""
    do = command.do
    if do == "toggle":
        state = await _call(outbound, connector, "AVTransport", "GetTransportInfo")
        do = "pause" if _PLAYING.search(state) else "play"
    match do:
        case "play":
            await _call(outbound, connector, "AVTransport", "Play", "<Speed>1</Speed>")
        case "pause" | "next" | "previous":
            await _call(outbound, connector, "AVTransport", do.capitalize())
        case "louder" | "quieter":
            step = STEP if do == "louder" else -STEP
            more = f"<Channel>Master</Channel><Adjustment>{step}</Adjustment>"
            await _call(outbound, connector, "RenderingControl", "SetRelativeVolume", more)


async def _call(outbound: Outbound, connector: OpenConnector, service: str, action: str, more: str = "") -> bytes:
    headers = {
        "Content-Type": 'text/xml; charset="utf-8"',
        "SOAPACTION": f'"urn:schemas-upnp-org:service:{service}:1#{action}"',
    }
    path = f"/MediaRenderer/{service}/Control"
    body = _ENVELOPE.format(service=service, action=action, more=more).encode()
    answer = await ask(outbound, connector.target, "POST", path, headers=headers, body=body, most=SMALL)
    if answer.status == 200:
        return answer.body
    host = connector.target.host
    wrong = _WRONG.search(answer.body)
    if wrong is not None:  # a fault, with status 500
        code = wrong[1].decode()
        raise RefusedError(f"{host} {_WORDS.get(code, f'refused this (UPnP error {code})')}.")
    if answer.status >= 500:
        raise DeliveryError(f"{host} answered with status {answer.status}.")
    raise RefusedError(f"{host} answered with status {answer.status}, as no Sonos speaker does. Check its address.")
