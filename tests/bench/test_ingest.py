"""The bench of ingest: what it reports, and a short run of it against real servers with different numbers of rows."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.bench import ingest
from tests.bench.ingest import Way
from tests.bench.sending import SAMPLES
from tests.conftest import StartServer

pytestmark = pytest.mark.slow


def test_the_report_compares_ways_and_sizes() -> None:
    few = (Way(10.0, [4.0] * 200), Way(5.0, [2.0] * 200))
    many = (Way(12.5, [5.0] * 200), Way(6.25, [2.0] * 200))
    report = ingest.report({10: few, 100: many})
    small = {"samples_per_s": 1000, "raw_samples_per_s": 2000, "ratio": 0.5, "p50_ms": 4.0, "p99_ms": 4.0}
    large = {"samples_per_s": 800, "raw_samples_per_s": 1600, "ratio": 0.5, "p50_ms": 5.0, "p99_ms": 5.0}
    sizes = {"sizes": {"10": small, "100": large}, "rate_of_largest": 0.8, "ratio_of_largest": 1.0}
    assert report == small | sizes


def test_what_is_timed_is_stored(start_server: StartServer, tmp_path: Path) -> None:
    for page in ("index.html", "stats.html"):
        (tmp_path / page).touch()
    servers = {count: start_server(tmp_path / f"{count}", WEB_DIR=str(tmp_path)) for count in (10, 250)}
    report = ingest.measure(servers, batches=8, turns=1)
    sent = 2 * 8 * SAMPLES
    for count, server in servers.items():
        stored = asyncio.run(ingest.fetch_value(server.database_url, "SELECT count(*) FROM samples"))
        assert stored == count + sent
    assert isinstance(report["ratio"], float)
    assert 0 < report["ratio"] < 2
