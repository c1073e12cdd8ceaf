"""The embedded Postgres: what it keeps, and what it survives; every process here is real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.postgres import embedded, programs
from backend.postgres.drop_privileges import drop_privileges, run_as
from backend.postgres.embedded import EmbeddedPostgres, EmbeddedPostgresError, find
from backend.postgres.process import PidFile, runs_on
from tests.backend.statements import run

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
HOLD = """
import sys, time
from pathlib import Path
from backend.postgres import embedded
{change}
with embedded.EmbeddedPostgres(Path(sys.argv[1])) as running:
    print(running.url, flush=True)
    time.sleep(600)
"""

# A watcher that sees nothing, as if it had been killed together with the server.
WITHOUT_WATCHER = """
import subprocess
blind = lambda pid, user: subprocess.Popen(["sleep", "0"], stdin=subprocess.PIPE)
embedded.stop_when_we_die = blind
"""


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def hold(data_dir: Path) -> Iterator[Callable[[str], subprocess.Popen[str]]]:
    """Run the embedded Postgres in a process of its own, which a test may kill."""
    holders: list[subprocess.Popen[str]] = []

    def start(change: str = "") -> subprocess.Popen[str]:
        command = [sys.executable, "-c", HOLD.format(change=change), str(data_dir)]
        holder = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        holders.append(holder)
        assert holder.stdout is not None
        assert holder.stdout.readline().startswith("postgresql://")
        return holder

    yield start
    for holder in holders:
        holder.kill()
        holder.wait()
        if holder.stdout is not None:
            holder.stdout.close()


def pid_of(data_dir: Path) -> int:
    state = PidFile.read(data_dir / "postgres")
    assert state is not None
    return state.pid


def wait_for_another(data_dir: Path, pid: int) -> None:
    """Wait until a Postgres other than `pid` is ready."""
    deadline = time.monotonic() + 60
    while (state := PidFile.read(data_dir / "postgres")) is None or not state.ready or state.pid == pid:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def ends(data_dir: Path, pid: int, within: float = 30.0) -> bool:
    """Whether Postgres `pid` is gone, now or before `within` seconds are over."""
    deadline = time.monotonic() + within
    while (runs := runs_on(data_dir / "postgres", pid)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return not runs


def test_data_outlive_a_stop(data_dir: Path) -> None:
    first = EmbeddedPostgres(data_dir)
    with first:
        assert run(first.url, "CREATE TABLE kept AS SELECT 42 AS n", "SELECT n FROM kept") == 42
        assert find(data_dir) == first.url
        pid, socket = pid_of(data_dir), Path(first.url.split("host=")[1].split("&")[0])
        assert socket.is_dir()
    assert find(data_dir) is None
    assert not runs_on(data_dir / "postgres", pid)
    assert not socket.exists()
    with pytest.raises(RuntimeError):
        _ = first.url
    with EmbeddedPostgres(data_dir) as second:
        assert run(second.url, "SELECT n FROM kept") == 42


def test_it_is_a_current_postgres_in_utf8_on_a_socket_only(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as running:
        assert str(run(running.url, "SHOW server_version")).startswith("18.")
        assert run(running.url, "SHOW server_encoding") == "UTF8"
        assert run(running.url, "SHOW listen_addresses") == ""
        assert run(running.url, "SHOW fsync") == "on"


def test_a_second_owner_is_told_so(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as first:
        with pytest.raises(EmbeddedPostgresError, match="already uses the data"), EmbeddedPostgres(data_dir):
            pass
        assert run(first.url, "SELECT 1") == 1


def test_an_owner_in_another_process_is_seen_too(data_dir: Path, hold: Callable[[], subprocess.Popen[str]]) -> None:
    hold()
    with pytest.raises(EmbeddedPostgresError, match="already uses the data"), EmbeddedPostgres(data_dir):
        pass
    url = find(data_dir)
    assert url is not None
    assert run(url, "SELECT 1") == 1


@pytest.mark.parametrize(
    "change",
    ["", WITHOUT_WATCHER],
    ids=["as it is", "its watcher was killed too"],
)
def test_a_killed_owner_leaves_nothing_in_the_way(
    data_dir: Path, hold: Callable[[str], subprocess.Popen[str]], change: str
) -> None:
    holder = hold(change)
    url = find(data_dir)
    assert url is not None
    assert run(url, "CREATE TABLE kept AS SELECT 42 AS n", "SELECT n FROM kept") == 42
    left, socket = pid_of(data_dir), Path(url.split("host=")[1].split("&")[0])
    holder.kill()
    holder.wait()
    with EmbeddedPostgres(data_dir) as running:
        assert pid_of(data_dir) != left
        assert ends(data_dir, left)
        assert not socket.exists()
        assert run(running.url, "SELECT n FROM kept") == 42


def test_postgres_ends_by_itself_when_its_owner_is_killed(
    data_dir: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    holder = hold()
    pid = pid_of(data_dir)
    holder.kill()
    holder.wait()
    assert ends(data_dir, pid)


def test_its_socket_is_cleared_away_though_its_watcher_was_faster(
    data_dir: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    """A Postgres that was stopped takes its postmaster.pid along, in which the socket's folder stood."""
    holder = hold()
    url, pid = find(data_dir), pid_of(data_dir)
    assert url is not None
    holder.kill()
    holder.wait()
    assert ends(data_dir, pid)
    assert not (data_dir / "postgres" / "postmaster.pid").exists()
    with EmbeddedPostgres(data_dir) as running:
        assert not Path(url.split("host=")[1].split("&")[0]).exists()
        assert running.url != url
        assert run(running.url, "SELECT 1") == 1


