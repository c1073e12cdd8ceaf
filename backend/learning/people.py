"""Who is who in a snapshot: a person's pseudonym, and whether models train on them or are judged on them.

Both are of the name and not of the account's number, so that somebody who deletes an account and comes back stays on
the same side, and so that a person can be asked after by name when the account is gone.
"""

from __future__ import annotations

import hashlib
import hmac
from typing import Final

HELD_OUT_SHARE: Final = 1 / 3  # of people; few sites have many, and the gate needs some on its side
_PSEUDONYM_LENGTH: Final = 16  # hex digits: 64 bits, so that two of a million people meet once in 40 million times


def pseudonym(key: bytes, name_key: str) -> str:
    """Return what a person is called outside of the accounts, 16 hex digits."""
    return _hash(key, b"person", name_key).hex()[:_PSEUDONYM_LENGTH]


def is_held_out(key: bytes, name_key: str) -> bool:
    """Whether models are judged on this person, and never trained."""
    return int.from_bytes(_hash(key, b"side", name_key)[:8], "big") / 2**64 < HELD_OUT_SHARE


def _hash(key: bytes, what: bytes, name_key: str) -> bytes:
    return hmac.new(key, what + b"\0" + name_key.encode(), hashlib.sha256).digest()
