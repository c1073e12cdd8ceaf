"""What the server and a process that reads pictures say to each other; one answer comes first, when it is ready."""

from __future__ import annotations

import struct
from typing import Final

SENT: Final = struct.Struct("<I")  # bytes of the picture that follows
ANSWER: Final = struct.Struct("<BI")  # how it ended, and bytes of what follows: the answer, or the reason for none
ANSWERED: Final = 0
REFUSED: Final = 1
HARMFUL: Final = 2  # it ended the process


class BadImageError(Exception):
    """The bytes are no picture that can be read; the message says why."""


class HarmfulImageError(BadImageError):
    """The bytes ended the process that reads, which no picture of a camera does."""
