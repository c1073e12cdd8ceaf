"""Fixtures for all tests: nothing in, a real Postgres and a real running server out."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Protocol

import pytest

from backend.migrations.apply import migrate
from backend.postgres.embedded import EmbeddedPostgres
from tests.server import ROOT, RunningServer, running_server

TESTS = ROOT / "tests"
# The longest come first, so that no process waits for another at the end.
SLOW_FIRST = ("journey", "training", "bench", "browser", "backend")
SLOW_AS_A_WHOLE = re.compile(r"^pytestmark = (\[\s*)?pytest\.mark\.slow", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave out what is slow as a whole where nothing slow is to run: what it imports takes seconds in each process."""
    if config.option.markexpr != "not slow" or collection_path.suffix != ".py":
        return None
    return True if SLOW_AS_A_WHOLE.search(collection_path.read_text()) else None


@pytest.hookimpl(tryfirst=True)  # before pytest reads the marks, and xdist the groups
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Sort slow tests, and say which of them one process runs: those that share what was trained or started for them.

    These are the tests of one file, of one folder of the journey, and those of the model that training's tests share.
    """
    for item in items:
        folder, *_ = item.path.relative_to(TESTS).parts
        if folder == "journey":
            item.add_marker(pytest.mark.slow)
        item.add_marker(pytest.mark.xdist_group(_group(item, folder)))
    items.sort(key=_rank)


def _group(item: pytest.Item, folder: str) -> str:
    """The name of those that share something with a test of that folder."""
    if "tiny_models" in getattr(item, "fixturenames", ()):
        return "tiny_models"
    return item.path.parent.name if folder == "journey" else item.path.stem


def _rank(item: pytest.Item) -> int:
    """The place of a slow test's folder; all others come after, in the order in which they were found."""
    folder, *_ = item.path.relative_to(TESTS).parts
    slow = folder in SLOW_FIRST and item.get_closest_marker("slow") is not None
    return SLOW_FIRST.index(folder) if slow else len(SLOW_FIRST)


class StartServer(Protocol):
    """Starts one more server, with settings of its own; it is stopped when the test ends."""

    def __call__(self, data_dir: Path, *arguments: str, **settings: str) -> RunningServer: ...


@pytest.fixture
def start_server() -> Iterator[StartServer]:
    """Start servers with their own settings; all are stopped at the end."""
    with ExitStack() as stack:

        def start(data_dir: Path, *arguments: str, **settings: str) -> RunningServer:
            return stack.enter_context(running_server(data_dir, *arguments, **settings))

        yield start


@pytest.fixture
def server(tmp_path: Path) -> Iterator[RunningServer]:
    """The server as `just serve` runs it (the built pages, the committed models), on an empty database."""
    with running_server(tmp_path / "data", WEB_DIR=str(ROOT / "web" / "dist")) as running:
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
