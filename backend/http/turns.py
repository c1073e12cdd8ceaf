"""Who comes next, where one at a time may: of those who wait, who took the least time lately."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field


@dataclass
class _Waiting:
    sender: int
    behind_s: float
    turn: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Turns:
    """Gives senders their turns, so that nobody waits behind another's many."""

    def __init__(self) -> None:
        self._is_busy = False
        self._waiting: list[_Waiting] = []
        self._spent: dict[int, float] = {}  # seconds, by sender

    @asynccontextmanager
    async def take(self, sender: int, *, behind_s: float = 0.0) -> AsyncIterator[None]:
        """Wait for a turn of `sender`'s, as if it had taken `behind_s` more."""
        if self._is_busy:
            waiting = _Waiting(sender, behind_s)
            self._waiting.append(waiting)
            try:
                await waiting.turn
            except asyncio.CancelledError:
                if waiting.turn.done() and not waiting.turn.cancelled():
                    self._give()
                raise
        self._is_busy, start = True, time.monotonic()
        try:
            yield
        finally:
            self._spent[sender] = self._spent.get(sender, 0.0) + time.monotonic() - start
            self._give()

    def _give(self) -> None:
        self._is_busy = False
        self._waiting = [waiting for waiting in self._waiting if not waiting.turn.done()]
        if not self._waiting:
            self._spent.clear()
            return
        first = min(self._waiting, key=lambda one: one.behind_s + self._spent.get(one.sender, 0.0))
        self._waiting.remove(first)
        self._is_busy = True
        first.turn.set_result(None)
