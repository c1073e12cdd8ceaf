"""The command `serve` as people run it: what it says, what it starts, and that it stops all of it."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
import httpx
import pytest

from backend.postgres.embedded import EmbeddedPostgres, find
from backend.postgres.process import PidFile, runs_on
from tests.backend.batches import encode, sample
from tests.conftest import StartServer
from tests.server import ROOT, RunningServer, environment_of, running_server

pytestmark = pytest.mark.slow

LOGIN = {"name": "Ada", "password": "correct horse battery", "remember": True}
OURS = {"Sec-Fetch-Site": "same-origin"}


@pytest.fixture
def folders(web_dir: Path, models_dir: Path) -> dict[str, str]:
    return {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}


def refuse(data_dir: Path, **settings: str) -> str:
    """What the command says when it cannot start."""
    ended = subprocess.run(
        [sys.executable, "-m", "backend", "serve"],
        cwd=ROOT,
        env=environment_of(data_dir, **settings),
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert "Traceback" not in ended.stderr
    return ended.stderr


def log_in(server: RunningServer) -> int:
    return httpx.post(f"{server.url}/api/session", json=LOGIN, headers=OURS).status_code


def postgres_runs(data_dir: Path) -> bool:
    state = PidFile.read(data_dir / "postgres")
    return state is not None and runs_on(data_dir / "postgres", state.pid)


@pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 143), (signal.SIGINT, 0), (signal.SIGHUP, 143)])
def test_it_serves_until_it_is_stopped_with_its_database(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str], number: signal.Signals, status: int
) -> None:
    server = start_server(tmp_path / "data", **folders)
    assert "Gestures" in httpx.get(server.url).text
    assert log_in(server) == 201
    assert postgres_runs(server.data_dir)
    server.process.send_signal(number)
    assert server.process.wait(30) == status
    assert not postgres_runs(server.data_dir)
    assert find(server.data_dir) is None
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)
    told = [json.loads(line) for line in (tmp_path / "data.stderr").read_text().splitlines()]
    assert [(line["event"], line["path"]) for line in told] == [("request", "/"), ("request", "/api/session")]


def test_answers_are_sent_at_once(start_server: StartServer, tmp_path: Path, folders: dict[str, str]) -> None:
    """Where a socket holds back what comes in two pieces, each answer on a connection takes 40 ms."""
    server = start_server(tmp_path / "data", **folders)
    took = []
    with httpx.Client(base_url=server.url) as client:
        for _ in range(40):
            start = time.monotonic()
            client.get("/api/models/current").raise_for_status()
            took.append(time.monotonic() - start)
    assert sorted(took)[10] < 0.035


def test_after_kill_9_it_starts_again_with_everything_it_had(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str]
) -> None:
    first = start_server(tmp_path / "data", **folders)
    assert log_in(first) == 201
    first.process.kill()
    first.process.wait()
    assert log_in(start_server(tmp_path / "data", **folders)) == 200


def test_one_server_for_one_folder(start_server: StartServer, tmp_path: Path, folders: dict[str, str]) -> None:
    first = start_server(tmp_path / "data", **folders)
    assert "already uses the data" in refuse(tmp_path / "data", **folders)
    assert log_in(first) == 201


def test_a_database_of_ones_own(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str], postgres: str
) -> None:
    server = start_server(tmp_path / "data", DATABASE_URL=postgres, **folders)
    assert httpx.get(f"{server.url}/api/stats").status_code == 200
    assert not server.data_dir.exists()


def test_a_port_in_use_is_said_before_anything_starts(tmp_path: Path, folders: dict[str, str]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        said = refuse(tmp_path / "data", PORT=str(port), **folders)
    assert f"port {port}" in said
    assert "set PORT" in said
    assert not (tmp_path / "data").exists()


def test_more_connections_than_postgres_gives(tmp_path: Path, folders: dict[str, str], postgres: str) -> None:
    assert "Lower POOL_SIZE" in refuse(tmp_path / "data", DATABASE_URL=postgres, POOL_SIZE="100", **folders)


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"WEB_DIR": "/nowhere"}, "just serve"),
        ({"PORT": "http"}, "PORT must be"),
        ({"HOST": "256.0.0.1"}, "HOST"),
        ({"HOST": "a" * 64 + ".example"}, "set PORT (or HOST)"),
        ({"METRICS_HOST": "a" * 64 + ".example", "METRICS_PORT": "0"}, "METRICS_HOST"),
        ({"DATABASE_URL": f"postgresql://{'a' * 64}.example/nothing"}, "DATABASE_URL cannot be used"),
        ({"DATABASE_URL": "postgresql://127.0.0.1/nothing?sslmode=perhaps"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql:///nothing?port=many"}, "DATABASE_URL"),
        ({"DATABASE_URL": "postgresql://127.0.0.1/nothing?sslmode=require&sslrootcert=/none"}, "DATABASE_URL"),
        ({"DATA_DIR": "/dev/null/data"}, "DATA_DIR"),
        ({"METRICS_PORT": "many"}, "METRICS_PORT must be"),
        ({"LOG_LEVEL": "loud"}, "LOG_LEVEL must be"),
        ({"DATABASE_URL": "mysql://localhost"}, "DATABASE_URL must look like"),
        ({"DATABASE_URL": "postgresql://127.0.0.1:1/nothing"}, "Check DATABASE_URL"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, folders: dict[str, str], settings: dict[str, str], words: str) -> None:
    said = refuse(tmp_path / "data", **folders | settings)
    assert words in said
    assert len(said.splitlines()) == 1


def test_reload_serves_with_one_database_for_all_its_processes(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str]
) -> None:
    server = start_server(tmp_path / "data", "--reload", **folders)
    assert httpx.get(f"{server.url}/api/stats").status_code == 200
    assert postgres_runs(server.data_dir)
    server.process.terminate()
    server.process.wait(30)
    assert not postgres_runs(server.data_dir)


def children(pid: int) -> set[int]:
    """The processes that answer; beside them there are Postgres, its watcher and Python's own tracker of resources."""
    said = subprocess.run(["ps", "-axwwo", "pid=,ppid=,args="], check=True, capture_output=True, text=True)
    rows = [line.split(maxsplit=2) for line in said.stdout.splitlines()]
    return {int(row[0]) for row in rows if int(row[1]) == pid and "spawn_main" in row[2]}


