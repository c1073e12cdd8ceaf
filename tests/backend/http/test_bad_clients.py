"""Clients that mean ill, against the server as people run it: it goes on answering, and stays small."""

from __future__ import annotations

import contextlib
import json
import selectors
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest

from tests.conftest import StartServer
from tests.server import RunningServer

pytestmark = pytest.mark.slow

SLOW_CLIENTS = 300
TWO_GB = 2 * 1024**3
MEMORY_KB = 30_000  # what the server may grow by


@pytest.fixture
def running(start_server: StartServer, tmp_path: Path, web_dir: Path, models_dir: Path) -> RunningServer:
    return start_server(tmp_path / "data", WEB_DIR=str(web_dir), MODELS_DIR=str(models_dir))


def connect(server: RunningServer) -> socket.socket:
    parts = urlsplit(server.url)
    return socket.create_connection((parts.hostname, parts.port), timeout=30)


def memory_kb(server: RunningServer) -> int:
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(server.process.pid)], check=True, capture_output=True)
    return int(said.stdout)


def seconds_to_answer(server: RunningServer) -> float:
    start = time.monotonic()
    assert httpx.get(f"{server.url}/api/models/current", timeout=30).status_code == 200
    return time.monotonic() - start


def test_hundreds_of_slow_lorises(running: RunningServer) -> None:
    before = memory_kb(running)
    with contextlib.ExitStack() as stack, selectors.DefaultSelector() as selector:
        open_ones = {stack.enter_context(connect(running)) for _ in range(SLOW_CLIENTS)}
        for client in open_ones:
            client.sendall(b"POST /api/session HTTP/1.1\r\nHost: x\r\n")
            selector.register(client, selectors.EVENT_READ)
        start = time.monotonic()
        while open_ones and time.monotonic() - start < 40:
            for key, _ in selector.select(timeout=1):  # readable without an answer: closed
                assert isinstance(key.fileobj, socket.socket)
                selector.unregister(key.fileobj)
                open_ones.discard(key.fileobj)
            for client in open_ones:
                with contextlib.suppress(BrokenPipeError, ConnectionResetError):
                    client.sendall(b"X-Slow: yes\r\n")
            assert seconds_to_answer(running) < 5
        took = time.monotonic() - start
    assert not open_ones, f"{len(open_ones)} of {SLOW_CLIENTS} are still connected"
    assert 5 < took < 40
    assert memory_kb(running) - before < MEMORY_KB


def pieces(chunked: bool) -> Iterator[bytes]:
    piece = bytes(1024 * 1024)
    for _ in range(TWO_GB // len(piece)):
        yield b"%x\r\n%b\r\n" % (len(piece), piece) if chunked else piece


TARGETS = [
    ("/api/session", "application/json", 413),
    ("/api/samples", "application/vnd.gesture-samples", 401),
    ("/api/tokens", "application/json", 401),
    ("/", "text/plain", 405),
]


def test_bodies_of_two_gigabytes(running: RunningServer) -> None:
    before = memory_kb(running)
    for chunked in (False, True):
        for path, kind, status in TARGETS:
            send_two_gigabytes(running, path, kind, status, chunked)
    assert memory_kb(running) - before < MEMORY_KB
    assert seconds_to_answer(running) < 5


def send_two_gigabytes(server: RunningServer, path: str, kind: str, status: int, chunked: bool) -> None:
    """Send until the server hangs up, and read on the way what it says."""
    length = "Transfer-Encoding: chunked" if chunked else f"Content-Length: {TWO_GB}"
    headers = f"Host: x\r\nAuthorization: Basic eA==\r\nContent-Type: {kind}\r\n{length}\r\n\r\n"
    sent = 0
    with connect(server) as client:
        client.sendall(f"POST {path} HTTP/1.1\r\n{headers}".encode())
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            for piece in pieces(chunked):
                client.sendall(piece)
                sent += len(piece)
                if sent // len(piece) == 6:  # above every limit: it is refused by now
                    answer = client.recv(65536)
                    assert answer.startswith(f"HTTP/1.1 {status} ".encode())
                    body = json.loads(answer.partition(b"\r\n\r\n")[2] or client.recv(65536))
                    assert body["status"] == status
    assert 6 * 1024**2 < sent < 64 * 1024**2
