"""A process of its own in which pictures are read, one at a time."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from backend.http.errors import DecoderUnavailableError
from backend.http.turns import Turns
from backend.pictures.protocol import ANSWER, ANSWERED, HARMFUL, SENT, BadImageError, HarmfulImageError

KNOWN: Final = 10_000  # senders
UNKNOWN_S: Final = 0.5
_ROOT: Final = Path(__file__).parents[2]

logger = logging.getLogger(__name__)


class PictureProcess:
    """Asks a process of a module that backend.pictures.child runs: one picture at a time.

    Whose pictures took the least time lately comes next. Who has sent none yet that could be read waits a little, as a
    sender's first may be the worst.
    """

    def __init__(self, module: str, limits: Mapping[str, str], answered_s: float) -> None:
        """`limits` are the process's only variables; it answers a picture within `answered_s`, or is ended."""
        self._module = module
        self._limits = limits
        self._answered_s = answered_s
        self._process: Process | None = None
        self._arguments: Sequence[str] = ()
        self._turns = Turns()
        self._known: dict[int, None] = {}  # senders of pictures that could be read, the newest last

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return None if self._process is None else self._process.pid

    async def ask(
        self, data: bytes, sender: int, arguments: Sequence[str] = (), on_turn: Callable[[], None] = lambda: None
    ) -> bytes:
        """Return what the process says to a picture; where it has other arguments than these, it is started anew.

        Until `on_turn` is called the picture only waits, and can be let go at no cost.

        Raises BadImageError, HarmfulImageError where the picture is not within the limits, DecoderUnavailableError.
        """
        async with self._turns.take(sender, behind_s=0.0 if sender in self._known else UNKNOWN_S):
            on_turn()
            process = await self._running(arguments)
            try:
                async with asyncio.timeout(self._answered_s):
                    status, said = await _ask(process, data)
            except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
                await self._end()
                raise _harmful() from error
            except BaseException:
                await self._end()  # its answer would else be taken for that to the next picture
                raise
        if status == HARMFUL:
            raise _harmful()
        if status != ANSWERED:
            raise BadImageError(said.decode())
        self._known.pop(sender, None)
        self._known[sender] = None
        if len(self._known) > KNOWN:
            del self._known[next(iter(self._known))]
        return said

    async def close(self) -> None:
        """End the process."""
        async with self._turns.take(0):
            await self._end()

    async def _running(self, arguments: Sequence[str]) -> Process:
        if self._process is not None and (self._process.returncode is not None or self._arguments != arguments):
            await self._end()
        if self._process is None:
            try:
                # In a session of its own: a signal from the terminal is for the server, which lets it finish first. It
                # has none of the server's variables, of which one holds a password.
                self._process = await asyncio.create_subprocess_exec(
                    *(sys.executable, "-m", self._module, *arguments),
                    env={**self._limits, "PYTHONPATH": str(_ROOT)},
                    stdin=PIPE,
                    stdout=PIPE,
                    stderr=DEVNULL,
                    start_new_session=True,
                )
                self._arguments = arguments
                async with asyncio.timeout(self._answered_s):
                    status, said = await _read(self._process)
                if status != ANSWERED:
                    raise ConnectionError(said.decode())
            except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
                logger.error("%s does not start: %s", self._module, error)
                await self._end()
                raise DecoderUnavailableError("Pictures cannot be looked at just now. Send it again later.") from error
            except BaseException:
                await self._end()
                raise
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


async def _ask(process: Process, data: bytes) -> tuple[int, bytes]:
    if process.stdin is None:
        raise AssertionError("it was started with pipes")
    process.stdin.write(SENT.pack(len(data)) + data)
    await process.stdin.drain()
    return await _read(process)


async def _read(process: Process) -> tuple[int, bytes]:
    if process.stdout is None:
        raise AssertionError("it was started with pipes")
    status, length = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
    return status, await process.stdout.readexactly(length)
