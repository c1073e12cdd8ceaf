"""The log of a real server: lines of JSON that tell whose request was which, and no secrets."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.backend.batches import encode, sample
from tests.conftest import StartServer

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
