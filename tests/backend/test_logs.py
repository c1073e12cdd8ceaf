"""The log of a real server: lines of JSON that tell whose request was which, and no secrets."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.logs import visible
from tests.backend.batches import encode, sample
from tests.conftest import StartServer
from tests.server import ROOT, environment_of

pytestmark = pytest.mark.slow  # real servers

PASSWORD = "correct horse battery"
OURS = {"Sec-Fetch-Site": "same-origin"}
PICTURE = b"seen by the camera, " * 204 + bytes(16)


@pytest.fixture
def folders(web_dir: Path, models_dir: Path) -> dict[str, str]:
    return {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}


def lines(data_dir: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in data_dir.with_name(f"{data_dir.name}.stderr").read_text().splitlines()]


def test_each_request_is_told_with_its_id_and_account_and_no_secret(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str]
) -> None:
    server = start_server(tmp_path / "data", **folders)
    with httpx.Client(base_url=server.url, headers=OURS) as browser:
        nobodys = browser.get("/api/session?secret=in-the-query")
        browser.post("/api/session", json={"name": "Ada", "password": PASSWORD, "remember": True})
        browser.put("/api/consent", json={"level": "shapes", "version": 1})
        batch = encode([sample(captured_at=datetime.now(UTC).isoformat())], [PICTURE])
        stored = browser.post(
            "/api/samples", content=batch, headers={"Content-Type": "application/vnd.gesture-samples"}
        )
        assert stored.json()["results"][0]["status"] == "stored"
        token = httpx.post(f"{server.url}/api/tokens", auth=("Ada", PASSWORD)).json()["token"]
        scripts = httpx.get(f"{server.url}/api/account", headers={"Authorization": f"Bearer {token}"})
        cookie = browser.cookies["session"]
        browser.get("/healthz")
    told = {line["request_id"]: line for line in lines(server.data_dir) if line["event"] == "request"}

    nobody, ada = told[nobodys.headers["x-request-id"]], told[stored.headers["x-request-id"]]
    assert (nobody["method"], nobody["path"], nobody["status"]) == ("GET", "/api/session", 200)
    assert "account_id" not in nobody
    assert (ada["method"], ada["path"], ada["status"]) == ("POST", "/api/samples", 200)
    assert told[scripts.headers["x-request-id"]]["account_id"] == ada["account_id"]
    assert all(line["ms"] > 0 and line["level"] == "info" and line["timestamp"] for line in told.values())
    assert not any(line["path"] == "/healthz" for line in told.values())
    everything = (tmp_path / "data.stderr").read_text()
    for secret in (PASSWORD, cookie, token, "in-the-query", "seen by the camera", "127.0.0.1"):
        assert secret not in everything


def test_a_trouble_carries_the_id_of_its_request_and_no_variables(
    start_server: StartServer, tmp_path: Path, models_dir: Path, folders: dict[str, str]
) -> None:
    server = start_server(tmp_path / "data", LOG_LEVEL="error", **folders)
    (models_dir / "registry.json").unlink()
    answer = httpx.get(f"{server.url}/api/models/current")
    assert answer.status_code == 503
    (line,) = lines(server.data_dir)
    assert (line["level"], line["request_id"]) == ("error", answer.headers["x-request-id"])
    assert "FileNotFoundError" in line["exception"]


EVIL = "%1b[2J%1b]0;owned%07%c2%9b31m%0d%0a2026 [info] forged%e2%80%ae"


def test_what_a_terminal_would_obey_is_spelt() -> None:
    assert visible("Zoë\n\t") == "Zoë\n\t"
    assert visible("\x1b[2J\x9b\x7f\r\u202e\udc80") == r"\x1b[2J\x9b\x7f\r\u202e\udc80"


def test_no_address_acts_on_the_readers_terminal(tmp_path: Path, folders: dict[str, str]) -> None:
    reader, terminal = pty.openpty()
    server = subprocess.Popen(
        [sys.executable, "-m", "backend", "serve"],
        cwd=ROOT,
        env=environment_of(tmp_path / "data", TERM="dumb", NO_COLOR="1", **folders),
        stdout=subprocess.PIPE,
        stderr=terminal,
        text=True,
    )
    os.close(terminal)
    try:
        assert server.stdout is not None
        url = server.stdout.readline().split()[-1]
        httpx.get(f"{url}/{EVIL}")
        httpx.get(f"{url}/api/{EVIL}")
    finally:
        server.send_signal(signal.SIGINT)
        server.communicate(timeout=60)
    said = re.sub(r"\x1b\[[0-9;]*m", "", os.read(reader, 65536).decode())  # the log's own colours
    os.close(reader)
    assert "owned" in said
    assert all(one.isprintable() for line in said.split("\r\n") for one in line)
    assert len(said.strip().split("\r\n")) == 2


def test_nor_do_lines_of_json(start_server: StartServer, tmp_path: Path, folders: dict[str, str]) -> None:
    server = start_server(tmp_path / "data", **folders)
    httpx.get(f"{server.url}/{EVIL}")
    server.process.terminate()
    server.process.wait(60)
    (line,) = server.data_dir.with_name("data.stderr").read_text().splitlines()
    assert line.isprintable()
    assert "owned" in json.loads(line)["path"]
