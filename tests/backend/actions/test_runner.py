"""Telling what hangs, fails, floods, lies or leads elsewhere: tried again where that is harmless, and bounded."""

from __future__ import annotations

import asyncio
import socket
import ssl
import threading
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from backend.actions import store
from backend.actions.connector import Facts, OpenConnector
from backend.actions.errors import DeliveryError, RefusedError
from backend.actions.kinds.home_assistant import choices
from backend.actions.outbound import Outbound
from backend.actions.runner import Runner, summary_of
from backend.actions.schemas import CallHomeAssistant, CallWebhook, Command, ControlSonos, Kind, PublishMqtt
from backend.actions.target import target_of
from backend.actions.vault import Sealed, Vault
from backend.allowed_addresses import AllowedAddresses
from backend.database import Database, Row
from tests.backend.actions.conftest import HERE
from tests.backend.actions.devices import Asked, certificate, device, replying

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 11, 28, 12, 0, tzinfo=UTC)
ATTEMPT_S = 5.0


@dataclass
class Acting:
    """An account whose connectors are told something, with short waits between attempts."""

    database: Database
    vault: Vault
    account_id: int
    allowed: AllowedAddresses = HERE
    attempt_s: float = ATTEMPT_S

    async def tell(self, kind: Kind, address: str, command: Command, secret: str = "") -> Row:
        """Make a connector, tell it something, and return what has become of that in the end."""
        content = Sealed(uuid4(), address, "", secret)
        await store.add(self.database, self.vault, self.account_id, kind, "Mine", content, 100)
        connector = OpenConnector(content.id, kind, "Mine", target_of(kind, address, self.account_id), "", secret, None)
        outbound = Outbound(self.allowed)
        runner = Runner(self.database, outbound, delays_s=(0.01, 0.01), attempt_s=self.attempt_s)
        facts = Facts(uuid4(), "fist", NOW)
        assert await store.begin_run(self.database, self.account_id, facts.key, content.id, "fist", summary_of(command))
        await runner.run(self.account_id, connector, command, facts)
        await asyncio.gather(*runner._tasks)
        outbound.close()
        return await self.told(facts.key)

    async def told(self, key: UUID) -> Row:
        row = await store.run_of(self.database, self.account_id, key)
        assert row is not None
        return row

    async def call(self, address: str, secret: str = "") -> Row:
        return await self.tell("webhook", address, CallWebhook(), secret)


@pytest.fixture
async def acting(database: Database, tmp_path: Path) -> AsyncIterator[Acting]:
    row = await database.fetch_one(
        "INSERT INTO accounts (name, name_key, password_hash) VALUES ('Ada', 'ada', '') RETURNING id"
    )
    assert row is not None
    yield Acting(database, Vault(None, tmp_path), row["id"])


def home(address: str) -> OpenConnector:
    return OpenConnector(uuid4(), "home-assistant", "Mine", target_of("home-assistant", address, 1), "", "token", None)


def short(row: Row) -> tuple[str, int, bool]:
    return row["outcome"], row["attempts"], row["detail"] is None


async def test_a_webhook_gets_the_gesture_once(acting: Acting) -> None:
    async with device(replying(204)) as there:
        assert short(await acting.call(f"http://127.0.0.1:{there.port}/hook?a=b", "s3cret")) == ("done", 1, True)
    (asked,) = there.asked
    assert (asked.method, asked.path, asked.headers["authorization"]) == ("POST", "/hook?a=b", "Bearer s3cret")
    assert asked.headers["idempotency-key"] == asked.json["key"]
    assert asked.json == {**asked.json, "gesture": "fist", "at": "2026-11-28T12:00:00Z", "connector": "Mine"}


async def test_what_fails_is_tried_again_with_the_same_key(acting: Acting) -> None:
    async with device(replying(500, 503, 200)) as there:
        assert short(await acting.call(f"http://127.0.0.1:{there.port}")) == ("done", 3, True)
    assert len({asked.headers["idempotency-key"] for asked in there.asked}) == 1


async def test_what_fails_for_good_says_how(acting: Acting) -> None:
    async with device(replying(500)) as there:
        told = await acting.call(f"http://127.0.0.1:{there.port}")
    assert short(told) == ("failed", 3, False)
    assert "status 500" in told["detail"]


async def test_what_is_refused_is_not_tried_again(acting: Acting) -> None:
    async with device(replying(404)) as there:
        assert short(await acting.call(f"http://127.0.0.1:{there.port}")) == ("failed", 1, False)


async def test_a_redirect_is_not_followed(acting: Acting) -> None:
    async with (
        device(replying(200)) as inside,
        device(replying(302, Location=f"http://127.0.0.1:{inside.port}")) as there,
    ):
        told = await acting.call(f"http://127.0.0.1:{there.port}")
    assert (short(told), "not followed" in told["detail"]) == (("failed", 1, False), True)
    assert inside.connections == 0


