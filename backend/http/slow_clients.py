"""HTTP on a socket with deadlines, so that the server waits for no client for ever.

uvicorn waits without limit for a request's headers, for the rest of a body that nobody reads any more, and for a client
that does not read its answer. Bodies that are being read have their deadline in backend.http.body.
"""

from __future__ import annotations

import asyncio
import json
from typing import ClassVar, Final

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

from backend.http.errors import PROBLEM, problem_body
from backend.http.security_headers import SECURITY_HEADERS
from backend.http.strict_lines import StrictLines

# What a connection waits for, by h11's states: the client's and ours.
_WAITS_FOR_REQUEST: Final = (h11.IDLE, h11.IDLE)
_WAITS_FOR_UNREAD_BODY: Final = (h11.SEND_BODY, h11.DONE)


class DeadlineProtocol(H11Protocol):
    """Closes a connection whose client keeps it waiting."""

    headers_s: ClassVar[float] = 10.0  # from the connection, or the end of the request before, to the last header
    unread_body_s: ClassVar[float] = 5.0  # long enough to read why the body was refused
    unread_bytes: ClassVar[int] = 16 * 1024 * 1024  # the same, for a client that is quick
    reading_s: ClassVar[float] = 60.0  # for each `reading_bytes` of an answer, or what is left of it
    reading_bytes: ClassVar[int] = 64 * 1024

    _answered: int = 0
    _refused: bool = False
    _unread: int = 0
    _waits: tuple[object, object, int] | None = None
    _deadline: asyncio.TimerHandle | None = None
    _reading: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request."""
        super().connection_made(transport)
        self.conn._receive_buffer = StrictLines()
        self._watch()

    def data_received(self, data: bytes) -> None:
        """Take what the client sends; what follows a refusal is thrown away, as far as it is read at all."""
        if self._refused or self._waits_for() == _WAITS_FOR_UNREAD_BODY:
            self._unread += len(data)
            if self._unread > self.unread_bytes:
                self.transport.abort()
        if not self._refused:
            super().data_received(data)
            self._watch()

    def on_response_complete(self) -> None:
        """Begin to wait for the next request, or for the rest of a body."""
        self._answered += 1
        super().on_response_complete()
        self._watch()

    def pause_writing(self) -> None:
        """Wait for the client to read."""
        super().pause_writing()
        self._give_time_to_read()

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        super().resume_writing()
        _cancel(self._reading)

    def timeout_keep_alive_handler(self) -> None:
        """Close a connection that is not used; what is still to be read of it may take a while, but not for ever."""
        super().timeout_keep_alive_handler()
        self._give_time_to_read()

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the deadlines."""
        super().connection_lost(exc)
        _cancel(self._deadline)
        _cancel(self._reading)

    def send_400_response(self, msg: str) -> None:
        """Answer what is no HTTP, like every other error, and close; behind an answer there is nothing to answer."""
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        detail = (
            f"{msg} Send HTTP/1.1 with headers of at most 64 kB, each on one line that ends with CR LF, and say the "
            "length of a body in one way."
        )
        body = json.dumps(problem_body(400, "Bad Request", detail)).encode()
        headers = {**SECURITY_HEADERS, "Content-Type": PROBLEM, "Content-Length": str(len(body))}
        raw = [(name.encode(), value.encode()) for name, value in {**headers, "Connection": "close"}.items()]
        for event in (h11.Response(status_code=400, headers=raw), h11.Data(data=body), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self._refused = True
        _cancel(self._deadline)
        self._deadline = self.loop.call_later(self.unread_body_s, self.transport.abort)

    def _watch(self) -> None:
        """Set a deadline when the connection begins to wait for something else, and keep it while it waits on."""
        states = self._waits_for()
        waits = (*states, self._answered)
        if self._refused or waits == self._waits:
            return
        self._waits = waits
        _cancel(self._deadline)
        deadlines: dict[tuple[object, object], float]
        deadlines = {_WAITS_FOR_REQUEST: self.headers_s, _WAITS_FOR_UNREAD_BODY: self.unread_body_s}
        seconds = deadlines.get(states)
        if seconds is not None and not self.transport.is_closing():
            self._deadline = self.loop.call_later(seconds, self.transport.abort)

    def _waits_for(self) -> tuple[object, object]:
        return self.conn.their_state, self.conn.our_state

    def _give_time_to_read(self) -> None:
        _cancel(self._reading)
        left = self.transport.get_write_buffer_size()
        self._reading = self.loop.call_later(self.reading_s, self._has_read, left)

    def _has_read(self, left_before: int) -> None:
        if left_before - self.transport.get_write_buffer_size() < self.reading_bytes:
            self.transport.abort()
        else:
            self._give_time_to_read()


def _cancel(timer: asyncio.TimerHandle | None) -> None:
    if timer is not None:
        timer.cancel()
