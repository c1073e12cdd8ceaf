"""Runs in a process that reads pictures: a picture in on stdin, its answer out on stdout, until stdin ends.

What a picture can make of a decoder, it makes of this process only, which has little memory and little time for each.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import cv2

from backend.pictures.protocol import ANSWER, ANSWERED, HARMFUL, REFUSED, SENT, BadImageError

Answer = Callable[[bytes], bytes]


def run(answer: Answer, first: bytes, memory: int, processor_s: float) -> None:
    """Answer pictures until there are no more, in a child that is replaced at once where a picture ends it.

    `first` is a harmless one. `memory` is in bytes, beside what the program itself has.
    """
    cv2.setNumThreads(1)
    _say(answer, first)  # what is loaded only now need not be loaded in each child
    _limit_memory(memory)
    _write(ANSWERED)
    while child := os.fork():
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) == signal.SIGKILL:
            return  # nothing is left to do, or it is not known what it had read
        _write(HARMFUL)
    while start := sys.stdin.buffer.read(SENT.size):
        data = sys.stdin.buffer.read(*SENT.unpack(start))
        signal.setitimer(signal.ITIMER_PROF, processor_s)  # of the processor's time, however busy the machine is
        status, said = _say(answer, data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(status, said)


def refuse(why: str) -> None:
    """Say why this process cannot read pictures."""
    _write(REFUSED, why.encode())


def _say(answer: Answer, data: bytes) -> tuple[int, bytes]:
    try:
        return ANSWERED, answer(data)
    except (BadImageError, MemoryError) as error:
        return REFUSED, (str(error) or "it takes too much memory").encode()


def _write(status: int, said: bytes = b"") -> None:
    sys.stdout.buffer.write(ANSWER.pack(status, len(said)) + said)
    sys.stdout.buffer.flush()


def _limit_memory(memory: int) -> None:
    """Where the system tells how much there is already: Linux does, others limit by their own means, or not at all."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
