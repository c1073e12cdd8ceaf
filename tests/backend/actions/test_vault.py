"""Secrets are unreadable without their key, which only the server's account may read."""

from __future__ import annotations

import os
from pathlib import Path
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from backend.actions.vault import FILE, Sealed, Vault
from backend.http.errors import UnavailableError

SECRET = Sealed(uuid4(), "mqtt://broker.example", "ada", "hush")


def test_what_is_sealed_is_opened_with_the_same_file(tmp_path: Path) -> None:
    sealed = Vault(None, tmp_path / "new").seal(SECRET)
    assert (tmp_path / "new" / FILE).stat().st_mode & 0o777 == 0o600
    assert b"hush" not in sealed
    assert b"broker" not in sealed
    assert Vault(None, tmp_path / "new").open(SECRET.id, sealed) == SECRET
    assert [path.name for path in (tmp_path / "new").iterdir()] == [FILE]


def test_processes_agree_on_a_key(tmp_path: Path) -> None:
    first, second = Vault(None, tmp_path), Vault(None, tmp_path)
    assert second.open(SECRET.id, first.seal(SECRET)) == SECRET
    assert first.open(SECRET.id, second.seal(SECRET)) == SECRET


def test_a_process_that_ended_while_it_made_the_key_keeps_none_from_making_it(tmp_path: Path) -> None:
    """In containers every process has the same number."""
    (tmp_path / f"{FILE}.{os.getpid()}").write_bytes(b"half a k")
    assert Vault(None, tmp_path).seal(SECRET)


def test_a_lost_key_and_anothers_row_open_nothing(tmp_path: Path) -> None:
    vault = Vault(None, tmp_path / "a")
    sealed = vault.seal(SECRET)
    assert Vault(None, tmp_path / "b").open(SECRET.id, sealed) is None
    assert vault.open(uuid4(), sealed) is None


def test_keys_are_changed_by_putting_the_new_one_first(tmp_path: Path) -> None:
    old, new = Fernet.generate_key().decode(), Fernet.generate_key().decode()
    sealed = Vault(old, tmp_path).seal(SECRET)
    both = Vault(f"{new},{old}", tmp_path)
    assert both.open(SECRET.id, sealed) == SECRET
    assert Vault(new, tmp_path).open(SECRET.id, both.seal(SECRET)) == SECRET
    assert not (tmp_path / FILE).exists()


def test_a_folder_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UnavailableError, match="SECRETS_KEY"):
        Vault(None, tmp_path / "file").seal(SECRET)
