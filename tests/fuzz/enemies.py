"""Ten accounts that mean ill: a server's address and their tokens in, counts of its answers on stdout out.

Runs until its stdin is closed. Each account has four connections, one of each kind below.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
from collections import Counter
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urlsplit

from tests.backend.batches import PICTURE, encode, frame, hand_sample
from tests.backend.frame_images import bomb, markers_without_lengths, scans, texts
from tests.bench.flood import until_stdin_ends
from tests.fuzz.batches import good

ANSWER_S = 60.0
MEBIBYTE = 1024 * 1024
NO_HTTP = os.urandom(200) + b"\r\n\r\n"
Count = Callable[[str], None]


class Connection:
    """One to the server that is opened again whenever it has been closed."""

    def __init__(self, url: str, authorization: str) -> None:
        self._parts = urlsplit(url)
        self._authorization = authorization
        self._streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def open(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if self._streams is None:
            self._streams = await asyncio.open_connection(self._parts.hostname, self._parts.port)
        return self._streams

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
        self._streams = None

    def head(self, method: str, path: str, length: int) -> bytes:
        lines = [
            *(f"{method} {path} HTTP/1.1", f"Host: {self._parts.netloc}", f"Authorization: {self._authorization}"),
            *("Content-Type: application/vnd.gesture-samples", f"Content-Length: {length}"),
        ]
        return "\r\n".join([*lines, "", ""]).encode()

    async def ask(self, data: bytes) -> str:
        """Send bytes; the status of the answer, or that there was none."""
        try:
            reader, writer = await self.open()
            writer.write(data)
            await writer.drain()
            async with asyncio.timeout(ANSWER_S):
                head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
                length = head.lower().partition("content-length: ")[2].partition("\r\n")[0]
                await reader.readexactly(int(length or 0))
        except (OSError, EOFError, TimeoutError, asyncio.LimitOverrunError) as error:
            self.close()
            return "silence" if isinstance(error, TimeoutError) else "closed"
        if "connection: close" in head.lower() or "chunked" in head.lower():
            self.close()
        return head.split(" ", 2)[1]

    async def post(self, body: bytes, path: str = "/api/samples") -> str:
        return await self.ask(self.head("POST", path, len(body)) + body)


async def flood(connection: Connection, count: Count) -> None:
    """Good batches, as many as go, new ones and the same again."""
    bodies = [encode([good() for _ in range(50)]) for _ in range(5)]
    while True:
        for body in bodies:
            count(f"flood {await connection.post(body)}")
        bodies[0] = encode([good() for _ in range(50)])


async def send_bombs(connection: Connection, count: Count) -> None:
    """Pictures that are small to send and large to decode."""
    pictures = [
        *(markers_without_lengths(), markers_without_lengths(512, 65_500), bomb(2000, 2000)),
        *(scans(5000), scans(15), texts(20)),
    ]
    while True:
        for picture in pictures:
            kind = "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"
            about = {"type": kind, "width": 512, "height": 512, "bytes": len(picture)}
            number = min(200, 3 * MEBIBYTE // (len(picture) + len(PICTURE)))
            body = encode([good(frame_image=about) for _ in range(number)], [PICTURE + picture] * number)
            count(f"bomb {await connection.post(body)}")


async def send_slowly(connection: Connection, count: Count) -> None:
    """Bodies of which the most comes at once and the rest by the byte."""
    while True:
        head = connection.head("POST", "/api/samples", 4 * MEBIBYTE)
        answer = asyncio.create_task(connection.ask(head + bytes(3 * MEBIBYTE)))
        while not answer.done():
            await asyncio.wait([answer], timeout=1)
            with suppress(OSError):
                (await connection.open())[1].write(b"x")
        connection.close()
        count(f"slow {answer.result()}")


def junk() -> Iterator[tuple[str, bytes]]:
    """Paths and bodies that nobody sends who means well."""
    while True:
        yield "/api/samples", os.urandom(random.randrange(5000))
        yield "/api/samples", frame(b"[" * 100_000)
        yield "/api/samples", frame(b'{"samples":[' + b"{}," * 100_000 + b"{}]}")
        yield "/api/samples", encode([good(device="x" * 5000, probabilities=[1e-60] * 6)] * 200)
        yield "/api/samples", encode([hand_sample(sampling_probability=1e-60)] * 100, [os.urandom(524)] * 100)
        yield f"/api/{os.urandom(20).hex()}", b"x"
        yield "/api/stats/mistakes", b""
        yield "/api/session", b'{"\xed\xa0\x80": 1}'


async def send_junk(connection: Connection, count: Count) -> None:
    """Whatever cannot be read, and lines that are no HTTP."""
    for path, body in junk():
        count(f"junk {await connection.post(body, path)}")
        if random.random() < 0.1:
            count(f"junk {await connection.ask(NO_HTTP)}")


Kind = Callable[[Connection, Count], Coroutine[Any, Any, None]]
KINDS: tuple[Kind, ...] = (
    flood,
    send_bombs,
    send_slowly,
    send_junk,
)


async def attack(url: str, tokens: list[str]) -> Counter[str]:
    """Count the answers by kind and status until stdin ends."""
    counts: Counter[str] = Counter()

    def count(what: str) -> None:
        counts[what] += 1

    await until_stdin_ends([kind(Connection(url, token), count) for token in tokens for kind in KINDS])
    return counts


if __name__ == "__main__":
    print(json.dumps(asyncio.run(attack(sys.argv[1], sys.argv[2:]))))
