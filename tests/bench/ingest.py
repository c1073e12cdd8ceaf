"""`just bench-ingest`: how many samples a second go over HTTP into Postgres, beside how many go raw into its table.

Eight clients send batches of 50 samples with pictures of 4 kB to a server of its own, in turns with eight connections
that insert the same rows with `unnest` and nothing else. Each number of rows has a server and a Postgres of its own,
and takes turns with the others. Clients, servers and Postgres share this machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx

from backend.models.registry import Registry
from backend.stats.rollups import LOCK
from tests.bench import sending
from tests.bench.login import p99
from tests.server import NO_QUOTAS, ROOT, RunningServer, running_server

CLIENTS: Final = 8
BATCHES: Final = 640  # of each way in each turn: long enough that figures are made meanwhile
TURNS: Final = 3
STORED: Final = (10_000, 1_000_000)
AT_ONCE: Final = 10_000
WORKERS: Final = 2  # as the Dockerfile starts it
NAME: Final = "bench"
PASSWORD: Final = "correct horse battery"
FILL: Final = """
    WITH new AS (
        INSERT INTO sample_ids (sample_id) SELECT gen_random_uuid() FROM generate_series(1, $3)
        RETURNING sample_id, received_at
    )
    INSERT INTO samples (
        sample_id, account_id, session_id, number, captured_at, received_at, model_id, predicted, probabilities,
        label_source, reason, sampling_probability, inference_ms, total_ms, noise, device, consent_version,
        input_kind, input_width, input_height, network_input
    )
    SELECT sample_id, $1, gen_random_uuid(), 1, received_at, received_at, $2, 'fist', '{0,0,1,0,0,0}',
        'none', 'random', 0.01, 1, 4, 0.01, 'bench', 1, 'silhouette', 64, 64, decode(repeat('ff', 4096), 'hex')
    FROM new
