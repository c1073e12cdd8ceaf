"""Frame images as others send them: what is told without decoding, and the process in which they are decoded."""

from __future__ import annotations

import asyncio
import os
import signal
import struct
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from backend.http.errors import DecoderUnavailableError
from backend.http.turns import Turns

IMAGE_BYTES: Final = 256 * 1024
IMAGE_SIDE: Final = 512  # pixels; the guide box of a 640×480 camera has less
# With these, OpenCV looks at the size that a picture claims before it makes room for it.
_LIMITS: Final = {
    "OPENCV_IO_MAX_IMAGE_WIDTH": str(IMAGE_SIDE),
    "OPENCV_IO_MAX_IMAGE_HEIGHT": str(IMAGE_SIDE),
    "OPENCV_IO_MAX_IMAGE_PIXELS": str(IMAGE_SIDE**2),
    "OPENBLAS_NUM_THREADS": "1",
}
_ENDS: Final = {
    "image/png": (b"\x89PNG\r\n\x1a\n", b"\x00\x00\x00\x00IEND\xaeB`\x82"),
    "image/jpeg": (b"\xff\xd8\xff", b"\xff\xd9"),
}
_SCAN: Final = b"\xff\xda"
_MOST_SCANS: Final = 20  # a progressive JPEG has ten; thousands take seconds to decode
KNOWN: Final = 10_000  # senders
UNKNOWN_S: Final = 0.5
ANSWERED_S: Final = 10.0  # the process itself takes a fraction of that, of its processor's time

SENT: Final = struct.Struct("<I")  # bytes of the picture that follows
ANSWER: Final = struct.Struct("<HHI")  # width, height, and bytes of what follows: a JPEG, or where width is 0 a reason
HARMFUL: Final = 1  # for height, where it ended the process


class BadImageError(Exception):
    """The bytes are no picture that may be stored; the message says why."""


class HarmfulImageError(BadImageError):
    """The bytes ended the process that decodes, which no picture of a camera does."""


class Encoded(NamedTuple):
    """A picture encoded anew, as JPEG."""

    width: int
    height: int
    jpeg: bytes


def check_image(data: memoryview, kind: str) -> None:
    """Refuse what is told by a picture's length and its ends; all else is for the decoder to say. Raises BadImageError.

    What is at both ends keeps to the two formats, and what is whole.
    """
    start, end = _ENDS[kind]
    if len(data) > IMAGE_BYTES:
        raise BadImageError(f"it has more than {IMAGE_BYTES} bytes")
    if bytes(data[: len(start)]) != start or bytes(data[-len(end) :]) != end:
        raise BadImageError(f"it is not a whole {kind.removeprefix('image/').upper()}")
    if kind == "image/jpeg" and bytes(data).count(_SCAN) > _MOST_SCANS:
        raise BadImageError(f"it has more than {_MOST_SCANS} scans")


class Decoder:
    """Decodes pictures in a process of its own (backend/samples/decoder.py), which a bad one may end: one at a time.

    Whose pictures took the least time lately comes next. Who has sent none yet that could be decoded waits a little, as
    a sender's first may be the worst.
    """

    def __init__(self) -> None:
        self._process: Process | None = None
        self._turns = Turns()
        self._known: dict[int, None] = {}  # senders of pictures that could be decoded, the newest last

    async def encode_anew(self, data: bytes, sender: int = 0) -> Encoded:
        """Decode a picture that check_image let pass, and encode it as JPEG: its metadata do not survive.

        Raises BadImageError where it cannot be decoded, HarmfulImageError where not within the limits,
        DecoderUnavailableError.
        """
        async with self._turns.take(sender, behind_s=0.0 if sender in self._known else UNKNOWN_S):
            process = await self._running()
            try:
                async with asyncio.timeout(ANSWERED_S):
                    width, height, said = await _ask(process, data)
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
                await self._end()
                raise _harmful() from error
            except BaseException:
                await self._end()  # its answer would else be taken for that to the next picture
                raise
        if not width and height == HARMFUL:
            raise _harmful()
        if not width:
            raise BadImageError(said.decode())
        self._known.pop(sender, None)
        self._known[sender] = None
        if len(self._known) > KNOWN:
            del self._known[next(iter(self._known))]
        return Encoded(width, height, said)

    async def close(self) -> None:
        """End the process."""
        async with self._turns.take(0):
            await self._end()

    async def _running(self) -> Process:
        if self._process is not None and self._process.returncode is not None:
            await self._end()
        if self._process is None:
            try:
                # In a session of its own: a signal from the terminal is for the server, which lets it finish first. It
                # has none of the server's variables, of which one holds a password.
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", "backend.samples.decoder"),
                    env=_LIMITS | {"PYTHONPATH": str(Path(__file__).parents[2])},
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=DEVNULL,
                    start_new_session=True,
                )
            except OSError as error:
                raise DecoderUnavailableError("Pictures cannot be looked at just now. Send it again later.") from error
        return self._process

    async def _end(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # and its child, which has the same pipes
            if process.stdin is not None:
                process.stdin.close()
            if process.stdout is not None:
                await process.stdout.read()
            await process.wait()


def _harmful() -> HarmfulImageError:
    return HarmfulImageError("it takes too long to decode, or too much memory")


async def _ask(process: Process, data: bytes) -> tuple[int, int, bytes]:
    if process.stdin is None or process.stdout is None:
        raise AssertionError("it was started with pipes")
    process.stdin.write(SENT.pack(len(data)) + data)
    await process.stdin.drain()
    width, height, length = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
    return width, height, await process.stdout.readexactly(length)
