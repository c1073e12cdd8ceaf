"""Batches through faults, with real processes: what was acknowledged is there, once, and the rest can be sent again."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg
import httpx
import pytest

from backend.postgres.process import PidFile
from tests.backend.batches import encode
from tests.conftest import StartServer
from tests.fuzz.batches import good
from tests.server import NO_QUOTAS, RunningServer

pytestmark = pytest.mark.slow

OURS = {"Sec-Fetch-Site": "same-origin"}
LOGIN = {"name": "Ada", "password": "correct horse battery", "remember": True}
BATCH = {"Content-Type": "application/vnd.gesture-samples"}
CLIENTS, SAMPLES = 4, 20


@pytest.fixture
def pages(web_dir: Path, models_dir: Path) -> dict[str, str]:
    return NO_QUOTAS | {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}


@contextmanager
def client_of(server: RunningServer) -> Iterator[httpx.Client]:
    """Somebody who is logged in and agreed."""
    with httpx.Client(base_url=server.url, headers=OURS, timeout=60) as client:
        client.post("/api/session", json=LOGIN).raise_for_status()
        client.put("/api/consent", json={"level": "shapes", "version": 1}).raise_for_status()
        yield client


@dataclass
class Sender:
    """Pages that send batch after batch, and note the answers; one without an answer is sent again, as pages do."""

    answers: Counter[int] = field(default_factory=Counter)
    retry_after: set[str | None] = field(default_factory=set)
    acknowledged: set[str] = field(default_factory=set)
    unanswered: list[list[str]] = field(default_factory=list)
    _stop: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def start(self, server: RunningServer) -> None:
        with client_of(server) as client:
            cookies = client.cookies
        self._threads = [threading.Thread(target=self._send, args=(server.url, cookies)) for _ in range(CLIENTS)]
        for thread in self._threads:
            thread.start()

    def wait_for(self, samples: int) -> None:
        """Wait until so many more are acknowledged."""
        wanted, deadline = len(self.acknowledged) + samples, time.monotonic() + 90
        while len(self.acknowledged) < wanted:
            assert time.monotonic() < deadline, self.answers
            time.sleep(0.05)

    def end(self) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join()

    def _send(self, url: str, cookies: httpx.Cookies) -> None:
        with httpx.Client(base_url=url, headers=OURS, cookies=cookies, timeout=60) as client:
            while not self._stop.is_set():
                samples = [good(number=n) for n in range(SAMPLES)]
                while not self._post(client, samples) and not self._stop.wait(0.05 * random.random()):
                    pass

    def _post(self, client: httpx.Client, samples: list[dict[str, object]]) -> bool:
        ids = [str(sample["sample_id"]) for sample in samples]
        try:
            response = client.post("/api/samples", content=encode(samples), headers=BATCH)
        except httpx.TransportError:
            self.answers[0] += 1
            self.unanswered.append(ids)
            return False
        self.answers[response.status_code] += 1
        if response.status_code != 200:
            self.retry_after.add(response.headers.get("Retry-After"))
            self.unanswered.append(ids)
            return False
        assert {result["status"] for result in response.json()["results"]} <= {"stored", "duplicate"}
        self.acknowledged.update(ids)
        return True


def stored(url: str) -> Counter[str]:
    """How often each sample is there."""

    async def ask() -> Counter[str]:
        connection = await asyncpg.connect(url)
        rows = await connection.fetch("SELECT sample_id FROM samples")
        await connection.close()
        return Counter(str(row["sample_id"]) for row in rows)

    return asyncio.run(ask())


def check_once_and_whole(sender: Sender, url: str) -> None:
    there = stored(url)
    assert set(there.values()) == {1}
    assert sender.acknowledged <= set(there)
    for ids in sender.unanswered:
        assert len([one for one in ids if one in there]) in (0, SAMPLES)


def test_kill_9_of_the_server_amid_batches(start_server: StartServer, tmp_path: Path, pages: dict[str, str]) -> None:
    sender = Sender()
    first = start_server(tmp_path / "data", **pages)
    sender.start(first)
    sender.wait_for(300)
    first.process.kill()
    first.process.wait()
    sender.end()
    assert sender.unanswered
    second = start_server(tmp_path / "data", **pages)
    check_once_and_whole(sender, second.database_url)
    with client_of(second) as client:
        for ids in sender.unanswered:
            batch = encode([good(sample_id=one) for one in ids])
            assert client.post("/api/samples", content=batch, headers=BATCH).status_code == 200
    there = stored(second.database_url)
    assert set(there) == sender.acknowledged | {one for ids in sender.unanswered for one in ids}
    assert set(there.values()) == {1}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGKILL])
def test_postgres_ends_amid_batches(
    start_server: StartServer, tmp_path: Path, pages: dict[str, str], number: signal.Signals
) -> None:
    """Stopped or killed, it is started again; meanwhile pages are told when to come back, and then lose nothing."""
    server = start_server(tmp_path / "data", **pages)
    sender = Sender()
    sender.start(server)
    try:
        for _ in range(2):
            sender.wait_for(200)
            state = PidFile.read(server.data_dir / "postgres")
            assert state is not None
            os.kill(state.pid, number)
        sender.wait_for(200)
    finally:
        sender.end()
    assert set(sender.answers) == {200, 503}, sender.answers
    assert sender.retry_after == {"5"}
    check_once_and_whole(sender, server.database_url)
