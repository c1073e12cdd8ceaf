"""Small real servers that answer as the documents of Hue, Sonos and Home Assistant say, or as badly as told."""

from __future__ import annotations

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


@dataclass(frozen=True)
class Asked:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Answer = Callable[[Asked, asyncio.StreamWriter], Awaitable[None]]


@dataclass
class Device:
    """A server on this machine and what it was asked."""

    port: int = 0
    asked: list[Asked] = field(default_factory=list)
    connections: int = 0


@asynccontextmanager
async def device(answer: Answer, tls: ssl.SSLContext | None = None) -> AsyncIterator[Device]:
    """Serve on a free port until the end; each connection is asked once."""
    there = Device()
    serving: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there.connections += 1
        task = asyncio.current_task()
        assert task is not None
        serving.add(task)
        try:
            with suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
                there.asked.append(await _asked(reader))
                await answer(there.asked[-1], writer)
                await writer.drain()
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    there.port = server.sockets[0].getsockname()[1]
    try:
        yield there
    finally:
        server.close()
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving)


async def _asked(reader: asyncio.StreamReader) -> Asked:
    head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
    method, path, _ = head[0].split(" ")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in head[1:-2])}
    return Asked(method, path, headers, await reader.readexactly(int(headers.get("content-length", 0))))


def reply(writer: asyncio.StreamWriter, status: int, body: object = b"", **headers: str) -> None:
    """Write an answer; what is no bytes is written as JSON."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    fields = {"Content-Length": str(len(data)), **{name.replace("_", "-"): value for name, value in headers.items()}}
    head = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n" + "".join(f"{n}: {v}\r\n" for n, v in fields.items())
    writer.write(head.encode() + b"\r\n" + data)


def replying(*statuses: int, **headers: str) -> Answer:
    """Answer with one status after another, the last of them for ever."""
    left = list(statuses)

    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        reply(writer, left.pop(0) if len(left) > 1 else left[0], **headers)

    return answer


def certificate(folder: Path, name: str) -> ssl.SSLContext:
    """Make a certificate that is its own authority, as a bridge of Hue does; its file is NAME.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now()
    made = (
        x509.CertificateBuilder(subject, subject, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / f"{name}.key").write_bytes(private)
    (folder / f"{name}.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / f"{name}.pem", folder / f"{name}.key")
    return context


LIGHT, ROOM, GROUP = (f"{n}1111111-2222-3333-4444-555555555555" for n in "abc")


@dataclass
class HueBridge:
    """CLIP API v2: a key for who presses the button, one lamp in one room."""

    pressed: bool = False
    on: bool = False
    keys: set[str] = field(default_factory=set)

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        if (asked.method, asked.path) == ("POST", "/api"):
            reply(writer, 200, self._key(asked.json))
        elif asked.headers.get("hue-application-key") not in self.keys:
            reply(writer, 403, {"errors": [{"description": "unauthorized user"}], "data": []})
        elif asked.path == "/clip/v2/resource":
            reply(writer, 200, {"errors": [], "data": self._resources()})
        elif asked.path not in (f"/clip/v2/resource/light/{LIGHT}", f"/clip/v2/resource/grouped_light/{GROUP}"):
            reply(writer, 404, {"errors": [{"description": "Not Found"}], "data": []})
        elif asked.method == "GET":
            reply(writer, 200, {"errors": [], "data": [{"id": asked.path[-36:], "on": {"on": self.on}}]})
        else:
            self.on = asked.json.get("on", {"on": self.on})["on"]
            reply(writer, 200, {"errors": [], "data": [{"rid": asked.path[-36:], "rtype": asked.path.split("/")[4]}]})

    def _key(self, wanted: dict[str, object]) -> list[dict[str, object]]:
        assert re.fullmatch(r"[^#]{1,20}#[^#]{1,19}", str(wanted["devicetype"]))
        if not self.pressed:
            return [{"error": {"type": 101, "address": "", "description": "link button not pressed"}}]
        self.keys.add("k" * 40)
        return [{"success": {"username": "k" * 40, "clientkey": "0" * 32}}]

    def _resources(self) -> list[dict[str, object]]:
        return [
            {"type": "device", "id": ROOM, "metadata": {"name": "not a light"}},
            {"type": "light", "id": LIGHT, "metadata": {"name": "Lamp"}, "on": {"on": self.on}},
            {
                "type": "room",
                "id": ROOM,
                "metadata": {"name": "Kitchen"},
                "services": [{"rid": GROUP, "rtype": "grouped_light"}],
            },
        ]


@dataclass
class SonosSpeaker:
    """AVTransport:1 and RenderingControl:1: plays or not, so loud, one track behind it."""

    playing: bool = False
    volume: int = 20
    tracks_left: int = 1

    async def answer(self, asked: Asked, writer: asyncio.StreamWriter) -> None:
        found = re.fullmatch(
            r'"urn:schemas-upnp-org:service:(AVTransport|RenderingControl):1#(\w+)"', asked.headers["soapaction"]
        )
        assert found is not None
        service, action = found[1], found[2]
        assert asked.path == f"/MediaRenderer/{service}/Control"
        assert f'<u:{action} xmlns:u="urn:schemas-upnp-org:service:{service}:1"><InstanceID>0<' in asked.body.decode()
        said = ""
        if action == "GetTransportInfo":
            said = f"<CurrentTransportState>{'PLAYING' if self.playing else 'PAUSED_PLAYBACK'}</CurrentTransportState>"
        elif action in ("Play", "Pause"):
            self.playing = action == "Play"
        elif action == "SetRelativeVolume":
            (by,) = re.findall(r"<Channel>Master</Channel><Adjustment>(-?\d+)</Adjustment>", asked.body.decode())
            self.volume += int(by)
            said = f"<NewVolume>{self.volume}</NewVolume>"
        elif action in ("Next", "Previous"):
            if not self.tracks_left:
                return reply(writer, 500, _fault(711))
            self.tracks_left -= 1
        return reply(writer, 200, f"<s:Envelope><s:Body><u:{action}Response>{said}</u:{action}Response>".encode())


def _fault(code: int) -> bytes:
    return (
        "<s:Envelope><s:Body><s:Fault><faultcode>s:Client</faultcode><faultstring>UPnPError</faultstring><detail>"
        f'<UPnPError xmlns="urn:schemas-upnp-org:control-1-0"><errorCode>{code}</errorCode></UPnPError>'
        "</detail></s:Fault></s:Body></s:Envelope>"
    ).encode()


async def home_assistant(asked: Asked, writer: asyncio.StreamWriter) -> None:
    """The REST API with the token `token`: one light, and the services of lights."""
    state = {"entity_id": "light.kitchen", "state": "on", "attributes": {"friendly_name": "Kitchen"}}
    if asked.headers.get("authorization") != "Bearer token":
        reply(writer, 401, b"401: Unauthorized")
    elif (asked.method, asked.path) == ("GET", "/api/states"):
        reply(writer, 200, [state, {"entity_id": "sun.sun", "state": "above_horizon", "attributes": {}}])
    elif asked.method == "POST" and asked.path.startswith("/api/services/light/"):
        reply(writer, 200, [state])
    else:
        reply(writer, 400, {"message": "Service not found."})
