"""MQTT 3.1.1: connects, publishes one message at least once (QoS 1), and goes.

A publisher needs four of the protocol's packets. Libraries open their connections themselves, to wherever a name leads
by then, in a thread of their own, and take packets of up to 256 MB; none of that may be here.
Source: OASIS Standard, MQTT Version 3.1.1, 29 October 2014.
"""

from __future__ import annotations

import secrets
from asyncio import StreamReader
from typing import Final

from backend.actions.connector import OpenConnector
from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.outbound import Outbound
from backend.actions.schemas import PublishMqtt

KEEP_ALIVE_S: Final = 10
PACKET_ID: Final = b"\x00\x01"
_CONNECT, _CONNACK, _PUBLISH_ONCE, _PUBACK, _DISCONNECT = 0x10, 0x20, 0x32, 0x40, b"\xe0\x00"
_CLEAN, _PASSWORD, _USER = 0x02, 0x40, 0x80
_REFUSALS: Final = {
    1: "speaks no MQTT 3.1.1",
    2: "refused the client's id",
    3: "is not available just now",
    4: "refused the user's name or password",
    5: "refused the user's name or password",  # mosquitto says this, others the one above
}
_UNAVAILABLE: Final = 3


async def publish(outbound: Outbound, connector: OpenConnector, command: PublishMqtt) -> None:
    """Publish a message; return once the broker has it. Raises DeliveryError."""
    async with outbound.connected(connector.target) as connection:
        reader, writer = connection.reader, connection.writer
        writer.write(_connect(connector.user, connector.secret))
        code = (await _packet(reader, _CONNACK, connector))[1]
        if code:
            said = f"{connector.target.host} {_REFUSALS.get(code, f'refused with code {code}')}."
            raise DeliveryError(said, sent=False, again=code == _UNAVAILABLE)
        writer.write(_publish(command))
        await _packet(reader, _PUBACK, connector)
        writer.write(_DISCONNECT)
        await writer.drain()


def _connect(user: str, password: str) -> bytes:
    flags = _CLEAN | (_USER if user else 0) | (_PASSWORD if user and password else 0)
    body = (
        _text("MQTT") + bytes([4, flags]) + KEEP_ALIVE_S.to_bytes(2, "big") + _text(f"gestures{secrets.token_hex(6)}")
    )
    if user:
        body += _text(user) + (_text(password) if password else b"")
    return _whole(_CONNECT, body)


def _publish(command: PublishMqtt) -> bytes:
    first = _PUBLISH_ONCE | (1 if command.retain else 0)
    return _whole(first, _text(command.topic) + PACKET_ID + command.payload.encode())


def _whole(first: int, body: bytes) -> bytes:
    """A packet: its kind, its length in seven bits a byte, its body."""
    length, left = bytearray(), len(body)
    while True:
        left, low = divmod(left, 128)
        length.append(low | (0x80 if left else 0))
        if not left:
            return bytes([first]) + bytes(length) + body


def _text(text: str) -> bytes:
    data = text.encode()
    return len(data).to_bytes(2, "big") + data


async def _packet(reader: StreamReader, first: int, connector: OpenConnector) -> bytes:
    """Return the two bytes of the acknowledgement that must come now. Raises DeliveryError."""
    head = await reader.readexactly(2)
    if head != bytes([first, 2]):
        raise RefusedError(f"{connector.target.host} answered no MQTT. Check its address and port.")
    return await reader.readexactly(2)
