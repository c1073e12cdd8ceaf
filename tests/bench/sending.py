"""Clients that send samples: a server and a token, or a database, in; how long each batch took on stdout out.

Run as a process of its own by tests/bench/ingest.py. All batches are made before the clock starts, so that what is
timed is the sending: over HTTP as the page sends, or raw, as rows of `unnest` on connections of its own.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

import asyncpg

from tests.backend.batches import encode, sample, sample_id

SAMPLES: Final = 50
PICTURE_BYTES: Final = 64 * 64
# What the server's own statement stores, without what makes sending twice harmless and consent certain.
COLUMNS: Final = {
    "account_id": "bigint",
    "sample_id": "uuid",
    "session_id": "uuid",
    "number": "integer",
    "captured_at": "timestamptz",
    "received_at": "timestamptz",
    "model_id": "text",
    "predicted": "text",
    "probabilities": "text",
    "label_source": "text",
    "reason": "text",
    "sampling_probability": "real",
    "inference_ms": "real",
    "total_ms": "real",
    "noise": "real",
    "device": "text",
    "consent_version": "integer",
    "input_kind": "text",
    "input_width": "integer",
    "input_height": "integer",
    "network_input": "bytea",
    "area": "real",
    "fps": "real",
    "backend": "text",
}
RAW: Final = (
    f"INSERT INTO samples ({', '.join(COLUMNS)}) "
    f"SELECT {', '.join(f'sent.{name}' + ('::real[]' if name == 'probabilities' else '') for name in COLUMNS)} "
    f"FROM unnest({', '.join(f'${i}::{kind}[]' for i, kind in enumerate(COLUMNS.values(), 1))}) "
    f"AS sent ({', '.join(COLUMNS)})"
)

Send = Callable[[int], Awaitable[None]]


def batch(model_id: str) -> bytes:
    """A batch as the page sends it, of samples that nobody has sent before."""
    now = datetime.now(UTC).isoformat()
    samples = [sample(model_id=model_id, captured_at=now) for _ in range(SAMPLES)]
    return encode(samples, [os.urandom(PICTURE_BYTES) for _ in samples])


def rows(model_id: str, account_id: int) -> list[list[object]]:
    """The same samples as one list for each column."""
    now = datetime.now(UTC)
    same: dict[str, object] = sample(
        model_id=model_id, account_id=account_id, captured_at=now, received_at=now,
        probabilities="{0.01,0.02,0.9,0.03,0.02,0.02}", input_kind="silhouette", input_width=64, input_height=64,
        area=0.5, fps=30.0, backend="WebAssembly with SIMD",
    )  # fmt: skip
    same["session_id"] = UUID(str(same["session_id"]))
    fresh: dict[str, Callable[[], object]] = {
        "sample_id": lambda: UUID(sample_id()),
        "network_input": lambda: os.urandom(PICTURE_BYTES),
    }
    return [[fresh[name]() if name in fresh else same[name] for _ in range(SAMPLES)] for name in COLUMNS]


async def over_http(url: str, token: str, model_id: str, clients: int, batches: int) -> list[float]:
    """Send the batches; milliseconds of each. Raises RuntimeError where one is not stored whole."""
    loop, parts = asyncio.get_running_loop(), urlsplit(url)
    head = (
        f"POST /api/samples HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: Bearer {token}\r\n"
        "Content-Type: application/vnd.gesture-samples\r\nContent-Length: "
    )
    bodies = [batch(model_id) for _ in range(batches)]
    requests = [f"{head}{len(body)}\r\n\r\n".encode() + body for body in bodies]

    # Sockets and no streams, since clients take their time from the server here: a stream copies what it sends.
    async def client(connection: socket.socket, waiting: Iterator[bytes]) -> list[float]:
        times = []
        for request in waiting:
            start = time.perf_counter()
            await loop.sock_sendall(connection, request)
            said = await answer(connection)
            times.append((time.perf_counter() - start) * 1000)
            if said.count(b'"stored"') != SAMPLES:
                raise RuntimeError(f"A batch was not stored whole: {said[:300]!r}")
        return times

    connections = [socket.create_connection((parts.hostname or "", parts.port or 80)) for _ in range(clients)]
    for connection in connections:
        connection.setblocking(False)
    try:
        return await timed([client(connection, waiting) for waiting in [iter(requests)] for connection in connections])
    finally:
        for connection in connections:
            connection.close()


async def answer(connection: socket.socket) -> bytes:
    """Read one answer of 200 to its end and return its body."""
    loop, said = asyncio.get_running_loop(), b""
    head, end, body = said.partition(b"\r\n\r\n")
    while not end or len(body) < int(head.lower().split(b"content-length: ")[1].split(b"\r\n")[0]):
        received = await loop.sock_recv(connection, 65536)
        if not received:
            raise RuntimeError(f"The server hung up: {said[:300]!r}")
        said += received
        head, end, body = said.partition(b"\r\n\r\n")
    if head.split(b" ", 2)[1] != str(HTTPStatus.OK.value).encode():
        raise RuntimeError(f"The server refused a batch: {body[:300]!r}")
    return body


async def raw(database_url: str, account_id: int, model_id: str, clients: int, batches: int) -> list[float]:
    """Insert the same number of batches; milliseconds of each."""
    connections = [await asyncpg.connect(database_url) for _ in range(clients)]
    arguments = [rows(model_id, account_id) for _ in range(batches)]

    async def client(connection: asyncpg.Connection, waiting: Iterator[list[list[object]]]) -> list[float]:
        times = []
        insert = await connection.prepare(RAW)
        for columns in waiting:
            start = time.perf_counter()
            await insert.fetch(*columns)
            times.append((time.perf_counter() - start) * 1000)
        return times

    return await timed([client(connection, waiting) for waiting in [iter(arguments)] for connection in connections])


async def timed(clients: list[Awaitable[list[float]]]) -> list[float]:
    """The seconds that all clients took together, then the milliseconds of each batch."""
    start = time.perf_counter()
    times = await asyncio.gather(*clients)
    return [time.perf_counter() - start, *(one for of_client in times for one in of_client)]


if __name__ == "__main__":
    way, where, who, model, *counts = sys.argv[1:]
    n_clients, n_batches = map(int, counts)
    if way == "http":
        took = asyncio.run(over_http(where, who, model, n_clients, n_batches))
    else:
        took = asyncio.run(raw(where, int(who), model, n_clients, n_batches))
    print(json.dumps({"seconds": took[0], "times_ms": took[1:]}))
