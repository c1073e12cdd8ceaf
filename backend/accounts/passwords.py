"""Hashes and verifies passwords with argon2, without holding up other requests."""

from __future__ import annotations

import asyncio
import os
import secrets
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Final, TypeVar

import argon2

from backend.http.errors import TooBusyError

QUEUE: Final = 8  # at 30 ms each the last waits a quarter of a second
# OWASP's second recommendation for argon2id: 19 MiB, 2 rounds, 1 lane.
RECOMMENDED: Final = argon2.Parameters(argon2.Type.ID, argon2.low_level.ARGON2_VERSION, 16, 32, 2, 19 * 1024, 1)
PRIORITY: Final = 10  # as `nice` counts: 0 is usual, 19 the lowest
T = TypeVar("T")


class Passwords:
    """Hashes on one thread, so that many log-ins at once take neither all cores nor all memory."""

    def __init__(self, queue: int = QUEUE, cost: argon2.Parameters = RECOMMENDED) -> None:
        """At most `queue` wait. Tests that are about something else give a lower `cost`."""
        self._hasher = argon2.PasswordHasher.from_parameters(cost)
        self._nobodys = self._hasher.hash(secrets.token_urlsafe())
        self._thread = ThreadPoolExecutor(1, "passwords", _step_back)
        self._queue = queue
        self._unfinished = 0

    async def hash(self, password: str) -> str:
        """Return the password's hash, with its salt and parameters in it. Raises TooBusyError."""
        return await self._run(lambda: self._hasher.hash(password))

    async def verify(self, hashed: str | None, password: str) -> bool:
        """Whether the password is the one that was hashed. Raises TooBusyError.

        None stands for an account that does not exist: it takes as long as a wrong password does.
        """
        return await self._run(lambda: self._fits(hashed or self._nobodys, password))

    def require_room(self) -> None:
        """Refuse at once where the queue is full, before anything is done in vain. Raises TooBusyError."""
        if self._unfinished > self._queue:  # one is being worked on, the others wait
            raise TooBusyError("Many people are logging in right now. Try again in a few seconds.")

    def outdated(self, hashed: str) -> bool:
        """Whether the hash was made with other parameters than today's."""
        return self._hasher.check_needs_rehash(hashed)

    def close(self) -> None:
        """End the thread; nothing can be hashed afterwards."""
        self._thread.shutdown(cancel_futures=True)

    def _fits(self, hashed: str, password: str) -> bool:
        try:
            return self._hasher.verify(hashed, password)
        except argon2.exceptions.VerifyMismatchError:
            return False

    async def _run(self, work: Callable[[], T]) -> T:
        self.require_room()
        self._unfinished += 1
        loop = asyncio.get_running_loop()
        future: Future[T] = self._thread.submit(work)
        # Counted down when the work ends, not when its asker goes away: an abandoned job still takes the thread.
        future.add_done_callback(lambda _: loop.call_soon_threadsafe(self._finished))
        return await asyncio.wrap_future(future)

    def _finished(self) -> None:
        self._unfinished -= 1


def _step_back() -> None:
    """Let the loop, which answers everybody, have the processor first: Linux knows priorities of single threads."""
    if sys.platform == "linux":
        lower = max(PRIORITY, os.getpriority(os.PRIO_PROCESS, 0))  # it may be lower already, and must not rise
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), lower)