def test_a_killed_postgres_recovers(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as running:
        run(running.url, "CREATE TABLE kept AS SELECT 42 AS n", "SELECT 1")
        os.kill(pid_of(data_dir), signal.SIGKILL)
    assert (data_dir / "postgres" / "postmaster.pid").exists()
    with EmbeddedPostgres(data_dir) as running:
        assert run(running.url, "SELECT n FROM kept") == 42


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGQUIT, signal.SIGINT])
def test_one_that_ends_by_itself_is_started_again_at_the_same_address(data_dir: Path, number: signal.Signals) -> None:
    with EmbeddedPostgres(data_dir) as running:
        run(running.url, "CREATE TABLE kept AS SELECT 42 AS n", "SELECT 1")
        ended = pid_of(data_dir)
        os.kill(ended, number)
        wait_for_another(data_dir, ended)
        assert run(running.url, "SELECT n FROM kept") == 42
        again = pid_of(data_dir)
    assert not runs_on(data_dir / "postgres", again)


@pytest.fixture
def stranger(data_dir: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A process that is not ours but runs as the same user: Postgres itself would take it for its own."""
    process = subprocess.Popen(["sleep", "600"], **run_as(drop_privileges(data_dir)), cwd="/")
    yield process
    process.kill()
    process.wait()


def test_a_strangers_pid_in_a_stale_file(data_dir: Path, stranger: subprocess.Popen[bytes]) -> None:
    assert_not_signalled(data_dir, stranger.pid)
    assert stranger.poll() is None


def test_another_postgres_pid_in_a_stale_file(
    data_dir: Path, tmp_path: Path, hold: Callable[[], subprocess.Popen[str]]
) -> None:
    """Even a process of the same name is left alone: it works in another folder."""
    with EmbeddedPostgres(tmp_path / "other") as other:
        assert_not_signalled(data_dir, pid_of(tmp_path / "other"))
        assert run(other.url, "SELECT 1") == 1


def assert_not_signalled(data_dir: Path, pid: int) -> None:
    """Leave a stale file with `pid` behind a killed Postgres, and start again."""
    with EmbeddedPostgres(data_dir) as running:
        run(running.url, "CREATE TABLE kept AS SELECT 42 AS n", "SELECT 1")
        os.kill(pid_of(data_dir), signal.SIGKILL)
    stale = data_dir / "postgres" / "postmaster.pid"
    lines = stale.read_text().splitlines()
    stale.write_text("\n".join([str(pid), *lines[1:]]) + "\n")
    with EmbeddedPostgres(data_dir) as running:
        assert run(running.url, "SELECT n FROM kept") == 42


@pytest.mark.parametrize("text", ["", "\n", "not a number\n", "99999999\n"])
def test_a_damaged_pid_file(data_dir: Path, text: str) -> None:
    with EmbeddedPostgres(data_dir):
        pass
    (data_dir / "postgres" / "postmaster.pid").write_text(text)
    with EmbeddedPostgres(data_dir) as running:
        assert run(running.url, "SELECT 1") == 1


def test_a_first_start_that_was_cut_short(data_dir: Path) -> None:
    unfinished = data_dir / "initdb-abc"
    unfinished.mkdir(parents=True)
    (unfinished / "PG_VERSION").write_text("18\n")
    with EmbeddedPostgres(data_dir) as running:
        assert run(running.url, "SELECT 1") == 1
    assert not unfinished.exists()


def test_the_askers_environment_changes_nothing(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"PGPORT": "1", "PGDATA": "/nowhere", "PGHOST": "nowhere", "PGUSER": "nobody"}.items():
        monkeypatch.setenv(name, value)
    with EmbeddedPostgres(data_dir) as running:
        assert run(running.url, "SELECT current_user") == "postgres"


def test_deep_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A socket's path has 103 bytes at most, and neither folder leaves room for it."""
    deep = tmp_path / ("d" * 100)
    deep.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(deep))
    with EmbeddedPostgres(deep / "data") as running:
        assert run(running.url, "SELECT 1") == 1


