"""Figures that were asked for before: the tables' version and what was asked in, the same figures out."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Final

from backend.stats.report import Json

MOST: Final = 300


class FiguresCache:
    """Keeps the figures of one version of the tables; those of an older one are forgotten."""

    def __init__(self) -> None:
        self._version = 0
        self._kept: OrderedDict[Hashable, Json] = OrderedDict()

    async def get(self, version: int, key: Hashable, compute: Callable[[], Awaitable[Json]]) -> Json:
        """Return what `compute` gave for `key` at this version, or let it compute."""
        if version != self._version:
            self._kept.clear()
            self._version = version
        if key in self._kept:
            self._kept.move_to_end(key)
            return self._kept[key]
        figures = await compute()
        if version == self._version:
            self._kept[key] = figures
            if len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return figures
