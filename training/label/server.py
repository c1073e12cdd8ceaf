"""Serves the page on which a film is labelled, to this machine only, until its labels are saved."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final

from training.errors import DataError
from training.labels import HAND_LABELS

PAGE: Final = Path(__file__).with_name("page.html")
# The page's own keys, and one for none.
KEYS: Final = {
    "c": "closed_palm",
    "f": "fist",
    "l": "l",
    "o": "open_palm",
    "t": "thumbs_up",
    "k": "okay",
    "v": "peace",
    "n": "none",
}
LONGEST_BODY: Final = 1 << 20
Save = Callable[[Sequence[object]], dict[str, int]]


class LabelServer(ThreadingHTTPServer):
    """Gives the page and the pictures; `save` is given the labels of all pictures, and may raise DataError, OSError."""

    def __init__(self, pictures: Sequence[Path], rate: float, save: Save) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.pictures = pictures
        self.save = save
        self.saved: dict[str, int] | None = None
        # Other pages that are open in the browser do not know this path.
        self.path = f"/{secrets.token_urlsafe(16)}/"
        told = {"count": len(pictures), "rate": rate, "keys": KEYS, "labels": HAND_LABELS}
        self.page = PAGE.read_text(encoding="utf-8").replace("{}/* film */", json.dumps(told)).encode()

    @property
    def url(self) -> str:
        """Where the page is."""
        return f"http://127.0.0.1:{self.server_port}{self.path}"


class _Handler(BaseHTTPRequestHandler):
    server: LabelServer

    def do_GET(self) -> None:
        """The page, or a picture by its number."""
        path = self.path.partition("?")[0]
        name = path.removeprefix(self.server.path)
        if path == self.server.path:
            self._answer(HTTPStatus.OK, "text/html; charset=utf-8", self.server.page)
        elif path != name and name.isdecimal() and int(name) < len(self.server.pictures):
            self._answer(HTTPStatus.OK, "image/jpeg", self.server.pictures[int(name)].read_bytes())
        else:
            self._say(HTTPStatus.NOT_FOUND, "There is no such page: use the address that the command printed.")

    def do_POST(self) -> None:
        """Takes the labels: a JSON list with one for each picture, null where it has none."""
        length = self.headers.get("Content-Length", "")
        if self.path != self.server.path or not length.isdecimal() or int(length) > LONGEST_BODY:
            self._say(HTTPStatus.BAD_REQUEST, "These are not the labels of this film: reload the page.")
            return
        try:
            labels = json.loads(self.rfile.read(int(length)))
            if not isinstance(labels, list):
                raise DataError("The labels are no list: reload the page.")
            saved = self.server.save(labels)
        except (DataError, ValueError) as error:
            self._say(HTTPStatus.UNPROCESSABLE_ENTITY, str(error))
        except OSError as error:
            self._say(HTTPStatus.INSUFFICIENT_STORAGE, f"Nothing was saved ({error}): make room, then save again.")
        else:
            self._say(HTTPStatus.OK, f"Saved {sum(saved.values())} pictures. You may close this page.")
            self.server.saved = saved
            self.server.shutdown()

    def _say(self, status: HTTPStatus, words: str) -> None:
        self._answer(status, "text/plain; charset=utf-8", words.encode())

    def _answer(self, status: HTTPStatus, kind: str, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the name is http.server's)
        """Requests are of no interest."""
