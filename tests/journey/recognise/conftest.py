"""One server for all visitors who store nothing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.server import ROOT, RunningServer, running_server


@pytest.fixture(scope="package")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """The server as `just serve` runs it; nobody here logs in."""
    data = tmp_path_factory.mktemp("recognise") / "data"
    with running_server(data, WEB_DIR=str(ROOT / "web" / "dist")) as running:
        yield running
