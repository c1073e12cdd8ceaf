"""The server as people run it: settings in, a process of its own with its own database, and its address, out."""

from __future__ import annotations

import atexit
import functools
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path

from backend.postgres.embedded import EmbeddedPostgres, find
from backend.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
# What lets one account of a test send as much as it likes.
NO_QUOTAS = dict.fromkeys(
    ("SAMPLES_PER_DAY", "BYTES_PER_DAY", "REQUESTS_PER_DAY", "CONSENTS_PER_DAY", "BATCHES_PER_MINUTE"), str(10**12)
)
STARTING_S = 120.0
STOPPING_S = 60.0


class ServerFailed(RuntimeError):  # noqa: N818 - the message is what the server said
    """The server did not start; the message is what it said."""


@dataclass(frozen=True)
class RunningServer:
    """A `python -m backend serve` that answers at `url`; `database_url` is for queries (asyncpg reads it)."""

    url: str
    database_url: str
    data_dir: Path
    process: subprocess.Popen[str]


def environment_of(data_dir: Path, **settings: str) -> dict[str, str]:
    """The environment of a server on any free port: these settings, and none of those who run it."""
    known = {field.name.upper() for field in fields(Settings)}
    others = {name: value for name, value in os.environ.items() if name not in known}
    return others | {"DATA_DIR": str(data_dir), "PORT": "0"} | settings


@contextmanager
def running_server(
    data_dir: Path, *arguments: str, inside: Sequence[str] = (), **settings: str
) -> Iterator[RunningServer]:
    """Run the command itself with its data in `data_dir`; what it says on stderr is in `data_dir`.stderr.

    `inside` is a command that becomes the one that follows it. Raises ServerFailed with the server's own words when it
    ends, or says nothing for two minutes.
    """
    if not inside and "DATABASE_URL" not in settings and not (data_dir / "postgres").exists():
        data_dir.mkdir(parents=True, exist_ok=True)
        subprocess.run(["cp", "-a", str(_empty_cluster()), str(data_dir / "postgres")], check=True)
    errors = data_dir.with_name(f"{data_dir.name}.stderr")
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            [*inside, sys.executable, "-m", "backend", "serve", *arguments],
            cwd=ROOT,
            env=environment_of(data_dir, **settings),
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        url = _first_line(process).removeprefix("Serving on ").strip()
        if not url.startswith("http://"):
            raise ServerFailed(f"The server did not start. It said:\n{errors.read_text()}")
        yield RunningServer(url, settings.get("DATABASE_URL") or find(data_dir) or "", data_dir, process)
    finally:
        _stop(process)


@functools.cache
def _empty_cluster() -> Path:
    """A cluster as `initdb` makes it, once in a process: it took a quarter of each start of a server."""
    folder = Path(tempfile.mkdtemp(prefix="gesture-cluster-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    with EmbeddedPostgres(folder):
        return folder / "postgres"


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """The address of a server whose database is thrown away at the end. Raises ServerFailed."""
    with (
        tempfile.TemporaryDirectory(prefix="gesture-") as folder,
        running_server(Path(folder, "data"), **settings) as running,
    ):
        yield running.url


def _first_line(process: subprocess.Popen[str]) -> str:
    """What the process says first on stdout; empty when it ends, or is ended for its silence, without a word."""
    timer = threading.Timer(STARTING_S, process.kill)
    timer.start()
    try:
        return process.stdout.readline() if process.stdout is not None else ""
    finally:
        timer.cancel()


def _stop(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        process.send_signal(signal.SIGTERM)
    try:
        process.wait(STOPPING_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()
