"""The command `create-admin` as people run it: beside a running server, or without one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from backend.postgres.embedded import find
from tests.conftest import StartServer
from tests.server import ROOT, environment_of

pytestmark = pytest.mark.slow

PASSWORD = "correct horse battery"


def create_admin(data_dir: Path, name: str, typed: str, **settings: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "backend", "create-admin", name],
        cwd=ROOT,
        env=environment_of(data_dir, **settings),
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_without_a_server_it_starts_the_database_and_stops_it_again(tmp_path: Path) -> None:
    made = create_admin(tmp_path / "data", "Root", f"{PASSWORD}\n")
    assert (made.returncode, made.stdout, made.stderr) == (0, "Root is the administrator.\n", "")
    assert find(tmp_path / "data") is None
    refused = create_admin(tmp_path / "data", "Boss", f"{PASSWORD}\n")
    assert (refused.returncode, refused.stdout) == (1, "")
    assert "Root is the administrator already" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_beside_a_running_server_it_takes_its_database(
    start_server: StartServer, tmp_path: Path, web_dir: Path, models_dir: Path
) -> None:
    server = start_server(tmp_path / "data", WEB_DIR=str(web_dir), MODELS_DIR=str(models_dir))
    assert create_admin(tmp_path / "data", "Root", PASSWORD).returncode == 0
    token = httpx.post(f"{server.url}/api/tokens", auth=("Root", PASSWORD)).json()["token"]
    account = httpx.get(f"{server.url}/api/account", headers={"Authorization": f"Bearer {token}"}).json()
    assert account["administrator"] is True


def test_a_password_against_the_rules(postgres: str, tmp_path: Path) -> None:
    refused = create_admin(tmp_path / "data", "Root", "short\n", DATABASE_URL=postgres)
    assert refused.returncode == 1
    assert "8 to 200" in refused.stderr


def test_a_line_that_ends_as_on_windows(
    start_server: StartServer, tmp_path: Path, web_dir: Path, models_dir: Path
) -> None:
    server = start_server(tmp_path / "data", WEB_DIR=str(web_dir), MODELS_DIR=str(models_dir))
    assert create_admin(tmp_path / "data", "Root", f"{PASSWORD}\r\n").returncode == 0
    assert httpx.post(f"{server.url}/api/tokens", auth=("Root", PASSWORD)).status_code == 201


@pytest.mark.parametrize(("name", "password"), [("Ro\x1b[31mot", PASSWORD), ("Root", "password1")])
def test_a_name_or_a_password_that_nobody_may_have(postgres: str, tmp_path: Path, name: str, password: str) -> None:
    refused = create_admin(tmp_path / "data", name, f"{password}\n", DATABASE_URL=postgres)
    assert (refused.returncode, "Choose another" in refused.stderr, "\x1b" in refused.stderr) == (1, True, False)
