"""A newer server migrates beside one that runs, which goes on or says when to come back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.conftest import StartServer
from tests.server import ROOT, environment_of, running_server

pytestmark = pytest.mark.slow

OURS = {"Sec-Fetch-Site": "same-origin"}
LOGIN = {"name": "Ada", "password": "correct horse battery", "remember": True}
EXPAND = "ALTER TABLE accounts ADD COLUMN later text"
CONTRACT = "ALTER TABLE rate_limits RENAME COLUMN free_at TO free_from; SELECT pg_sleep(2)"
MIGRATION = """
from alembic import op
revision, down_revision, branch_labels, depends_on = "{revision}", "{before}", None, None
def upgrade():
    for statement in "{statements}".split(";"):
        op.execute(statement)
"""


def newer(folder: Path, *migrations: str) -> Path:
    """The server of a later version: its tables are changed by these statements, and its code knows of it."""
    code = folder / "backend"
    shutil.copytree(ROOT / "backend", code, ignore=shutil.ignore_patterns("__pycache__"))
    for number, statements in enumerate(migrations, 2):
        text = MIGRATION.format(revision=f"{number:04}", before=f"{number - 1:04}", statements=statements)
        (code / "migrations" / "versions" / f"{number:04}_later.py").write_text(text)
    if CONTRACT in migrations:
        limits = code / "accounts" / "limits.py"
        limits.write_text(limits.read_text().replace("free_at", "free_from"))
    return folder


@contextmanager
def asked_meanwhile(url: str) -> Iterator[list[httpx.Response]]:
    """All answers to somebody who logs in and looks at the figures again and again."""
    answers, stop = list[httpx.Response](), threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=url, headers=OURS, timeout=60) as client:
            while not stop.wait(0.02):
                answers.append(client.post("/api/session", json=LOGIN))
                answers.append(client.get("/api/stats"))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield answers
    finally:
        stop.set()
        thread.join()


def log_in(url: str) -> httpx.Response:
    return httpx.post(f"{url}/api/session", json=LOGIN, headers=OURS)


def test_the_older_server_goes_on_or_says_when_to_come_back(
    start_server: StartServer, tmp_path: Path, web_dir: Path, models_dir: Path
) -> None:
    folders = {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}
    older = start_server(tmp_path / "data", **folders)
    assert log_in(older.url).status_code == 201

    with asked_meanwhile(older.url) as answers:  # what was only added hinders nobody
        subprocess.run(
            [sys.executable, "-m", "backend", "migrate"],
            cwd=newer(tmp_path / "expanded", EXPAND),
            env=environment_of(tmp_path, DATABASE_URL=older.database_url),
            check=True,
        )
    assert {answer.status_code for answer in answers} == {200}

    later = newer(tmp_path / "contracted", EXPAND, CONTRACT)
    with (
        asked_meanwhile(older.url) as answers,
        running_server(
            tmp_path / "later",
            inside=("sh", "-c", 'cd "$0" && exec "$@"', str(later)),
            DATABASE_URL=older.database_url,
            **folders,
        ) as server,
    ):
        assert log_in(server.url).status_code == 200
        refused = log_in(older.url)
        assert (refused.status_code, refused.headers["Retry-After"]) == (503, "5")
        assert "brought up to date" in refused.json()["detail"]
        assert httpx.get(f"{older.url}/api/stats").status_code == 200
    assert {(answer.status_code, answer.headers.get("Retry-After")) for answer in answers} == {(200, None), (503, "5")}
