"""Looks names up, in threads, as the system does it: a name server that hangs must not hold up others' names.

A look-up cannot be ended from outside, and lasts half a minute where nobody answers. So it counts as its account's
until it has ended, however long ago somebody stopped waiting for it.
"""

from __future__ import annotations

import asyncio
import socket
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from ipaddress import ip_address
from typing import Final

from backend.allowed_addresses import Address

AT_ONCE: Final = 64  # of a process
OF_ACCOUNT: Final = 4


class TooManyLookUpsError(Exception):
    """An account's look-ups hang, or those of many."""


class LookUps:
    """Names in, addresses out."""

    def __init__(self) -> None:
        self._threads = ThreadPoolExecutor(AT_ONCE, "look-up")
        self._under_way: Counter[int] = Counter()  # by account

    async def addresses(self, host: str, port: int, account_id: int) -> list[Address]:
        """Return where a name leads; an address is its own. Raises OSError, UnicodeError, TooManyLookUpsError."""
        with suppress(ValueError):
            return [ip_address(host)]
        if self._under_way[account_id] >= OF_ACCOUNT or self._under_way.total() >= AT_ONCE:
            raise TooManyLookUpsError
        loop = asyncio.get_running_loop()

        def ended(_: Future[list[Address]]) -> None:
            with suppress(RuntimeError):  # the loop is closed: nobody counts any more
                loop.call_soon_threadsafe(self._count_out, account_id)

        self._under_way[account_id] += 1
        asked = self._threads.submit(_addresses, host, port)
        asked.add_done_callback(ended)
        return await asyncio.wrap_future(asked)

    def close(self) -> None:
        """Let go of the threads."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    def _count_out(self, account_id: int) -> None:
        self._under_way[account_id] -= 1
        if not self._under_way[account_id]:
            del self._under_way[account_id]


def _addresses(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(ip_address(entry[4][0]) for entry in found))
