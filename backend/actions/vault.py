"""Keeps addresses and secrets of connectors encrypted: whoever has the database alone cannot read them."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path
from typing import Final
from uuid import UUID

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from backend.http.errors import UnavailableError

FILE: Final = "connectors.key"


class Sealed(msgspec.Struct, frozen=True):
    """What of a connector is kept encrypted; `pin` is the fingerprint of a certificate."""

    id: UUID  # so that one row's cannot be put into another
    address: str
    user: str = ""
    secret: str = ""
    pin: str | None = None


class Vault:
    """Seals and opens, with the setting's keys or else with one in a file that only the server's account may read."""

    def __init__(self, keys: str | None, folder: Path) -> None:
        """Take `keys` in the form of SECRETS_KEY: the first seals, all open."""
        self._keys = keys
        self._file = folder / FILE
        self._fernet: MultiFernet | None = None

    def seal(self, content: Sealed) -> bytes:
        """Encrypt. Raises UnavailableError where there is no key and none can be made."""
        return self._ready(make=True).encrypt(msgspec.json.encode(content))

    def open(self, connector_id: UUID, sealed: bytes) -> Sealed | None:
        """Decrypt; None where it was sealed with a key that is lost."""
        try:
            content = msgspec.json.decode(self._ready(make=False).decrypt(sealed), type=Sealed)
        except (InvalidToken, UnavailableError):
            return None
        return content if content.id == connector_id else None

    def _ready(self, *, make: bool) -> MultiFernet:
        if self._fernet is None:
            try:
                keys = self._keys or self._kept(make)
                self._fernet = MultiFernet([Fernet(key) for key in keys.split(",")])
            except (OSError, ValueError) as error:
                raise UnavailableError(
                    "The server has no key to keep secrets with. Whoever runs it must set SECRETS_KEY, "
                    f"or let it write {self._file.name} in DATA_DIR."
                ) from error
        return self._fernet

    def _kept(self, make: bool) -> str:
        """Return the file's key, which the first of several processes makes. Raises OSError."""
        if make and not self._file.exists():
            self._file.parent.mkdir(parents=True, exist_ok=True)
            # By a name that is nobody else's: processes in containers have all the same number.
            unfinished = self._file.with_name(f"{FILE}.{secrets.token_hex(8)}")
            try:
                with open(unfinished, "xb", opener=_for_us_only) as out:
                    out.write(Fernet.generate_key())
                    out.flush()
                    os.fsync(out.fileno())
                with suppress(FileExistsError):
                    os.link(unfinished, self._file)
            finally:
                unfinished.unlink(missing_ok=True)
        return self._file.read_text().strip()


def _for_us_only(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
