"""The rules for names and passwords as they are typed."""

from __future__ import annotations

import unicodedata
from pathlib import Path
from typing import Final

try:
    import disarm
except ImportError:  # no wheel for musl (Alpine)
    disarm = None  # type: ignore[assignment]

from backend.http.errors import UnprocessableError

NAME_LENGTH: Final = 40
PASSWORD_LENGTH: Final = range(8, 201)
MARKS: Final = 4  # accents and the like that may stand on one letter (UTS #39, 5.4)

# Letters and signs of Unicode that show nothing and that str.isprintable() lets pass: fillers, joiners and selectors
# (Default_Ignorable_Code_Point of DerivedCoreProperties.txt), and two signs that are blank by design.
_INVISIBLE: Final = frozenset(
    map(
        chr,
        (
            *(0x034F, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x2800, 0x3164, 0xFFA0, 0x1D159),
            *(*range(0x180B, 0x1810), *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0)),
        ),
    )
)
# Telephones write these behind a heart, say, to choose between text and picture.
_STYLES: Final = {0xFE0E: None, 0xFE0F: None}
# The thousand most common ones of 8 letters and more, from the MIT-licensed list of zxcvbn (NOTICE).
_COMMON: Final = frozenset(Path(__file__).with_name("common_passwords.txt").read_text("utf-8").split("\n"))


def check_name(text: str) -> tuple[str, str]:
    """Return the name to show, and the key that the same name in other letters shares. Raises UnprocessableError."""
    normal = unicodedata.normalize("NFKC", text).translate(_STYLES)
    name = " ".join(word for word in normal.split(" ") if word)
    if not name or max(len(text), len(name)) > NAME_LENGTH or not _is_visible(name):
        raise UnprocessableError(
            f"A name has 1 to {NAME_LENGTH} letters, digits or signs, all visible. Choose another."
        )
    return name, name_key_of(name)


def name_key_of(name: str) -> str:
    """Return what a checked name shares with the same name in other letters."""
    return unicodedata.normalize("NFKC", name.casefold())


def look_of(name: str) -> str:
    """Return what a checked name shares with all that look like it: its skeleton, after Unicode's UTS #39.

    It keeps capitals apart where they look like other letters (I and l), so nobody is found by it. Where the
    library is missing, only the same name in other letters looks alike.
    """
    return name_key_of(name) if disarm is None else disarm.skeleton_key(name, digit_policy="tr39") or name


def check_password(text: str) -> str:
    """Return the password as it is hashed, the same from every keyboard. Raises UnprocessableError."""
    password = unicodedata.normalize("NFKC", text)
    lengths = (len(text), len(password))  # normalising may change it
    if not all(length in PASSWORD_LENGTH for length in lengths) or not _is_unicode(password):
        shortest, longest = PASSWORD_LENGTH.start, PASSWORD_LENGTH.stop - 1
        raise UnprocessableError(f"A password has {shortest} to {longest} characters. Choose another.")
    return password


def refuse_common(password: str) -> None:
    """Refuse a new password that is guessed first. Raises UnprocessableError."""
    if password.casefold() in _COMMON:
        raise UnprocessableError("This password is one of the most common, which are guessed first. Choose another.")


def _is_visible(name: str) -> bool:
    marks = 0
    for character in name:
        marks = marks + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        if marks > MARKS or character in _INVISIBLE:
            return False
    return name.isprintable() and unicodedata.category(name[0]) not in ("Mn", "Me")


def _is_unicode(text: str) -> bool:
    """JSON can spell half of a surrogate pair, which no encoding takes."""
    return not any(unicodedata.category(character) == "Cs" for character in text)