"""


@dataclass
class Way:
    """What one way of sending took, over all its turns."""

    seconds: float = 0
    times_ms: list[float] = field(default_factory=list)

    @property
    def samples_per_s(self) -> float:
        """Samples a second of all clients together."""
        return len(self.times_ms) * sending.SAMPLES / self.seconds

    def take_turn(self, *arguments: str, batches: int) -> None:
        """Send with a process of its own. Raises subprocess.CalledProcessError; it has said why on stderr."""
        command = [sys.executable, "-m", "tests.bench.sending", *arguments, str(CLIENTS), str(batches)]
        said = json.loads(subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout)
        self.seconds += said["seconds"]
        self.times_ms += said["times_ms"]


@dataclass
class Store:
    """A server with so many rows stored already, an account of it, and what sending to it took."""

    server: RunningServer
    token: str
    account_id: int
    over_http: Way = field(default_factory=Way)
    raw: Way = field(default_factory=Way)

    def take_turns(self, model_id: str, batches: int) -> None:
        """Send both ways, one after the other; the server makes figures of its own samples, not of the raw ones."""
        url = self.server.database_url
        self.over_http.take_turn("http", self.server.url, self.token, model_id, batches=batches)
        wait_for_figures(url)
        raw = partial(self.raw.take_turn, "raw", url, str(self.account_id), model_id, batches=batches)
        asyncio.run(without_figures(url, raw))
        wait_for_figures(url)


def measure(servers: dict[int, RunningServer], batches: int, turns: int = TURNS) -> dict[str, object]:
    """Fill each server up to its number of rows, measure them in turns, and report what is printed."""
    model_id = Registry(ROOT / "converted_models").document().current["silhouette"] or ""
    stores = {count: Store(server, *account_of(server)) for count, server in servers.items()}
    for count, store in stores.items():
        asyncio.run(fill(store.server.database_url, store.account_id, model_id, count))
        wait_for_figures(store.server.database_url)
    for _ in range(turns):  # so that whatever else the machine does weighs on all
        for store in stores.values():
            store.take_turns(model_id, batches)
    return report({count: (store.over_http, store.raw) for count, store in stores.items()})


def report(sizes: dict[int, tuple[Way, Way]]) -> dict[str, object]:
    """The figures at each number of rows, those of the smallest beside them, and how they change up to the largest."""
    figures = {count: figures_of(*ways) for count, ways in sizes.items()}
    small, large = figures[min(figures)], figures[max(figures)]
    return {
        **small,
        "sizes": {str(count): of_size for count, of_size in figures.items()},
        "rate_of_largest": round(large["samples_per_s"] / small["samples_per_s"], 3),
        "ratio_of_largest": round(large["ratio"] / small["ratio"], 3),
    }


def figures_of(over_http: Way, raw: Way) -> dict[str, float]:
    """Samples a second both ways, their ratio, and the milliseconds that one batch over HTTP in a hundred exceeds."""
    return {
        "samples_per_s": round(over_http.samples_per_s),
        "raw_samples_per_s": round(raw.samples_per_s),
        "ratio": round(over_http.samples_per_s / raw.samples_per_s, 3),
        "p50_ms": round(statistics.median(over_http.times_ms), 1),
        "p99_ms": round(p99(over_http.times_ms), 1),
    }


def account_of(server: RunningServer) -> tuple[str, int]:
    """The token and the number of an account that lets silhouettes be kept."""
    with httpx.Client(base_url=server.url, headers={"Sec-Fetch-Site": "same-origin"}) as page:
        page.post("/api/session", json={"name": NAME, "password": PASSWORD, "remember": False}).raise_for_status()
        page.put("/api/consent", json={"level": "shapes", "version": 1}).raise_for_status()
        token: str = page.post("/api/tokens", auth=(NAME, PASSWORD)).raise_for_status().json()["token"]
    return token, asyncio.run(fetch_value(server.database_url, "SELECT id FROM accounts"))


async def fetch_value(database_url: str, query: str) -> Any:
    """The one value of a query."""
    connection = await asyncpg.connect(database_url)
    try:
        return await connection.fetchval(query)
    finally:
        await connection.close()


def wait_for_figures(database_url: str) -> None:
    """Wait until the server has made figures of all that was stored."""
    while asyncio.run(fetch_value(database_url, "SELECT EXISTS (SELECT FROM stats_changes)")):
        time.sleep(0.1)


async def without_figures(database_url: str, work: Callable[[], None]) -> None:
    """Do the work while the server makes no figures."""
    connection = await asyncpg.connect(database_url)
    try:
        await connection.execute("SELECT pg_advisory_lock($1::bigint)", LOCK)
        await asyncio.to_thread(work)
    finally:
        await connection.close()


async def fill(database_url: str, account_id: int, model_id: str, count: int) -> None:
    """Store samples until there are `count`, and let Postgres do now what it would do while the clock runs."""
    connection = await asyncpg.connect(database_url)
    try:
        missing = count - await connection.fetchval("SELECT count(*) FROM samples")
        for start in range(0, missing, AT_ONCE):
            await connection.execute(FILL, account_id, model_id, min(AT_ONCE, missing - start))
            print(
                f"\r{count:,} rows: {min(start + AT_ONCE, missing):,} of {missing:,}",
                end="",
                file=sys.stderr,
                flush=True,
            )
        await connection.execute("VACUUM ANALYZE samples, sample_ids")
        await connection.execute("CHECKPOINT")
        print(file=sys.stderr)
    finally:
        await connection.close()


def main() -> int:
    """Run the command; the last line is the report in JSON."""
    parser = argparse.ArgumentParser(prog="just bench-ingest", description=__doc__)
    parser.add_argument(
        "--stored", type=int, nargs="+", default=STORED, metavar="ROWS",
        help="rows stored already (default: 10000 1000000, which need 6 GB of disk and some minutes)",
    )  # fmt: skip
    parser.add_argument("--batches", type=int, default=BATCHES, help=f"of each turn (default: {BATCHES})")
    parser.add_argument("--workers", type=int, default=WORKERS, help=f"of the server (default: {WORKERS})")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder, ExitStack() as stack:
        for page in ("index.html", "stats.html"):  # only the API is asked
            Path(folder, page).touch()
        settings = NO_QUOTAS | {"WEB_DIR": folder, "LOG_LEVEL": "warning"}
        servers = {
            count: stack.enter_context(
                running_server(Path(folder, f"{count}"), "--workers", str(options.workers), **settings)
            )
            for count in options.stored
        }
        print(json.dumps(measure(servers, options.batches)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
