"""The server's settings: environment variables in, one frozen value out, or an error that names the bad one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

LOG_LEVELS: Final = ("debug", "info", "warning", "error")


class SettingsError(Exception):
    """A setting cannot be used; the message names it and says what it must be."""


@dataclass(frozen=True)
class Settings:
    """What may differ from one machine to the next; docs/operations.md has the same table."""

    database_url: str | None = field(default=None)
    data_dir: Path = field(default=Path("data"))
    models_dir: Path = field(default=Path("converted_models"))
    web_dir: Path = field(default=Path("web/dist"))
    host: str = field(default="127.0.0.1")
    port: int = field(default=8000)
    retention_days: int | None = field(default=None)
    shadow_share: float = field(default=0.02)
    roll_back_share: float = field(default=0.3)
    roll_back_reports: int = field(default=5)
    metrics_host: str = field(default="127.0.0.1")
    metrics_port: int | None = field(default=None)
    log_level: str = field(default="info")

    @classmethod
    def from_environment(cls, environment: Mapping[str, str]) -> Settings:
        """Read every setting that is set and not empty; folders become absolute. Raises SettingsError."""
        given = {f.name: environment[f.name.upper()] for f in fields(cls) if environment.get(f.name.upper())}
        return cls(
            database_url=_postgres_url(given["database_url"]) if "database_url" in given else None,
            data_dir=Path(given.get("data_dir", cls.data_dir)).resolve(),
            models_dir=Path(given.get("models_dir", cls.models_dir)).resolve(),
            web_dir=Path(given.get("web_dir", cls.web_dir)).resolve(),
            host=given.get("host", cls.host),
            port=_port("PORT", given["port"]) if "port" in given else cls.port,
            retention_days=_days(given["retention_days"]) if "retention_days" in given else cls.retention_days,
            shadow_share=_share("SHADOW_SHARE", given.get("shadow_share"), cls.shadow_share),
            roll_back_share=_share("ROLL_BACK_SHARE", given.get("roll_back_share"), cls.roll_back_share),
            roll_back_reports=_reports(given["roll_back_reports"])
            if "roll_back_reports" in given
            else cls.roll_back_reports,
            metrics_host=given.get("metrics_host", cls.metrics_host),
            metrics_port=_port("METRICS_PORT", given["metrics_port"]) if "metrics_port" in given else cls.metrics_port,
            log_level=_log_level(given["log_level"]) if "log_level" in given else cls.log_level,
        )


def _postgres_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        parts.port  # noqa: B018 (reading it is the check)
    except ValueError as error:
        raise SettingsError(_NOT_POSTGRES) from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise SettingsError(_NOT_POSTGRES)
    return text


# The value itself is not shown: it may hold a password.
_NOT_POSTGRES = "DATABASE_URL must look like postgresql://user:password@host:5432/database. Correct it, or unset it."


def _port(name: str, text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > 65535:
        raise SettingsError(f"{name} must be a number from 0 (any free port) to 65535, not {text!r}.")
    return int(text)


def _log_level(text: str) -> str:
    if text.lower() not in LOG_LEVELS:
        raise SettingsError(f"LOG_LEVEL must be one of {', '.join(LOG_LEVELS)}, not {text!r}.")
    return text.lower()


def _days(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 36_500:
        raise SettingsError(f"RETENTION_DAYS must be a number of days from 1 to 36500, not {text!r}. Or unset it.")
    return int(text)


def _share(name: str, text: str | None, default: float) -> float:
    if text is None:
        return default
    if not text.isascii() or re.fullmatch(r"[01]|[01]?\.[0-9]{1,6}", text) is None or float(text) > 1:
        raise SettingsError(f"{name} must be a share from 0 (none) to 1 (all), such as 0.02, not {text!r}.")
    return float(text)


def _reports(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 1_000_000:
        raise SettingsError(f"ROLL_BACK_REPORTS must be a number of addresses from 1 to 1000000, not {text!r}.")
    return int(text)
