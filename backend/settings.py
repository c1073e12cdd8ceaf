"""The server's settings: what may differ from one machine to the next, read once from environment variables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Final, Literal, get_args, get_type_hints
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from backend.allowed_addresses import AllowedAddresses

LogLevel = Literal["debug", "info", "warning", "error"]

# Each description ends the sentence "NAME must be …".
_Port = Annotated[int, Meta(ge=0, le=65535, description="a number from 0 (any free port) to 65535")]
_Days = Annotated[int, Meta(ge=1, le=36_500, description="a number of days from 1 to 36500")]
_Share = Annotated[float, Meta(ge=0, le=1, description="a share from 0 (none) to 1 (all), such as 0.02")]
_Connections = Annotated[int, Meta(ge=1, le=100, description="a number of connections from 1 to 100")]
_Accounts = Annotated[int, Meta(ge=1, le=1_000_000, description="a number of accounts from 1 to 1000000")]
_RootPath = Annotated[
    str,
    Meta(
        pattern=r"^(/[A-Za-z0-9._~-]+)+$",
        description="a path such as /gesture, of letters, digits and . _ ~ -, without a slash at its end",
    ),
]
_Origins = Annotated[
    str,
    Meta(
        pattern=r"^https?://[a-z0-9.-]+(:[0-9]+)?(,https?://[a-z0-9.-]+(:[0-9]+)?)*$",
        description="origins such as https://example.org, with a comma between two and no path, in small letters",
    ),
]
_Amount = Annotated[int, Meta(ge=1, le=10**12, description="a whole number from 1 to 1000000000000")]


class SettingsError(Exception):
    """Settings cannot be used; the message names each and says what it must be."""


@dataclass(frozen=True)
class Settings:
    """One field for each variable, whose name is the same in capitals; docs/operations.md says what they are for."""

    database_url: str | None = None
    pool_size: _Connections = 10
    data_dir: Path = Path("data")
    models_dir: Path = Path("converted_models")
    web_dir: Path = Path("web/dist")
    host: str = "127.0.0.1"
    port: _Port = 8000
    root_path: _RootPath | None = None
    allowed_origins: _Origins | None = None
    retention_days: _Days | None = None
    roll_back_share: _Share = 0.3
    roll_back_reports: _Accounts = 5
    samples_per_day: _Amount = 30_000
    bytes_per_day: _Amount = 300_000_000
    requests_per_day: _Amount = 20_000
    consents_per_day: _Amount = 100
    batches_per_minute: _Amount = 60
    action_addresses: AllowedAddresses | None = None
    secrets_key: str | None = None
    metrics_host: str = "127.0.0.1"
    metrics_port: _Port | None = None
    log_level: LogLevel = "info"

    @property
    def origins(self) -> tuple[str, ...]:
        """The sites whose pages may ask POST /api/recognise, and send samples of people who allow it."""
        return tuple(self.allowed_origins.split(",")) if self.allowed_origins else ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read every setting that is set and not empty; folders become absolute. Raises SettingsError."""
        kinds = get_type_hints(cls, include_extras=True)
        values: dict[str, Any] = {}
        wrong: list[str] = []
        for field in fields(cls):
            name = field.name.upper()
            text = environment.get(name) or None
            try:
                values[field.name] = field.default if text is None else _read(name, text, kinds[field.name])
            except ValueError as error:
                wrong.append(str(error))
            if isinstance(values.get(field.name), Path):
                values[field.name] = values[field.name].resolve()
        if wrong:
            raise SettingsError("\n".join(wrong))
        return cls(**values)


# The value itself is not shown: it may hold a password.
_NOT_POSTGRES: Final = (
    "DATABASE_URL must look like postgresql://user:password@host:5432/database. Correct it, or unset it."
)
_NO_KEYS: Final = (
    "SECRETS_KEY must be keys of 32 random bytes, each in URL-safe base64, with commas between. "
    "Make one with: openssl rand -base64 32 | tr '+/' '-_'"
)
_KEYS: Final = re.compile(r"[A-Za-z0-9_-]{43}=(,[A-Za-z0-9_-]{43}=)*")


def _read(name: str, text: str, kind: Any) -> object:
    """Return a setting's value. Raises ValueError, which says what it must be."""
    if name == "DATABASE_URL":
        return _postgres_url(text)
    if name == "ACTION_ADDRESSES":
        return _addresses(text)
    if name == "SECRETS_KEY":
        if not _KEYS.fullmatch(text):
            raise ValueError(_NO_KEYS)
        return text
    try:
        return msgspec.convert(text.lower() if name == "LOG_LEVEL" else text, kind, strict=False, dec_hook=_path)
    except msgspec.ValidationError as error:
        raise ValueError(f"{name} must be {_described(kind)}, not {text!r}. Correct it, or unset it.") from error


def _path(_: type, text: str) -> Path:
    return Path(text)


def _described(kind: Any) -> str:
    schema = msgspec.json.schema(kind)
    (told,) = [one for one in schema.get("anyOf", [schema]) if one.get("type") != "null"]
    return str(told.get("description") or f"one of {', '.join(get_args(LogLevel))}")


def _addresses(text: str) -> AllowedAddresses:
    try:
        return AllowedAddresses.parse(text)
    except ValueError as error:
        raise ValueError(
            f"ACTION_ADDRESSES must be names and networks, such as hooks.example.com,192.168.1.0/24:1883, but {error}. "
            "Correct it, or unset it."
        ) from error


def _postgres_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (reading it is the check)
    except ValueError as error:
        raise ValueError(_NOT_POSTGRES) from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise ValueError(_NOT_POSTGRES)
    return text
