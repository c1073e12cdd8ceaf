"""Reads the head of a request as its sender must have meant it, or not at all.

h11 also takes lines that end without a carriage return, headers that go on in the next line, and a length beside
chunks. A proxy in front may read each of them otherwise, and what one takes for a body is a request to the other.
"""

from __future__ import annotations

import re
from typing import Final

import h11
from h11._receivebuffer import ReceiveBuffer  # the only place where lines are still as they came

_END: Final = b"\r\n\r\n"
_BARE: Final = re.compile(rb"(?<!\r)\n")
_FOLDED: Final = (b" ", b"\t")


class StrictLines(ReceiveBuffer):
    """What a connection received; gives out heads and trailers only where every reader reads them alike."""

    def maybe_extract_lines(self) -> list[bytearray] | None:
        """Return the lines up to the first empty one, or None until it is there. Raises h11.RemoteProtocolError."""
        if self._data[:2] == b"\r\n":
            self._extract(2)
            return []
        searched = self._multiple_lines_search
        end = self._data.find(_END, searched)
        if _BARE.search(self._data, searched, len(self._data) if end < 0 else end):
            raise h11.RemoteProtocolError("a line ends without a carriage return")
        if end < 0:
            self._multiple_lines_search = max(0, len(self._data) - len(_END) + 1)
            return None
        lines = self._extract(end + len(_END))[: -len(_END)].split(b"\r\n")
        _require_one_meaning(lines)
        return lines


def _require_one_meaning(lines: list[bytearray]) -> None:
    if any(line.startswith(_FOLDED) for line in lines):
        raise h11.RemoteProtocolError("a header goes on in the next line")
    names = {bytes(line.partition(b":")[0]).strip().lower() for line in lines}
    if b"transfer-encoding" in names and (b"content-length" in names or lines[0].endswith(b"HTTP/1.0")):
        raise h11.RemoteProtocolError("the length of the body is said in two ways")
