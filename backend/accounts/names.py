"""The rules for names and passwords as they are typed."""

from __future__ import annotations

import unicodedata
from typing import Final

from backend.http.errors import UnprocessableError

NAME_LENGTH: Final = 40
PASSWORD_LENGTH: Final = range(8, 201)


def check_name(text: str) -> tuple[str, str]:
    """Return the name to show, and the key that the same name in other letters shares. Raises UnprocessableError."""
    name = unicodedata.normalize("NFKC", text).strip()
    if not name or max(len(text), len(name)) > NAME_LENGTH or not name.isprintable():
        raise UnprocessableError(f"A name has 1 to {NAME_LENGTH} letters, digits or signs. Choose another.")
    return name, name_key_of(name)


def name_key_of(name: str) -> str:
    """Return what a checked name shares with the same name in other letters."""
    return unicodedata.normalize("NFKC", name.casefold())


def check_password(text: str) -> str:
    """Return the password as it is hashed, the same from every keyboard. Raises UnprocessableError."""
    password = unicodedata.normalize("NFKC", text)
    lengths = (len(text), len(password))  # normalising may change it
    if not all(length in PASSWORD_LENGTH for length in lengths) or not _is_unicode(password):
        shortest, longest = PASSWORD_LENGTH.start, PASSWORD_LENGTH.stop - 1
        raise UnprocessableError(f"A password has {shortest} to {longest} characters. Choose another.")
    return password


def _is_unicode(text: str) -> bool:
    """JSON can spell half of a surrogate pair, which no encoding takes."""
    return not any(unicodedata.category(character) == "Cs" for character in text)
