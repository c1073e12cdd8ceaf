"""Fixtures for all tests: nothing in, a real Postgres and a real running server out."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import pytest

from backend.embedded_postgres import EmbeddedPostgres, find
from backend.migrations.apply import migrate

REPOSITORY = Path(__file__).parents[1]
STARTING_S = 120.0
SETTINGS = ("DATABASE_URL", "DATA_DIR", "MODELS_DIR", "WEB_DIR", "HOST", "PORT")


@dataclass(frozen=True)
class RunningServer:
    """A `python -m backend serve` that answers at `url`; `database_url` is for queries (asyncpg reads it)."""

    url: str
    database_url: str
    data_dir: Path
    process: subprocess.Popen[str]


class StartServer(Protocol):
    """Starts one more server, with settings of its own; it is stopped when the test ends."""

    def __call__(self, data_dir: Path, **settings: str) -> RunningServer: ...


@contextmanager
def running_server(data_dir: Path, **settings: str) -> Iterator[RunningServer]:
    """Run the command itself on a free port, with the data in `data_dir`; fail with what it said if it cannot start."""
    environment = {name: value for name, value in os.environ.items() if name not in SETTINGS}
    environment |= {"DATA_DIR": str(data_dir), "PORT": "0"} | settings
    errors = data_dir.parent / f"{data_dir.name}.stderr"
    with errors.open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "backend", "serve"],
            cwd=REPOSITORY,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=stderr,
            text=True,
        )
    try:
        url = _first_line(process).removeprefix("Serving on ").strip()
        if not url.startswith("http://"):
            pytest.fail(f"The server did not start: {errors.read_text()}", pytrace=False)
        yield RunningServer(url, settings.get("DATABASE_URL") or find(data_dir) or "", data_dir, process)
    finally:
        _stop(process)


def _first_line(process: subprocess.Popen[str]) -> str:
    """What the process says first on stdout; empty when it ends, or is ended after two minutes, without a word."""
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
        process.wait(30)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise
    finally:
        if process.stdout is not None:
            process.stdout.close()


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Start servers with their own settings; all are stopped at the end."""
    with ExitStack() as stack:

        def start(data_dir: Path, **settings: str) -> RunningServer:
            return stack.enter_context(running_server(data_dir, **settings))

        yield start


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """The server as `just serve` runs it (the built pages, the committed models), on an empty database."""
    with running_server(tmp_path / "data", WEB_DIR=str(REPOSITORY / "web" / "dist")) as running:
        yield running


@pytest.fixture(scope="session")
def postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a Postgres with all tables, started once; tests roll back what they write."""
    with EmbeddedPostgres(tmp_path_factory.mktemp("postgres") / "data") as running:
        asyncio.run(migrate(running.url))
        yield running.url


@pytest.fixture(scope="session")
def anyio_backend() -> str:
    """Asynchronous tests run on asyncio, as the server does."""
    return "asyncio"
