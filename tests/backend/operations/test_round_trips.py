"""Backups of each version of Postgres come back whole, on the same version and on the one that is shipped."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from backend.__main__ import main
from tests.backend.operations.test_backup import rows, use
from tests.backend.other_postgres import postgres_of
from tests.conftest import StartServer

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("version", [15, 16, 17, 18])
def test_a_backup_comes_back(
    start_server: StartServer,
    tmp_path: Path,
    web_dir: Path,
    models_dir: Path,
    version: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    kept = tmp_path / "kept.backup"
    with postgres_of(version, tmp_path / "old") as url:
        monkeypatch.setenv("DATABASE_URL", url)
        server = start_server(tmp_path / "data", DATABASE_URL=url, WEB_DIR=str(web_dir), MODELS_DIR=str(models_dir))
        use(server)
        server.process.terminate()
        server.process.wait(60)
        before = asyncio.run(rows(url))
        assert len(before["samples"]) == 7
        assert main(["backup", str(kept)]) == 0
        assert main(["reset", "--yes"]) == 0
        assert asyncio.run(rows(url))["samples"] == []
        assert main(["restore", str(kept)]) == 0
        assert asyncio.run(rows(url)) == before
    with postgres_of(18, tmp_path / "new") as url:
        monkeypatch.setenv("DATABASE_URL", url)
        assert main(["restore", str(kept)]) == 0
        assert asyncio.run(rows(url)) == before
