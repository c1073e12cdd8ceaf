"""An answer made ready once for all who ask: figures in, the bytes that are sent out, as JSON and compressed."""

from __future__ import annotations

import hashlib
import json
import zlib
from typing import Final

from backend.stats.report import Json

LEVEL: Final = 6
# Deflate, neither name nor time, an unknown system (RFC 1952).
_GZIP_HEADER: Final = b"\x1f\x8b\x08" + bytes(6) + b"\xff"


class ReadyAnswer:
    """Figures as JSON with their tag; when they were last known to be fresh is put in front of what is packed."""

    def __init__(self, figures: Json) -> None:
        body = json.dumps(figures, ensure_ascii=False, separators=(",", ":")).encode()
        self.etag: Final = f'W/"{hashlib.sha256(body).hexdigest()[:32]}"'
        self._rest: Final = b"," + body[1:]
        packer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
        self._packed: Final = packer.compress(self._rest) + packer.flush()

    def body(self, computed_at: str) -> bytes:
        """Return the JSON object with `computed_at` as its first field."""
        return _first_field(computed_at) + self._rest

    def gzip_body(self, computed_at: str) -> bytes:
        """Return the same as gzip: the first field packed up to a whole byte, and what was packed before behind it."""
        first = _first_field(computed_at)
        packer = zlib.compressobj(LEVEL, wbits=-zlib.MAX_WBITS)
        # A full flush ends at a whole byte and leaves no last block, so that the packed rest can go on from there.
        head = packer.compress(first) + packer.flush(zlib.Z_FULL_FLUSH)
        check = zlib.crc32(self._rest, zlib.crc32(first))
        size = (len(first) + len(self._rest)) % 2**32
        return _GZIP_HEADER + head + self._packed + check.to_bytes(4, "little") + size.to_bytes(4, "little")


def _first_field(computed_at: str) -> bytes:
    return json.dumps({"computed_at": computed_at}).encode()[:-1]
