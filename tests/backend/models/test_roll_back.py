"""Roll-backs by real servers: two processes that decide at once, and their log."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from backend.models import publish
from tests.backend.conftest import PASSWORD
from tests.backend.model_files import MODEL_ID, write_model
from tests.conftest import StartServer

pytestmark = pytest.mark.slow

NEW = "20270101-5e6f7a8b"
ENOUGH = 6


def test_two_workers_take_a_model_back_once_when_enough_accounts_say_so(
    start_server: StartServer, tmp_path: Path, web_dir: Path, models_dir: Path
) -> None:
    folders = {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}
    write_model(tmp_path / "made", NEW)
    publish.publish(tmp_path / "made" / NEW, models_dir, "a test")
    server = start_server(tmp_path / "data", "--workers", "2", ROLL_BACK_REPORTS=str(ENOUGH), **folders)

    def say(name: str, address: str) -> int:
        """On a connection of its own, so that any process may take it."""
        headers = {"Sec-Fetch-Site": "same-origin", "X-Forwarded-For": address}
        with httpx.Client(base_url=server.url, headers=headers, timeout=60) as client:
            body = {"name": name, "password": PASSWORD, "remember": False}
            client.post("/api/session", json=body).raise_for_status()
            report = {"model_id": NEW, "outcome": "wrong", "backend": None, "fps": None}
            return client.post("/api/models/reports", json=report).status_code

    addresses = [f"198.51.100.{number}" for number in range(3 * ENOUGH)]
    with ThreadPoolExecutor(8) as threads:
        assert {say("Ada", address) for address in addresses[:ENOUGH]} == {204}
        assert publish.read(models_dir).current["silhouette"] == NEW
        names = [f"person {number}" for number in range(3 * ENOUGH)]
        assert set(threads.map(say, names, addresses)) == {204}
    history = publish.read(models_dir).history
    assert [(one.who, one.what, one.after) for one in history[1:]] == [("server", "roll back", MODEL_ID)]
    assert httpx.get(f"{server.url}/api/models/current").json()["silhouette"]["id"] == MODEL_ID
    told = httpx.get(f"{server.url}/api/stats/decisions").json()["timeline"]
    switched = [(one["before"], one["model_id"]) for one in told if one["what"] == "rolled back"]
    assert switched == [(NEW, MODEL_ID)]
    log = server.data_dir.with_name(f"{server.data_dir.name}.stderr").read_text()
    assert log.count(f"rolled back from {NEW} to {MODEL_ID}") == 1
    assert "198.51.100" not in log
