"""One request over HTTP/1.1: no redirect, proxy, cookie or compression, and no more of an answer than asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import h11
import msgspec

from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.outbound import Connection, Outbound
from backend.actions.target import Target

READ: Final = 16 * 1024
SMALL: Final = 64 * 1024
# Bytes beside the body. Each piece of an answer takes as long to read as a hundred bytes of body, so one of nothing but
# beginnings would take all of the process's time.
FRAMING: Final = 64 * 1024


@dataclass(frozen=True)
class Answer:
    """What came back; of the body only as much as was asked for."""

    status: int
    body: bytes
    fingerprint: str | None

    def json(self) -> Any:
        """Return what the body says. Raises DeliveryError."""
        try:
            return msgspec.json.decode(self.body)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise DeliveryError("It answered something else than JSON. Check its address.", again=False) from error


async def ask(
    outbound: Outbound,
    target: Target,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str] | None = None,
    body: bytes = b"",
    most: int = 0,
    pin: str | None = None,
) -> Answer:
    """Send a request and return its answer with at most `most` bytes of body; more than that is refused, unless 0.

    With 0 nothing is read after the headers. Raises DeliveryError.
    """
    fields = {"Host": target.shown_host, "User-Agent": "gestures", "Accept-Encoding": "identity", "Connection": "close"}
    if body or method != "GET":
        fields["Content-Length"] = str(len(body))
    async with outbound.connected(target, pin) as connection:
        protocol = h11.Connection(h11.CLIENT)
        try:
            request = h11.Request(method=method, target=path, headers=list((fields | dict(headers or {})).items()))
        except h11.LocalProtocolError as error:
            # What is wrong is not said: it may be the secret.
            raise RefusedError("This cannot be sent by HTTP. Correct its address and its secret.") from error
        pieces = [protocol.send(request), protocol.send(h11.Data(body)), protocol.send(h11.EndOfMessage())]
        connection.writer.write(b"".join(piece or b"" for piece in pieces))
        try:
            return await _answer(protocol, connection, target, most)
        except h11.RemoteProtocolError as error:
            if connection.reader.at_eof():
                raise DeliveryError(f"{target.host} ended the connection early.") from error
            raise RefusedError(f"{target.host} answered no HTTP. Check its address and port.") from error


async def _answer(protocol: h11.Connection, connection: Connection, target: Target, most: int) -> Answer:
    status, body, read = 0, bytearray(), 0
    while True:
        event = protocol.next_event()
        if event is h11.NEED_DATA:
            if read - len(body) > FRAMING:
                raise RefusedError(f"{target.host} says nothing at length. Check its address and port.")
            data = await connection.reader.read(READ)
            read += len(data)
            protocol.receive_data(data)
        elif isinstance(event, h11.Response):
            status = event.status_code
            if 300 <= status < 400:
                raise RefusedError(f"{target.host} leads elsewhere (status {status}), which is not followed.")
            if not most:
                return Answer(status, b"", connection.fingerprint)
        elif isinstance(event, h11.Data):
            body += event.data
            if len(body) > most:
                raise RefusedError(f"{target.host} answered more than the {most:,} bytes that are read.")
        elif isinstance(event, h11.EndOfMessage):
            return Answer(status, bytes(body), connection.fingerprint)
        elif not isinstance(event, h11.InformationalResponse):
            raise DeliveryError(f"{target.host} ended the connection early.")
