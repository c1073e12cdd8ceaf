"""A database that can only be read: everybody logs in and looks at what is theirs, and nothing is lost."""

from __future__ import annotations

import asyncio
import time
import uuid
from functools import partial
from pathlib import Path

import asyncpg
import httpx
import pytest

from tests.backend.batches import encode
from tests.backend.postgres.test_full_disk import READ, patiently, send
from tests.backend.samples.test_batch_faults import LOGIN, OURS, client_of
from tests.conftest import StartServer
from tests.fuzz.batches import good
from tests.server import RunningServer

pytestmark = pytest.mark.slow
WRONG = LOGIN | {"password": "no such horse"}


@pytest.fixture
def folders(web_dir: Path, models_dir: Path) -> dict[str, str]:
    return {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}


def test_what_goes_on_and_what_does_not(start_server: StartServer, tmp_path: Path, folders: dict[str, str]) -> None:
    server = start_server(tmp_path / "data", **folders)
    with client_of(server) as client:
        batch = encode([good()])
        assert send(client, batch).status_code == 200
        asyncio.run(let_write(server.database_url, False))
        read(client)
        refuse(server, client)
        other = start_server(tmp_path / "other", DATABASE_URL=server.database_url, **folders)  # it starts as well
        for url in (server.url, other.url):
            with httpx.Client(base_url=url, headers=OURS) as browser:
                assert patiently(partial(browser.post, "/api/session", json=LOGIN)).status_code == 200
                read(browser)
                browser.base_url = httpx.URL(server.url)
                assert browser.get("/api/session").json()["name"] == LOGIN["name"]
                refuse(server, browser)
                assert browser.delete("/api/session").status_code == 204
                assert browser.get("/api/account").status_code == 401
        with httpx.Client(base_url=server.url, headers=OURS) as browser:
            assert browser.post("/api/session", json=LOGIN).status_code == 200
            asyncio.run(let_write(server.database_url, True))
            assert patiently(partial(browser.get, "/api/account")).status_code == 401  # it cannot be revoked
            assert browser.post("/api/session", json=LOGIN).status_code == 200
            assert browser.get("/api/account").status_code == 200
        deadline = time.monotonic() + 30
        while send(client, batch).status_code != 200:
            assert time.monotonic() < deadline
            time.sleep(0.2)
        assert httpx.get(f"{server.url}/readyz").status_code == 200


def test_nobody_gets_in_by_guessing_or_by_another_pass(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str]
) -> None:
    server = start_server(tmp_path / "data", **folders)
    for name in ("Ada", "Bo"):
        httpx.post(f"{server.url}/api/session", json=LOGIN | {"name": name}, headers=OURS).raise_for_status()
    asyncio.run(let_write(server.database_url, False))
    with httpx.Client(base_url=server.url, headers=OURS) as browser:
        assert patiently(partial(browser.post, "/api/session", json=LOGIN)).status_code == 200
        start, mine, ends, signature = browser.cookies["session"].split(".")
        assert says_who(server, f"{start}.{mine}.{ends}.{signature}") == "Ada"
        for forged in (
            f"{start}.{int(mine) + 1}.{ends}.{signature}",
            f"{start}.{mine}.{int(ends) + 1}.{signature}",
            f"{start}.{mine}.{ends}.{signature[:-1]}",
            f"{start}.{mine}.{ends}.",
            f"{start}.{mine}.0.{signature}",
            f"{start}.{'9' * 30}.{ends}.{signature}",
            f"{start}.-1.{ends}.{signature}",
            f"{start}.{mine}.{ends}.{signature}.{signature}",
        ):
            assert says_who(server, forged) is None, forged
        guesses = [browser.post("/api/session", json=WRONG | {"name": "Bo"}) for _ in range(11)]
        assert [guess.status_code for guess in guesses] == [401] * 10 + [429]
        assert 60 < int(guesses[-1].headers["Retry-After"]) <= 120


def says_who(server: RunningServer, cookie: str) -> str | None:
    """Who is logged in with that cookie."""
    answer = httpx.get(f"{server.url}/api/session", headers={"Cookie": f"session={cookie}"})
    assert answer.status_code == 200, answer.text
    name: str | None = answer.json()["name"]
    return name


def read(client: httpx.Client) -> None:
    """Read all that can be read."""
    for path in READ:
        answer = patiently(partial(client.get, path))
        assert answer.status_code == 200, answer.text


def refuse(server: RunningServer, client: httpx.Client) -> None:
    """Ask for what needs writing."""
    for refused in (
        send(client, encode([good()])),
        client.request("DELETE", "/api/samples", json={"sample_ids": [str(uuid.uuid4())]}),
        client.post("/api/tokens", auth=("Ada", "correct horse battery")),
        httpx.get(f"{server.url}/readyz"),
        httpx.post(f"{server.url}/api/session", json=LOGIN | {"name": "Somebody new"}, headers=OURS),
    ):
        assert (refused.status_code, "only be read" in refused.json()["detail"]) == (503, True), refused.text


async def let_write(url: str, writing: bool) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute("SET default_transaction_read_only = off")
        default = "off" if writing else "on"
        await connection.execute(f"ALTER DATABASE postgres SET default_transaction_read_only = {default}")
        await connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = 'postgres' AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
        )
    finally:
        await connection.close()
