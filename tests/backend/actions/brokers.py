"""A real broker, mosquitto, and somebody who listens to it."""

from __future__ import annotations

import asyncio
import getpass
import shutil
import socket
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

USER, PASSWORD = "gestures", "correct horse"
# Debian's package puts it where only root's PATH looks.
MOSQUITTO = shutil.which("mosquitto") or shutil.which("/usr/sbin/mosquitto")


@dataclass(frozen=True)
class Broker:
    """A running broker that lets USER in with PASSWORD, and nobody else."""

    port: int

    @asynccontextmanager
    async def listening(self, topic: str) -> AsyncIterator[asyncio.Queue[tuple[str, bytes]]]:
        """Subscribe (QoS 0); messages come as topic and payload."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self.port)
        login = _text("MQTT") + b"\x04\xc2\x00\x3c" + _text("listener") + _text(USER) + _text(PASSWORD)
        writer.write(bytes([0x10, len(login)]) + login)
        assert await reader.readexactly(4) == b"\x20\x02\x00\x00"
        wanted = b"\x00\x01" + _text(topic) + b"\x00"
        writer.write(bytes([0x82, len(wanted)]) + wanted)
        assert (await reader.readexactly(5))[:2] == b"\x90\x03"
        messages: asyncio.Queue[tuple[str, bytes]] = asyncio.Queue()
        task = asyncio.create_task(_receive(reader, messages))
        yield messages
        task.cancel()
        writer.close()


@contextmanager
def running_broker(folder: Path) -> Iterator[Broker]:
    """Start mosquitto on a port of its own; skips the test where it is not installed."""
    if MOSQUITTO is None:
        pytest.skip("mosquitto is not installed (Debian: apt-get install mosquitto)")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    passwords, configuration = folder / "passwords", folder / "mosquitto.conf"
    passwords.write_text(f"{USER}:{PASSWORD}\n")
    subprocess.run(["mosquitto_passwd", "-U", passwords], check=True)
    configuration.write_text(
        # Started by root, it would become somebody who may not read this folder.
        f"user {getpass.getuser()}\nlistener {port} 127.0.0.1\npassword_file {passwords}\nallow_anonymous false\n"
    )
    process = subprocess.Popen([MOSQUITTO, "-c", configuration], stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield Broker(port)
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    end = time.monotonic() + 10
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            assert time.monotonic() < end, "mosquitto does not start"
            time.sleep(0.02)
        else:
            return


async def _receive(reader: asyncio.StreamReader, messages: asyncio.Queue[tuple[str, bytes]]) -> None:
    while True:
        await reader.readexactly(1)
        length, shift = 0, 0
        while True:
            (byte,) = await reader.readexactly(1)
            length |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        body = await reader.readexactly(length)
        end = 2 + int.from_bytes(body[:2], "big")
        messages.put_nowait((body[2:end].decode(), body[end:]))


def _text(text: str) -> bytes:
    return len(text).to_bytes(2, "big") + text.encode()
