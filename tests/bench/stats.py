"""`just bench-stats`: how long every request for figures takes, and a fold, by the number of samples.

Each number of samples has a server of its own, in a temporary folder that goes at the end; they take turns. Samples
are spread over ninety days, three models, six devices and two hundred people, with pictures of one pixel.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack, ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import asyncpg
import httpx

from backend.models.registry import Registry
from backend.stats import rollups
from tests.bench.login import p99
from tests.server import ROOT, RunningServer, running_server

SIZES: Final = (50_000, 500_000, 5_000_000)
ROUNDS: Final = 10
PERSON: Final = {"name": "Ada", "password": "correct horse battery", "remember": False}
CYCLES: Final = 30
NEWEST: Final = 10_000_000  # numbers from here back are the last minutes
ARRIVING: Final = 50  # samples of a cycle: one full batch
# What a server may still know: all of an answer; as after a fold, what is of days before today; nothing.
ANEW: Final = "UPDATE stats_state SET version = version + 1"
FORGET: Final = {"kept": None, "anew": ANEW, "anew_all_days": f"{ANEW}, past_version = version + 1"}
PATHS: Final = ("", "/groups", "/hands", "/models", "/activity", "/quality", "/speed", "/shadow")
PEOPLE: Final = """
    INSERT INTO accounts (name, name_key, password_hash)
    SELECT 'p' || n, 'p' || n, 'x' FROM generate_series(1, 200) AS n
"""
MONTHS: Final = """
    SELECT make_samples_partition(month::date)
    FROM generate_series(now() - interval '100 days', now() + interval '31 days', interval '10 days') AS month
"""
FILL: Final = """
    INSERT INTO samples (
        sample_id, account_id, session_id, number, captured_at, received_at, model_id, predicted, probabilities,
        label, label_source, reason, sampling_probability, inference_ms, total_ms, noise, device, consent_version,
        input_kind, input_width, input_height, network_input, fps, backend, area, light, hands, hand_size, hand_side,
        followed_ms, lost
    )
    SELECT gen_random_uuid(), p.id, md5((i / 100)::text)::uuid, 1, at - interval '12 seconds' * (1 + random()), at,
        CASE i / 100 % 3 WHEN 0 THEN $3::text ELSE 'older-' || i / 100 % 3 END, ($4::text[])[1 + i % 6],
        ARRAY[c, 1 - c, 0, 0, 0, 0],
        CASE WHEN i % 5 < 2 THEN ($4::text[])[1 + (i + (random() < 0.1)::int) % 6] END,
        CASE WHEN i % 5 < 2 THEN 'prompted' ELSE 'none' END, CASE WHEN i % 5 < 2 THEN 'prompted' ELSE 'random' END,
        CASE WHEN i % 5 < 2 THEN 1 ELSE 0.01 END, 0.5 + 3 * random(), 2 + 6 * random(), 0.02 * random(),
        'Chromium ' || 150 + i / 100 % 6 || ', Linux', 1, 'silhouette', 1, 1, '\\xff', 30 - random(),
        'WebAssembly with SIMD', 0.1 + 0.4 * random(), 0.05 + 0.5 * random(), 1, 0.2 + 0.5 * random(),
        CASE WHEN i / 100 % 4 = 0 THEN 'left' ELSE 'right' END, 4000, (random() < 0.1)::int
    FROM generate_series($1::bigint, $2::bigint) AS i
    CROSS JOIN LATERAL (
        SELECT now() - interval '90 days' * (1 - i / $5::float8) AS at, (0.5 + random() / 2)::real AS c
    ) AS of_one
    JOIN people p ON p.n = 1 + i / 100 % 200