def test_data_of_another_version(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        pass
    (data_dir / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedPostgresError, match=r"Postgres 17.*DATABASE_URL"), EmbeddedPostgres(data_dir):
        pass


def test_without_the_wheel_it_says_what_to_set(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "PACKAGE", "no_such_package_here")
    with (
        pytest.raises(EmbeddedPostgresError, match=r"not installed.*DATABASE_URL=postgresql://"),
        EmbeddedPostgres(data_dir),
    ):
        pass


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(EmbeddedPostgresError, match="DATA_DIR"), EmbeddedPostgres(tmp_path / "file" / "data"):
        pass


def test_what_postgres_says_is_passed_on(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir):
        pass
    (data_dir / "postgres" / "postgresql.conf").write_text("max_connections = many\n")
    with pytest.raises(EmbeddedPostgresError, match="max_connections"), EmbeddedPostgres(data_dir):
        pass
    with pytest.raises(EmbeddedPostgresError, match="max_connections"), EmbeddedPostgres(data_dir):
        pass


def test_as_root_it_runs_as_the_owner_of_its_data_and_changes_no_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    modes = {folder: folder.stat().st_mode for folder in (closed, *closed.parents)}
    with EmbeddedPostgres(closed / "data") as running:
        assert run(running.url, "SELECT 1") == 1
        owner = (closed / "data" / "postgres").stat()
        if Path("/proc/self").exists():
            assert Path(f"/proc/{pid_of(closed / 'data')}").stat().st_uid == owner.st_uid
    assert (owner.st_uid != 0) and (os.geteuid() in (0, owner.st_uid))
    assert owner.st_mode & 0o777 == 0o700
    assert {folder: folder.stat().st_mode for folder in modes} == modes


def test_the_wheels_own_server_is_never_imported() -> None:
    code = """
import sys
from backend.postgres.embedded import EmbeddedPostgres
from backend.postgres.programs import postgres_programs
postgres_programs(None)
assert not any(name.startswith("pixeltable") for name in sys.modules)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)
    assert embedded.MAJOR_VERSION in programs.INSTALLED
