"""A disk that is really full under Postgres: what was acknowledged is kept, the rest can be sent again."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.backend.batches import encode
from tests.backend.samples.test_batch_faults import BATCH, LOGIN, OURS, client_of
from tests.fuzz.batches import good
from tests.server import NO_QUOTAS, RunningServer, running_server

pytestmark = pytest.mark.slow

DISK_MB, BALLAST_MB = 256, 48
SAMPLES = 200
READ = (
    *("/", "/api/session", "/api/account", "/api/sessions", "/api/tokens", "/api/presence", "/api/models/current"),
    *("/api/samples", "/api/samples.zip", "/api/stats", "/api/stats/models", "/api/stats/activity"),
    *("/api/stats/quality", "/api/stats/speed", "/api/stats/decisions", "/healthz"),
)
# A disk of its own, which only this process and its children see; anyone may make one who may make a user namespace.
ON_A_SMALL_DISK = (
    "unshare",
    *(() if os.geteuid() == 0 else ("--map-root-user",)),
    "--mount",
    "sh",
    "-euc",
    f'mount -t tmpfs -o size={DISK_MB}m none "$DATA_DIR"; fallocate -l {BALLAST_MB}m "$DATA_DIR/ballast"; exec "$@"',
    "sh",
)


@pytest.fixture
def server(tmp_path: Path, web_dir: Path, models_dir: Path) -> Iterator[RunningServer]:
    """A server whose data lie on a disk that is soon full."""
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    folders = NO_QUOTAS | {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}
    with running_server(data_dir, inside=ON_A_SMALL_DISK, **folders) as running:
        yield running


def free_some(server: RunningServer) -> None:
    """Delete the ballast, as whoever runs the server would delete something."""
    Path(f"/proc/{server.process.pid}/root{server.data_dir}/ballast").unlink()


def send(client: httpx.Client, body: bytes) -> httpx.Response:
    """Send a batch as the page does."""
    return patiently(lambda: client.post("/api/samples", content=body, headers=BATCH))


def patiently(ask: Callable[[], httpx.Response]) -> httpx.Response:
    """Ask again while Postgres starts again, as pages do: it ends where it cannot write its own log."""
    deadline = time.monotonic() + 60
    while (answer := ask()).status_code == 503 and "does not answer" in answer.text:
        assert time.monotonic() < deadline
        time.sleep(0.2)
    return answer


def test_a_full_disk_refuses_and_loses_nothing(server: RunningServer) -> None:
    acknowledged = 0
    with client_of(server) as client:
        while (answer := send(client, batch := encode([good() for _ in range(SAMPLES)]))).status_code == 200:
            acknowledged += SAMPLES
            assert acknowledged * 4096 < DISK_MB * 2**20, "more was acknowledged than the disk holds"
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
        assert answer.json()["detail"] == (
            "The disk of the server's database is full. Nothing was lost: whoever runs the server must free some space."
        )
        assert acknowledged > 0
        assert count(client) == acknowledged  # what is there can be read all the time
        acknowledged -= go_on(server, client)
        assert send(client, batch).status_code == 503  # what is left of the reserve is for what is urgent

        free_some(server)
        deadline = time.monotonic() + 60
        while (answer := send(client, batch)).status_code == 503:
            assert time.monotonic() < deadline, answer.text
            time.sleep(0.5)
        assert {result["status"] for result in answer.json()["results"]} == {"stored"}
        assert count(client) == acknowledged + SAMPLES
        assert httpx.get(f"{server.url}/readyz").status_code == 200


def go_on(server: RunningServer, client: httpx.Client) -> int:
    """Do all that a full disk must not hinder, and say how many samples were deleted."""
    ready = patiently(lambda: httpx.get(f"{server.url}/readyz"))
    assert (ready.status_code, "full" in ready.json()["detail"]) == (503, True)
    with httpx.Client(base_url=server.url, headers=OURS) as other:
        for _ in range(30):
            assert patiently(lambda: other.post("/api/session", json=LOGIN)).status_code == 200
        for path in READ:
            assert other.get(path).status_code == 200, path
        ids = [sample["sample_id"] for sample in other.get("/api/samples", params={"limit": 200}).json()["samples"]]
        deleted = other.request("DELETE", "/api/samples", json={"sample_ids": ids[:100]})
        assert deleted.status_code == 200, deleted.text
        assert other.delete(f"/api/samples/{ids[100]}").status_code == 204
        assert other.delete("/api/session").status_code == 204
    assert client.get("/api/samples").status_code == 200
    return 101


def count(client: httpx.Client) -> int:
    """How many samples the list of one's own has, each counted once."""
    ids, after = set[str](), None
    while True:
        page = client.get("/api/samples", params={"limit": 200} | ({"after": after} if after else {})).json()
        ids |= {sample["sample_id"] for sample in page["samples"]}
        after = page["next"]
        if after is None:
            return len(ids)
