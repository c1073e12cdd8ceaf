"""Answers that were made before: the tables' version and what was asked in, what was made of it out."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final, Generic, TypeVar

MOST: Final = 300
Made = TypeVar("Made")


class VersionCache(Generic[Made]):
    """Keeps what was made of one version of the tables; what is of an older one is forgotten."""

    def __init__(self) -> None:
        self._version = 0
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Made]] = {}

    async def get(self, version: int, key: Hashable, make: Callable[[], Awaitable[Made]]) -> Made:
        """Return what `make` gave for `key` at this version, or let it make; who asks meanwhile waits for the same.

        Raises what `make` raises, to all who wait; nothing is kept then.
        """
        if version > self._version:
            self._kept.clear()
            self._version = version
        if version == self._version and key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        task = self._making.get((version, key))
        if task is None:
            task = asyncio.create_task(self._make(version, key, make))
            self._making[version, key] = task
            # Looked at, so that a failure of which nobody waits any more is not logged as never retrieved.
            task.add_done_callback(lambda done: done.cancelled() or done.exception())
        # A visitor who leaves must not take the answer away from the others who wait for it.
        return await asyncio.shield(task)

    async def _make(self, version: int, key: Hashable, make: Callable[[], Awaitable[Made]]) -> Made:
        try:
            made = await make()
        finally:
            del self._making[version, key]
        if version == self._version:
            self._kept[key] = made
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return made
