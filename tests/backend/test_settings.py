"""Settings: what the environment may say, and that docs/operations.md says the same."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from backend.settings import Settings, SettingsError

OPERATIONS = Path(__file__).parents[2] / "docs" / "operations.md"


def test_defaults() -> None:
    settings = Settings.from_environment({})
    assert settings.database_url is None
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.data_dir == Path("data").resolve()
    assert settings.models_dir == Path("converted_models").resolve()
    assert settings.web_dir == Path("web/dist").resolve()


def test_every_setting_is_read(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        {
            "DATABASE_URL": "postgres://me:secret@db.example:5433/gestures?sslmode=require",
            "DATA_DIR": str(tmp_path / "data"),
            "MODELS_DIR": str(tmp_path / "models"),
            "WEB_DIR": str(tmp_path / "web"),
            "HOST": "0.0.0.0",
            "PORT": "80",
            "METRICS_HOST": "::1",
            "METRICS_PORT": "9464",
            "LOG_LEVEL": "Warning",
            "UNRELATED": "x",
        }
    )
    assert settings.database_url == "postgres://me:secret@db.example:5433/gestures?sslmode=require"
    assert (settings.data_dir, settings.models_dir) == (tmp_path / "data", tmp_path / "models")
    assert (settings.web_dir, settings.host, settings.port) == (tmp_path / "web", "0.0.0.0", 80)
    assert (settings.metrics_host, settings.metrics_port, settings.log_level) == ("::1", 9464, "warning")


def test_an_empty_value_is_as_none() -> None:
    assert Settings.from_environment({"DATABASE_URL": "", "PORT": ""}) == Settings.from_environment({})


@pytest.mark.parametrize("port", ["http", "-1", "65536", "80.5", " 80", "٨"])
def test_a_bad_port_is_named(port: str) -> None:
    for name in ("PORT", "METRICS_PORT"):
        with pytest.raises(SettingsError, match=f"^{name} must be"):
            Settings.from_environment({name: port})


@pytest.mark.parametrize("level", ["loud", "10", "info,debug"])
def test_a_bad_log_level_is_named_with_those_there_are(level: str) -> None:
    with pytest.raises(SettingsError, match="LOG_LEVEL must be one of debug, info, warning, error"):
        Settings.from_environment({"LOG_LEVEL": level})


@pytest.mark.parametrize("url", ["mysql://me:secret@host/db", "host:5432", "postgresql://me:secret@host:port/db"])
def test_a_bad_address_is_named_but_not_shown(url: str) -> None:
    with pytest.raises(SettingsError, match="DATABASE_URL must look like") as caught:
        Settings.from_environment({"DATABASE_URL": url})
    assert "secret" not in str(caught.value)


def test_all_that_is_wrong_is_named_at_once() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"PORT": "http", "ROLL_BACK_SHARE": "2", "ROLL_BACK_REPORTS": "0", "HOST": "::1"})
    assert str(caught.value).splitlines() == [
        "PORT must be a number from 0 (any free port) to 65535, not 'http'. Correct it, or unset it.",
        "ROLL_BACK_SHARE must be a share from 0 (none) to 1 (all), such as 0.02, not '2'. Correct it, or unset it.",
        "ROLL_BACK_REPORTS must be a number of accounts from 1 to 1000000, not '0'. Correct it, or unset it.",
    ]


def test_operations_has_the_same_settings_and_defaults() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| (.*?) \|", OPERATIONS.read_text(), re.MULTILINE)
    written = {name: default.strip("`") for name, default in rows}
    known = {f.name.upper(): "none" if f.default is None else str(f.default) for f in fields(Settings)}
    assert written == known


@pytest.mark.parametrize("path", ["/", "gesture", "/gesture/", "/a b", "/a//b", "https://host/gesture"])
def test_a_bad_root_path_is_named(path: str) -> None:
    with pytest.raises(SettingsError, match="ROOT_PATH must be a path such as /gesture"):
        Settings.from_environment({"ROOT_PATH": path})


@pytest.mark.parametrize("days", ["0", "-1", "36501", "a year", "1.5", "²"])
def test_a_retention_that_is_no_number_of_days(days: str) -> None:
    with pytest.raises(SettingsError, match="RETENTION_DAYS must be"):
        Settings.from_environment({"RETENTION_DAYS": days})


def test_retention() -> None:
    assert Settings.from_environment({}).retention_days is None
    assert Settings.from_environment({"RETENTION_DAYS": "90"}).retention_days == 90


def test_addresses_that_are_none_are_named_and_keys_that_are_none_are_not_shown() -> None:
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment({"ACTION_ADDRESSES": "a.example,http://b", "SECRETS_KEY": "too-short"})
    addresses, keys = str(caught.value).splitlines()
    assert addresses.startswith("ACTION_ADDRESSES must be names and networks")
    assert "'http://b'" in addresses
    assert keys.startswith("SECRETS_KEY must be keys of 32 random bytes")
    assert "too-short" not in keys
    settings = Settings.from_environment({"ACTION_ADDRESSES": "a.example:443", "SECRETS_KEY": "A" * 43 + "="})
    assert (settings.secrets_key, settings.action_addresses is None) == ("A" * 43 + "=", False)
