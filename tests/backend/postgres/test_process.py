"""Postgres' pid file and the proof that a process is ours."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from backend.postgres.drop_privileges import drop_privileges
from backend.postgres.embedded import EmbeddedPostgres
from backend.postgres.process import PidFile, answers, clear_leftover, runs_on
from backend.postgres.programs import postgres_programs

WHOLE = "4242\n/data\n1763831132\n5432\n/tmp/socket\n\n  123  456\nready   \n"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (WHOLE, PidFile(4242, Path("/tmp/socket"), True)),
        (WHOLE.replace("ready", "starting"), PidFile(4242, Path("/tmp/socket"), False)),
        (WHOLE.replace("/tmp/socket", ""), PidFile(4242, None, True)),
        ("4242\n/data\n", PidFile(4242, None, False)),
        ("-4242\n", PidFile(4242, None, False)),
        ("", PidFile(0, None, False)),
        ("nonsense", PidFile(0, None, False)),
    ],
)
def test_a_pid_file_is_read_however_short(tmp_path: Path, text: str, expected: PidFile) -> None:
    (tmp_path / "postmaster.pid").write_text(text)
    assert PidFile.read(tmp_path) == expected


def test_no_pid_file(tmp_path: Path) -> None:
    assert PidFile.read(tmp_path) is None
    clear_leftover(tmp_path, postgres_programs(drop_privileges(tmp_path)))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_only_its_own_postgres_runs_on_a_folder(tmp_path: Path) -> None:
    programs = postgres_programs(drop_privileges(tmp_path / "data"))
    with EmbeddedPostgres(tmp_path / "data"):
        state = PidFile.read(tmp_path / "data" / "postgres")
        assert state is not None
        assert state.ready
        assert state.socket is not None
        assert runs_on(tmp_path / "data" / "postgres", state.pid)
        assert not runs_on(tmp_path / "data" / "postgres", os.getpid())
        assert answers(programs, state.socket)
    assert not runs_on(tmp_path / "data" / "postgres", state.pid)
    assert not answers(programs, state.socket)


def test_a_process_that_only_has_the_name(tmp_path: Path) -> None:
    """On Linux the folder decides, so somebody's program of that name is never taken for ours."""
    namesake = tmp_path / "postgres"
    namesake.symlink_to("/bin/sleep")
    process = subprocess.Popen([namesake, "60"], cwd="/")
    try:
        assert runs_on(tmp_path, process.pid) == (not Path("/proc/self").exists())
    finally:
        process.kill()
        process.wait()
