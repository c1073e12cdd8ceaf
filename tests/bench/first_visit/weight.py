"""What the first visit of the page fetches: bytes after gzip, and what was fetched twice."""

from __future__ import annotations

import gzip
import json
from collections import Counter
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from playwright.sync_api import BrowserContext, Response


class FirstVisit:
    """Notes the replies that a new context gets, each once: its service worker keeps what its cache already has."""

    def __init__(self, context: BrowserContext) -> None:
        self._replies: dict[str, Response] = {}
        context.on("response", self._note)

    def _note(self, reply: Response) -> None:
        self._replies.setdefault(reply.url, reply)

    def weigh(self, say: Callable[[str], None]) -> int:
        """Bytes of all bodies after gzip -9; each is said."""
        total = 0
        for url, reply in list(self._replies.items()):
            has_body = reply.ok and reply.status != HTTPStatus.NO_CONTENT
            size = len(gzip.compress(reply.body(), 9, mtime=0)) if has_body else 0
            say(f"{size:8d} bytes {url}")
            total += size
        return total


def sent_twice(log: Path) -> dict[str, int]:
    """The page's and the models' files that the server's log says were asked for more than once. Raises OSError."""
    lines = [json.loads(line) for line in log.read_text().splitlines() if line.startswith("{")]
    counts = Counter(line["path"] for line in lines if line["event"] == "request")
    return {path: count for path, count in counts.items() if count > 1 and path.startswith(("/assets/", "/models/"))}