def any_runs(pids: set[int]) -> bool:
    return subprocess.run(["ps", "-p", ",".join(map(str, pids))], check=False, capture_output=True).returncode == 0


def until(wanted: Callable[[], bool], within: float = 60.0) -> bool:
    deadline = time.monotonic() + within
    while not (there := wanted()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return there


def answers(server: RunningServer) -> bool:
    try:
        return httpx.get(f"{server.url}/readyz").status_code == 200
    except httpx.HTTPError:
        return False


@pytest.mark.parametrize("workers", ["1", "2"])
def test_nohup_keeps_it_running(tmp_path: Path, folders: dict[str, str], workers: str) -> None:
    data_dir = tmp_path / "data"
    with running_server(data_dir, "--workers", workers, inside=("nohup",), **folders) as server:
        server.process.send_signal(signal.SIGHUP)
        time.sleep(2)
        assert server.process.poll() is None
        assert answers(server)


def test_two_that_start_at_once_on_one_port(tmp_path: Path, folders: dict[str, str]) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    command = [sys.executable, "-m", "backend", "serve"]
    both = [
        subprocess.Popen(
            command,
            cwd=ROOT,
            env=environment_of(tmp_path / name, PORT=port, **folders),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "other")
    ]
    try:
        assert until(lambda: any(one.poll() is not None for one in both))
        (refused,) = (one for one in both if one.poll() is not None)
        said = refused.communicate()[1]
        assert (refused.returncode, "Traceback" in said) == (1, False)
        assert f"port {port}" in said
        assert until(lambda: httpx.get(f"http://127.0.0.1:{port}/readyz", timeout=60).status_code == 200)
    finally:
        for one in both:
            one.terminate()
        for one in both:
            one.communicate(timeout=60)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_several_processes_serve_and_stop_together(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str], number: signal.Signals
) -> None:
    server = start_server(tmp_path / "data", "--workers", "3", **folders)
    assert log_in(server) == 201
    assert len(children(server.process.pid)) == 3
    server.process.send_signal(number)
    assert server.process.wait(60) == 0
    assert not postgres_runs(server.data_dir)
    with pytest.raises(httpx.ConnectError):
        httpx.get(server.url)


def test_a_killed_process_is_replaced(start_server: StartServer, tmp_path: Path, folders: dict[str, str]) -> None:
    server = start_server(tmp_path / "data", "--workers", "2", **folders)
    killed = children(server.process.pid).pop()
    os.kill(killed, signal.SIGKILL)
    assert until(lambda: len(children(server.process.pid) - {killed}) == 2)
    assert until(lambda: answers(server))


def test_with_its_parent_killed_no_process_stays(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str]
) -> None:
    """Else the old ones would keep the port, without a database."""
    server = start_server(tmp_path / "data", "--workers", "2", **folders)
    left = children(server.process.pid)
    server.process.kill()
    server.process.wait()
    assert until(lambda: not any_runs(left))
    port = server.url.rsplit(":", 1)[1]
    assert log_in(start_server(tmp_path / "data", PORT=port, **folders)) == 201


@pytest.mark.parametrize("workers", ["1", "2"])
def test_a_batch_under_way_is_finished_before_the_server_stops(
    start_server: StartServer, tmp_path: Path, folders: dict[str, str], workers: str
) -> None:
    server = start_server(tmp_path / "data", "--workers", workers, **folders)
    with httpx.Client(base_url=server.url, headers=OURS) as browser:
        browser.post("/api/session", json=LOGIN)
        browser.put("/api/consent", json={"level": "shapes", "version": 1})
        cookie = browser.cookies["session"]
    sent = sample(captured_at=datetime.now(UTC).isoformat())
    batch = encode([sent])
    parts = urlsplit(server.url)
    with socket.create_connection((parts.hostname, parts.port), timeout=60) as half:
        head = (
            f"POST /api/samples HTTP/1.1\r\nHost: {parts.netloc}\r\nSec-Fetch-Site: same-origin\r\n"
            f"Cookie: session={cookie}\r\nContent-Type: application/vnd.gesture-samples\r\n"
            f"Content-Length: {len(batch)}\r\n\r\n"
        )
        half.sendall(head.encode() + batch[:1000])
        time.sleep(1)  # the server has begun to read
        server.process.terminate()
        assert until(lambda: is_refused(server), within=5)  # so that a proxy asks another copy at once
        half.sendall(batch[1000:])
        answer = b"".join(iter(lambda: half.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 200")
    assert b'"status":"stored"' in answer
    server.process.wait(60)
    with EmbeddedPostgres(server.data_dir) as running:
        assert asyncio.run(stored(running.url)) == [sent["sample_id"]]


def is_refused(server: RunningServer) -> bool:
    """Whether a new connection is refused, and does not wait for an answer that nobody will give."""
    try:
        httpx.get(f"{server.url}/readyz", timeout=1)
    except httpx.ConnectError:
        return True
    except httpx.HTTPError:
        return False
    return False


async def stored(url: str) -> list[str]:
    connection = await asyncpg.connect(url)
    try:
        return [str(row["sample_id"]) for row in await connection.fetch("SELECT sample_id FROM samples")]
    finally:
        await connection.close()
