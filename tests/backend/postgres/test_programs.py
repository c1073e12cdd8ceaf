"""Postgres' programs: found in the wheel, and copied for a user who cannot enter the wheel's folder."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.postgres import programs as module
from backend.postgres.drop_privileges import drop_privileges, run_as
from backend.postgres.programs import INSTALLED, NoProgramsError, postgres_programs


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, as /var/lib is."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


@pytest.fixture
def closed_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The wheel in a folder that only its owner may enter, as a checkout in /root is."""
    installed = postgres_programs(None).parent
    site = tmp_path / "closed" / "site-packages"
    shutil.copytree(installed, site / INSTALLED, ignore=shutil.ignore_patterns("include"))
    wheel = installed.parent
    shutil.copy(wheel / "__init__.py", site / wheel.name)
    libraries = wheel.with_name(f"{wheel.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, site / libraries.name)
    (tmp_path / "closed").chmod(0o700)
    monkeypatch.syspath_prepend(str(site))
    return site


def test_the_programs_run() -> None:
    for name in module.NEEDED:
        program = postgres_programs(None) / Path(name).name
        said = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout
        assert "PostgreSQL) 18." in said


def test_a_user_who_may_not_enter_gets_a_copy(closed_wheel: Path, open_folder: Path, tmp_path: Path) -> None:
    user = drop_privileges(tmp_path / "nothing")
    copies = open_folder / "copies"
    programs = postgres_programs(user, copies)
    if os.geteuid() != 0:
        assert programs == closed_wheel / INSTALLED / "bin"  # it is ours, so we may enter
        return
    assert programs.is_relative_to(copies)
    said = subprocess.run(
        [programs / "postgres", "--describe-config"],
        **run_as(user),
        cwd="/",
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    assert "max_connections" in said
    assert copies.stat().st_mode & 0o777 == 0o755
    stamps = {path: path.stat().st_mtime_ns for path in copies.rglob("*")}
    assert postgres_programs(user, copies) == programs
    assert {path: path.stat().st_mtime_ns for path in copies.rglob("*")} == stamps
    assert all(path.lstat().st_uid == 0 and path.stat().st_mode & 0o022 == 0 for path in stamps)


def test_a_wheel_that_lacks_a_program(closed_wheel: Path) -> None:
    (closed_wheel / INSTALLED / "bin" / "initdb").unlink()
    with pytest.raises(NoProgramsError, match="bin/initdb"):
        postgres_programs(None)


def test_programs_of_another_machine(closed_wheel: Path) -> None:
    (closed_wheel / INSTALLED / "bin" / "postgres").write_bytes(b"\x7fELF of another machine")
    with pytest.raises(NoProgramsError, match="do not run"):
        postgres_programs(None)


def test_no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGE", "no_such_package_here")
    with pytest.raises(NoProgramsError, match="not installed"):
        postgres_programs(None)


@pytest.mark.parametrize(("server", "chosen"), [(15, 15), (16, 16), (17, 18), (18, 18), (None, 18)])
def test_programs_go_by_the_version_of_the_server(
    monkeypatch: pytest.MonkeyPatch, server: int | None, chosen: int
) -> None:
    monkeypatch.setattr(module, "_versions", lambda name: {n: f"{name}-{n}" for n in (18, 15, 16)})
    assert module.client_program("pg_dump", server) == f"pg_dump-{chosen}"
    with pytest.raises(NoProgramsError, match="Postgres 19"):
        module.client_program("pg_dump", 19)
