"""The process that decodes pictures: `python -m backend.samples.decoder`, which backend.samples.frame_image runs.

A picture in on stdin, its answer out on stdout, again and again until stdin ends. What a picture can make of a decoder,
it makes of this process only, which has little memory and little time for each.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from contextlib import suppress
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from backend.samples.frame_image import ANSWER, HARMFUL, IMAGE_SIDE, SENT, BadImageError, Encoded

MEMORY: Final = 64 * 1024 * 1024  # beside what the program itself has
PROCESSOR_S: Final = 0.1  # twenty times what noise takes, the worst photo
SMALLEST: Final = cv2.imencode(".jpg", np.zeros((1, 1, 3), np.uint8))[1].tobytes()
QUALITIES: Final = (92, 80, 60, 40)  # JPEG's; what is stored has been encoded twice
SMALL: Final = 4096  # bytes that a picture may have afterwards even if it came with fewer


def encode_anew(data: bytes) -> Encoded:
    """Decode a picture and encode it as JPEG, in no more bytes than it had (or SMALL). Raises BadImageError."""
    try:
        pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error as error:
        words = f"it is larger than {IMAGE_SIDE} × {IMAGE_SIDE}" if "Size" in error.func else "it cannot be decoded"
        raise BadImageError(words) from error
    if pixels is None or max(pixels.shape[:2]) > IMAGE_SIDE:
        raise BadImageError("it cannot be decoded")
    height, width = pixels.shape[:2]
    for quality in QUALITIES:
        encoded = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(encoded) <= max(len(data), SMALL):
            return Encoded(width, height, encoded)
    raise BadImageError("it would grow when it is encoded anew")


def answer(data: bytes) -> bytes:
    """Return what to say to a picture."""
    try:
        width, height, jpeg = encode_anew(data)
    except (BadImageError, MemoryError) as error:
        reason = (str(error) or "it takes too much memory").encode()
        return ANSWER.pack(0, 0, len(reason)) + reason
    return ANSWER.pack(width, height, len(jpeg)) + jpeg


def main() -> None:
    """Answer pictures until there are no more, in a child that is replaced at once where a picture ends it."""
    cv2.setNumThreads(1)
    _limit_memory()
    answer(SMALLEST)  # what is loaded only now need not be loaded in each child
    while child := os.fork():
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status) or os.WTERMSIG(status) == signal.SIGKILL:
            return  # nothing is left to do, or it is not known what it had read
        _say(ANSWER.pack(0, HARMFUL, 0))
    while start := sys.stdin.buffer.read(SENT.size):
        data = sys.stdin.buffer.read(*SENT.unpack(start))
        signal.setitimer(signal.ITIMER_PROF, PROCESSOR_S)  # of the processor's time, however busy the machine is
        said = answer(data)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _say(said)


def _say(said: bytes) -> None:
    sys.stdout.buffer.write(said)
    sys.stdout.buffer.flush()


def _limit_memory() -> None:
    """Where the system tells how much there is already: Linux does, others limit by their own means, or not at all."""
    with suppress(OSError, ValueError):
        pages = int(Path("/proc/self/statm").read_text().split()[0])
        most = pages * resource.getpagesize() + MEMORY
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


if __name__ == "__main__":
    main()