"""


async def prepare(url: str, model_id: str, labels: list[str], count: int) -> None:
    """Store `count` samples past the log, and make the figures anew."""
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(MONTHS)
        await connection.execute(PEOPLE)
        await connection.execute("CREATE TABLE people AS SELECT id, row_number() OVER (ORDER BY id) AS n FROM accounts")
        await connection.execute("ALTER TABLE samples DISABLE TRIGGER USER")
        for start in range(0, count, 100_000):
            end = min(count, start + 100_000) - 1
            await connection.execute(FILL, start, end, model_id, labels, float(count))
            print(f"\r{end + 1:,} of {count:,}", end="", file=sys.stderr, flush=True)
        await connection.execute("ALTER TABLE samples ENABLE TRIGGER USER")
        await rollups.rebuild(url)
        await connection.execute("VACUUM ANALYZE")
        print(file=sys.stderr)
    finally:
        await connection.close()


async def give_samples(server: RunningServer, model_id: str) -> None:
    """Give the samples of one of the made-up people to somebody who can log in."""
    async with httpx.AsyncClient(base_url=server.url, headers={"Sec-Fetch-Site": "same-origin"}) as client:
        (await client.post("/api/session", json=PERSON)).raise_for_status()
    connection = await asyncpg.connect(server.database_url)
    await connection.execute(
        """
        UPDATE samples SET account_id = (SELECT id FROM accounts WHERE name = 'Ada')
        WHERE account_id = (SELECT min(id) FROM accounts) AND model_id = $1
        """,
        model_id,
    )
    await connection.fetchval("SELECT refresh_stats(NULL)")
    await connection.close()


async def cycles(url: str, model_id: str, labels: list[str]) -> list[float]:
    """Fold new samples again and again; the milliseconds of each fold."""
    connection = await asyncpg.connect(url)
    times = []
    try:
        for _ in range(CYCLES):
            await connection.execute(
                "SELECT pg_advisory_lock($1::bigint)", rollups.LOCK
            )  # so that no server folds them
            await connection.execute(FILL, NEWEST - ARRIVING, NEWEST - 1, model_id, labels, float(NEWEST))
            began = time.perf_counter()
            await connection.fetchval("SELECT refresh_stats($1)", rollups.AT_ONCE)
            times.append(1000 * (time.perf_counter() - began))
            await connection.execute("SELECT pg_advisory_unlock($1::bigint)", rollups.LOCK)
    finally:
        await connection.close()
    return times


def filters_of(model_id: str) -> dict[str, dict[str, str]]:
    """What is asked for: everything, the last four weeks beside those before, and a part of two months."""
    today = datetime.now(UTC).date()
    weeks, months = ((today - timedelta(days=days)).isoformat() for days in (27, 59))
    part = {"from": months, "model": model_id, "device_class": "computer", "people": "equal", "label_source": "both"}
    return {"all": {}, "weeks": {"from": weeks, "compare": "previous"}, "part": part}


async def requests(
    servers: Sequence[RunningServer], model_id: str, forget: str | None, *, person: bool
) -> list[dict[str, list[float]]]:
    """Ask each server for everything ROUNDS times, as a person who is logged in or as nobody.

    The statement `forget` comes before each. They take turns with each request, so that a slow minute of the machine
    is one of all of them.
    """
    asked = [(path, name, query) for path in PATHS for name, query in filters_of(model_id).items()]
    times: list[dict[str, list[float]]] = [{f"{path} {name}": [] for path, name, _ in asked} for _ in servers]
    async with AsyncExitStack() as stack:
        connections, clients = [], []
        for server in servers:
            connections.append(await asyncpg.connect(server.database_url))
            stack.push_async_callback(connections[-1].close)
            client = httpx.AsyncClient(base_url=server.url, headers={"Sec-Fetch-Site": "same-origin"})
            clients.append(await stack.enter_async_context(client))
            if person:
                (await client.post("/api/session", json=PERSON)).raise_for_status()
        for path, name, query in asked * ROUNDS:
            for connection, client, of_one in zip(connections, clients, times, strict=True):
                if forget is not None:
                    await connection.execute(forget)
                began = time.perf_counter()
                (await client.get(f"/api/stats{path}", params=query)).raise_for_status()
                of_one[f"{path} {name}"].append(1000 * (time.perf_counter() - began))
    return times


def figures_of(times: dict[str, list[float]]) -> dict[str, object]:
    """p50 and p99 of each request, and the p99 of all of them together."""
    return {
        "requests": {
            f"/api/stats{name}": {"p50_ms": round(statistics.median(each), 1), "p99_ms": round(p99(each), 1)}
            for name, each in times.items()
        },
        "p99_ms": round(p99([ms for each in times.values() for ms in each]), 1),
    }


def _p99_of(figures: dict[str, Any]) -> float:
    return float(figures["p99_ms"])


def measure(folder: Path, counts: Sequence[int]) -> dict[int, dict[str, Any]]:
    """Fill a server of its own with each number of samples, and time them side by side."""
    model = Registry(ROOT / "converted_models").foremost()
    labels = list(model.labels)
    found: dict[int, dict[str, Any]] = {count: {} for count in counts}
    with ExitStack() as stack:
        settings = {"WEB_DIR": str(folder), "LOG_LEVEL": "warning"}
        servers = [stack.enter_context(running_server(folder / str(count), **settings)) for count in counts]
        for count, server in zip(counts, servers, strict=True):
            asyncio.run(prepare(server.database_url, model.id, labels, count))
            asyncio.run(give_samples(server, model.id))
        for person in (False, True):
            for name, forget in FORGET.items():
                asyncio.run(requests(servers, model.id, forget, person=person))  # to warm up
                times = asyncio.run(requests(servers, model.id, forget, person=person))
                for count, of_one in zip(counts, times, strict=True):
                    found[count][("person_" if person else "") + name] = figures_of(of_one)
        for count, server in zip(counts, servers, strict=True):
            folds = asyncio.run(cycles(server.database_url, model.id, labels))
            found[count]["cycle_ms"] = {"p50": round(statistics.median(folds), 1), "p99": round(p99(folds), 1)}
    return found


def main() -> int:
    """Run the command; the last line is the report in JSON, in which `5m` means the largest size."""
    parser = argparse.ArgumentParser(prog="just bench-stats", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="SAMPLES")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        for page in ("index.html", "stats.html"):  # only the API is asked
            Path(folder, page).touch()
        sizes = measure(Path(folder), options.sizes)
    small, large = sizes[min(sizes)], sizes[max(sizes)]
    p99s = {name: (_p99_of(small[name]), _p99_of(large[name])) for name in large if name != "cycle_ms"}
    report = {
        "sizes": sizes,
        "p99_ms_5m": {name: after for name, (_, after) in p99s.items()},
        "growth": {name: round(after / before, 2) for name, (before, after) in p99s.items()},
        "cycle_ms_5m": large["cycle_ms"],
    }
    print(json.dumps(report))
    return 0


if __name__ == "__main__":
    sys.exit(main())
