"""Deadlines on a socket: a small real server, with clients that keep it waiting in every way there is."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from backend.http.slow_clients import DeadlineProtocol

LARGE = 50_000_000  # more than all buffers between server and client hold


class Impatient(DeadlineProtocol):
    """The same with deadlines that a test can wait for."""

    headers_s = 0.4
    unread_body_s = 0.4
    reading_s = 0.4


async def answer(request: Request) -> Response:
    return PlainTextResponse("x" * int(request.query_params.get("size", "2")))


async def read(request: Request) -> Response:
    return PlainTextResponse(str(len(await request.body())))


class _Server(uvicorn.Server):
    """Says when it answers, and lets nobody but the test handle signals."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.ready.set()


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    app = Starlette(routes=[Route("/", answer, methods=["GET", "POST"]), Route("/read", read, methods=["POST"])])
    config = uvicorn.Config(app, http=Impatient, log_level="critical", timeout_keep_alive=1, lifespan="off")
    server = _Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        running = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        running.start()
        assert server.ready.wait(30)
        yield listener.getsockname()
        server.should_exit = True
        running.join()


@pytest.fixture
def client(address: tuple[str, int]) -> Iterator[socket.socket]:
    with socket.create_connection(address, timeout=10) as made:
        yield made


def until_closed(client: socket.socket) -> tuple[bytes, float]:
    """What the server still says until it closes the connection, and how many seconds that took."""
    start, said = time.monotonic(), b""
    try:
        while piece := client.recv(65536):
            said += piece
    except ConnectionResetError:
        pass
    return said, time.monotonic() - start


def one_answer(client: socket.socket) -> bytes:
    """One answer of two letters."""
    said = b""
    while not said.endswith(b"\r\n\r\nxx"):
        piece = client.recv(65536)
        assert piece, said
        said += piece
    return said


def test_a_client_that_says_nothing(client: socket.socket) -> None:
    said, took = until_closed(client)
    assert said == b""
    assert took < 5


@pytest.mark.parametrize("before", [b"", b"GET / HTTP/1.1\r\nHost: x\r\n\r\n"])
def test_a_client_that_says_one_header_after_another(client: socket.socket, before: bytes) -> None:
    if before:
        client.sendall(before)
        one_answer(client)
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n")
    start = time.monotonic()
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        while time.monotonic() - start < 5:
            client.sendall(b"X-More: yes\r\n")
            time.sleep(0.05)
    assert time.monotonic() - start < 4


def test_one_that_keeps_asking_is_kept(client: socket.socket) -> None:
    for _ in range(6):
        client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        one_answer(client)
        time.sleep(0.2)


def test_a_body_that_nobody_reads_is_not_waited_for(client: socket.socket) -> None:
    client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000000\r\n\r\n")
    assert b"200 OK" in one_answer(client)
    start = time.monotonic()
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        while time.monotonic() - start < 5:
            client.sendall(b"x" * 100)
            time.sleep(0.05)
    assert time.monotonic() - start < 4


def test_a_body_that_is_read_may_take_its_time(client: socket.socket) -> None:
    client.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n")
    for _ in range(10):
        time.sleep(0.1)
        client.sendall(b"x")
    said, _ = until_closed(client)
    assert said.endswith(b"\r\n\r\n10")


def test_a_client_that_does_not_read_its_answer(address: tuple[str, int]) -> None:
    with socket.socket() as client:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.settimeout(10)
        client.connect(address)
        client.sendall(f"GET /?size={LARGE} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        time.sleep(1.5)
        said, _ = until_closed(client)
    assert 0 < len(said) < LARGE


def test_a_client_that_reads_slowly_gets_all(address: tuple[str, int]) -> None:
    with socket.create_connection(address, timeout=10) as client:
        client.sendall(f"GET /?size={LARGE} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        got, paused = 0, 0
        while piece := client.recv(65536):
            got += len(piece)
            if got // 10_000_000 > paused:
                paused += 1
                time.sleep(0.15)
    assert got > LARGE


@pytest.mark.parametrize(
    "nonsense",
    [
        b"\x16\x03\x01\x02\x00\x01\x00",
        b"GET / HTTP/1.1\r\nno header at all\r\n\r\n",
        b"GET /\xff HTTP/1.1\r\nHost: x\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 1_000_000 + b"\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nTransfer-encoding: chunked\r\nHost: x\r\ncontent-length: 5\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: identity\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked, chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.0\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length : 3\r\n\r\nabc",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nX: a\r\n\tb\r\n\r\n",
        b"GET / HTTP/1.1\r\n Host: x\r\n\r\n",
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"GET / HTTP/1.1\r\nHost: x\nX: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\n\n",
        b"GET / HTTP/1.1\r\nHost: x\rX: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
    ],
    ids=lambda nonsense: repr(nonsense[:40]),
)
def test_what_is_no_http_is_a_problem_like_any_other(client: socket.socket, nonsense: bytes) -> None:
    client.sendall(nonsense)
    said, took = until_closed(client)
    head, _, body = said.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 400")
    assert b"application/problem+json" in head
    assert b"content-security-policy" in head.lower()
    assert json.loads(body)["status"] == 400
    assert took < 5


@pytest.mark.parametrize("trailers", [b"X: a\n\r\n", b"X: a\r\n b\r\n\r\n", b"\n"], ids=repr)
def test_nonsense_behind_the_last_chunk(client: socket.socket, trailers: bytes) -> None:
    head = b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
    client.sendall(head + b"1\r\nx\r\n0\r\n" + trailers)
    assert until_closed(client)[0].startswith(b"HTTP/1.1 400")


def test_a_body_is_no_head(client: socket.socket) -> None:
    body = b"a\nb\r\n c\n\n"
    client.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n%b" % (len(body), body))
    client.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
    assert b"10\r" not in one_answer(client)


def test_a_head_may_come_letter_by_letter(client: socket.socket) -> None:
    for letter in b"GET / HTTP/1.1\r\nHost: x\r\n\r\n":
        client.sendall(bytes([letter]))
    assert b"200 OK" in one_answer(client)


def test_nonsense_behind_an_answer_ends_the_connection(client: socket.socket) -> None:
    client.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n")
    one_answer(client)
    client.sendall(b"no length\r\n")
    assert until_closed(client)[0] == b""


def test_nonsense_in_a_body_that_is_being_read(client: socket.socket) -> None:
    client.sendall(b"POST /read HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\nno length\r\n")
    assert until_closed(client)[0].startswith(b"HTTP/1.1 400")
