"""Answers that are made once for all who ask, and kept until the rollups change."""

from __future__ import annotations

import asyncio
import gzip
import hashlib
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from datetime import datetime
from typing import Final, Generic, TypeVar

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from backend.http.messages import utc_text

MOST: Final = 300
COMPUTED_AT: Final = "Figures-Computed-At"
Made = TypeVar("Made")


class VersionCache(Generic[Made]):
    """Keeps what was made of one version of the rollups; what is of an older one is forgotten."""

    def __init__(self, most: int = MOST, size: Callable[[Made], int] = lambda _: 1) -> None:
        """Keep what is no larger than `most` together, by the `size` of each; not what is larger by itself."""
        self._most, self._size, self._kept_size = most, size, 0
        self._version = 0
        self._kept: OrderedDict[Hashable, Made] = OrderedDict()
        self._making: dict[Hashable, asyncio.Task[Made]] = {}

    async def get(self, version: int, key: Hashable, make: Callable[[], Awaitable[Made]]) -> Made:
        """Return what `make` gave for `key` at this version, or let it make; who asks meanwhile waits for the same.

        Raises what `make` raises, to all who wait; nothing is kept then.
        """
        if version > self._version:
            self._kept.clear()
            self._version, self._kept_size = version, 0
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
        if version == self._version and self._size(made) <= self._most:
            self._kept[key] = made
            self._kept_size += self._size(made)
            while self._kept_size > self._most:
                _, oldest = self._kept.popitem(last=False)
                self._kept_size -= self._size(oldest)
        return made


class CachedResponse:
    """Figures as JSON, as they are and compressed, with their tag."""

    def __init__(self, figures: dict[str, object]) -> None:
        self._body: Final = msgspec.json.encode(figures)
        # At 6 it takes twice as long, and is at most a tenth smaller.
        self._compressed: Final = gzip.compress(self._body, compresslevel=4, mtime=0)
        self.etag: Final = f'W/"{hashlib.sha256(self._body).hexdigest()[:32]}"'

    def answer(self, request: Request, computed_at: datetime | None = None) -> Response:
        """Answer with the figures, or that they are still those of If-None-Match.

        When they were last known to be up to date is in a header, since it changes although no figure does.
        """
        headers = {"Cache-Control": "no-cache", "ETag": self.etag}
        if computed_at is not None:
            headers[COMPUTED_AT] = utc_text(computed_at)
        if self.etag in [tag.strip() for tag in request.headers.get("if-none-match", "").split(",")]:
            return Response(status_code=304, headers=headers)
        body = self._body
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers |= {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
            body = self._compressed
        return Response(body, headers=headers, media_type="application/json")