async def test_what_hangs_holds_nobody_up(acting: Acting) -> None:
    async def hang(_: Asked, writer: asyncio.StreamWriter) -> None:
        await asyncio.sleep(60)

    acting.attempt_s = 0.1
    async with device(hang) as there:
        told = await acting.call(f"http://127.0.0.1:{there.port}")
    assert (short(told), "did not answer within" in told["detail"]) == (("failed", 3, False), True)


@pytest.mark.parametrize("length", ["10000000000", "chunked"])
async def test_of_ten_gigabytes_hardly_any_is_read(acting: Acting, length: str) -> None:
    written = 0

    async def flood(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        told = "Transfer-Encoding: chunked" if length == "chunked" else f"Content-Length: {length}"
        writer.write(f"HTTP/1.1 200 OK\r\n{told}\r\n\r\n".encode())
        piece = bytes(65536)
        while True:
            writer.write(b"10000\r\n" + piece + b"\r\n" if length == "chunked" else piece)
            await writer.drain()
            written += len(piece)

    async with device(flood) as there:
        assert short(await acting.call(f"http://127.0.0.1:{there.port}")) == ("done", 1, True)
        # A speaker's answer is read, up to 64 kB.
        told = await acting.tell("sonos", f"127.0.0.1:{there.port}", ControlSonos("play"))
        assert (short(told), "bytes that are read" in told["detail"]) == (("failed", 1, False), True)
    assert written < 20_000_000  # what the system's own buffers took


@pytest.mark.parametrize(
    "piece", [pytest.param(b"HTTP/1.1 100 \r\n\r\n", id="news"), pytest.param(b"1\r\nx\r\n", id="bytes one by one")]
)
async def test_what_says_nothing_at_length_costs_no_time(acting: Acting, piece: bytes) -> None:
    """To read a megabyte a second of it would take all of the process's time, which is everybody's."""
    written = 0

    async def babble(_: Asked, writer: asyncio.StreamWriter) -> None:
        nonlocal written
        writer.write(b"" if piece.startswith(b"HTTP") else b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while True:
            writer.write(piece * 10_000)
            await writer.drain()
            written += 10_000 * len(piece)

    async with device(babble) as there:
        address = f"http://127.0.0.1:{there.port}"
        with pytest.raises(RefusedError, match="says nothing at length"):
            await choices(Outbound(HERE), home(address))
    assert written < 20_000_000


@pytest.mark.parametrize(
    ("said", "attempts", "words"),
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.2\r\n\r\n", 1, "no HTTP", id="ssh"),
        pytest.param(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 50_000, 1, "no HTTP", id="endless headers"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" * 3, 3, "ended the connection early", id="never an answer"),
        pytest.param(b"", 3, "ended the connection early", id="nothing"),
    ],
)
async def test_what_is_no_answer(acting: Acting, said: bytes, attempts: int, words: str) -> None:
    async def answer(_: Asked, writer: asyncio.StreamWriter) -> None:
        writer.write(said)

    async with device(answer) as there:
        told = await acting.call(f"http://127.0.0.1:{there.port}")
    assert (short(told), words in told["detail"]) == (("failed", attempts, False), True), told["detail"]


async def test_what_is_no_broker(acting: Acting) -> None:
    """As a mail server, which speaks first."""

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 mail.example\r\n")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(greet, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        told = await acting.tell("mqtt", f"mqtt://127.0.0.1:{port}", PublishMqtt("topic", "payload"))
    assert (short(told), "no MQTT" in told["detail"]) == (("failed", 1, False), True)


async def test_what_may_not_be_done_twice_is_not_tried_again_where_nobody_knows(acting: Acting) -> None:
    toggle, turn_on = CallHomeAssistant("light.toggle"), CallHomeAssistant("light.turn_on")
    async with device(replying(500)) as there:
        address = f"http://127.0.0.1:{there.port}"
        assert (await acting.tell("home-assistant", address, toggle, "token"))["attempts"] == 1
        assert (await acting.tell("home-assistant", address, turn_on, "token"))["attempts"] == 3
    # Nothing was sent: that may be tried again.
    assert (await acting.tell("home-assistant", address, toggle, "token"))["attempts"] == 3


async def test_a_name_that_leads_inside_is_not_called(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    acting.allowed = AllowedAddresses.parse("hooks.example.com,10.0.0.0/8")
    async with device(replying(200)) as there:
        lies: Any = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", there.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: lies)
        for host in ("hooks.example.com", "localhost", "2130706433", "0x7f.1", "127.1"):
            told = await acting.call(f"http://{host}:{there.port}")
            assert (short(told), "may not call" in told["detail"]) == (("failed", 1, False), True), host
    assert there.connections == 0


async def test_a_name_is_looked_up_once(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name server that says something else the second time finds nobody who asks it."""
    async with device(replying(200)) as there:
        answers: Any = [[(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", there.port))]]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers.pop())
        assert short(await acting.call(f"http://rebound.example:{there.port}")) == ("done", 1, True)
    assert there.asked[0].headers["host"] == f"rebound.example:{there.port}"


async def test_a_name_that_no_rule_can_mean_is_not_looked_up(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *_, **__: asked.append(host))
    acting.allowed = AllowedAddresses.parse("hooks.example.com,*.example.org:443")
    for address in ("http://other.example", "http://a.example.org", "http://[::1]:99", "http://93.184.215.14"):
        told = await acting.call(address)
        assert (short(told), "may not call" in told["detail"]) == (("failed", 1, False), True), address
    assert asked == []


async def test_name_servers_that_hang_hold_up_only_their_own(acting: Acting, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whose names nobody answers for waits; others' are looked up meanwhile, and addresses need not be."""
    answered = threading.Event()

    def look_up(host: str, *_: object, **__: object) -> Any:
        if host.startswith("slow"):
            answered.wait(20)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    outbound = Outbound(HERE)

    async def known(host: str, of_account: int) -> None:
        await asyncio.wait_for(outbound.require_allowed(target_of("webhook", f"http://{host}", of_account)), 0.5)

    try:
        for n in range(40):
            with pytest.raises((TimeoutError, DeliveryError)):
                await asyncio.wait_for(outbound._addresses(target_of("webhook", f"http://slow{n}.example", 1)), 0.02)
        with pytest.raises(DeliveryError, match="names of yours"):
            await outbound._addresses(target_of("webhook", "http://quick.example", 1))
        assert await outbound._addresses(target_of("webhook", "http://quick.example", 2))
        await known("127.0.0.1", 1)
        answered.set()
        for _ in range(50):
            with suppress(DeliveryError):
                assert await outbound._addresses(target_of("webhook", "http://quick.example", 1))
                break
            await asyncio.sleep(0.02)
        else:
            pytest.fail("it is still held up")
    finally:
        answered.set()
        outbound.close()


@pytest.mark.parametrize("gone", ["connectors", "accounts"])
async def test_what_is_deleted_is_told_nothing_more(acting: Acting, gone: str) -> None:
    content = Sealed(uuid4(), "http://127.0.0.1:9/")
    async with device(replying(500)) as there:
        address = f"http://127.0.0.1:{there.port}"
        await store.add(acting.database, acting.vault, acting.account_id, "webhook", "Mine", content, 9)
        connector = OpenConnector(content.id, "webhook", "Mine", target_of("webhook", address, 1), "", "", None)
        facts = Facts(uuid4(), None, NOW)
        await store.begin_run(acting.database, acting.account_id, facts.key, content.id, None, "POST")
        runner = Runner(acting.database, Outbound(HERE), delays_s=(0.2, 0.2), attempt_s=ATTEMPT_S)
        await runner.run(acting.account_id, connector, CallWebhook(), facts)
        await acting.database.execute(
            f"DELETE FROM {gone} WHERE id = :id", id={"connectors": content.id, "accounts": acting.account_id}[gone]
        )
        await asyncio.gather(*runner._tasks)
        assert there.connections == 1


async def test_a_certificate_must_be_trusted_and_of_that_name(
    acting: Acting, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    tls: ssl.SSLContext = certificate(tmp_path, "localhost")
    async with device(replying(200), tls) as there:
        untrusted = await acting.call(f"https://localhost:{there.port}")
        assert (short(untrusted), "not to be trusted" in untrusted["detail"]) == (("failed", 1, False), True)
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "localhost.pem"))
        assert short(await acting.call(f"https://localhost:{there.port}")) == ("done", 1, True)
        other = await acting.call(f"https://127.0.0.1:{there.port}")
        assert (short(other), "not to be trusted" in other["detail"]) == (("failed", 1, False), True)


async def test_a_server_that_stops_says_so_in_the_log(acting: Acting) -> None:
    outbound = Outbound(HERE)
    runner = Runner(acting.database, outbound, delays_s=(60,), attempt_s=ATTEMPT_S)
    content = Sealed(uuid4(), "http://127.0.0.1:9/")
    await store.add(acting.database, acting.vault, acting.account_id, "webhook", "Mine", content, 9)
    connector = OpenConnector(content.id, "webhook", "Mine", target_of("webhook", content.address, 1), "", "", None)
    facts = Facts(uuid4(), None, NOW)
    await store.begin_run(acting.database, acting.account_id, facts.key, content.id, None, "POST")
    async with runner.running():
        await runner.run(acting.account_id, connector, CallWebhook(), facts)
        assert (await acting.told(facts.key))["outcome"] == "waiting"
        await asyncio.sleep(0)
    told = await acting.told(facts.key)
    assert (told["outcome"], told["detail"]) == ("failed", "The server stopped before this was done.")


async def test_a_run_whose_server_was_killed_has_failed(acting: Acting) -> None:
    content = Sealed(uuid4(), "http://127.0.0.1:9/")
    await store.add(acting.database, acting.vault, acting.account_id, "webhook", "Mine", content, 9)
    key = uuid4()
    await store.begin_run(acting.database, acting.account_id, key, content.id, None, "POST")
    assert (await acting.told(key))["outcome"] == "waiting"
    await acting.database.execute("UPDATE connector_runs SET at = at - interval '2 minutes'")
    assert (await acting.told(key))["outcome"] == "failed"
