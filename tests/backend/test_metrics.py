"""Metrics of real servers: what all processes counted, on a port of their own."""

from __future__ import annotations

import json
import socket
from pathlib import Path

import httpx
import pytest
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families

from backend.metrics import MetricsError, told
from tests.backend.batches import encode, sample
from tests.backend.conftest import Page
from tests.conftest import StartServer
from tests.server import RunningServer

pytestmark = pytest.mark.slow


def metrics_url(server: RunningServer) -> str:
    lines = server.data_dir.with_name(f"{server.data_dir.name}.stderr").read_text().splitlines()
    return next(str(line["url"]) for line in map(json.loads, lines) if line["event"] == "metrics")


def values(text: str, name: str) -> dict[tuple[str, ...], float]:
    samples = [sample for family in text_string_to_metric_families(text) for sample in family.samples]
    return {tuple(s.labels[k] for k in sorted(s.labels)): s.value for s in samples if s.name == name}


@pytest.mark.parametrize("workers", ["1", "2"])
def test_every_request_is_counted_whichever_process_answered(
    start_server: StartServer, tmp_path: Path, web_dir: Path, models_dir: Path, workers: str
) -> None:
    folders = {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}
    server = start_server(tmp_path / "data", "--workers", workers, METRICS_PORT="0", **folders)
    for _ in range(20):  # each on a connection of its own, so that any process may take it
        assert httpx.get(f"{server.url}/api/models/current").status_code == 200
    assert httpx.get(f"{server.url}/models/a/b").status_code == 404
    assert httpx.get(f"{server.url}/").status_code == 200
    httpx.request("BREW", f"{server.url}/api/coffee")
    httpx.post(f"{server.url}/api/session", headers={"Origin": "https://evil.example"})
    text = httpx.get(metrics_url(server)).text
    assert values(text, "http_requests_total") == {
        ("GET", "/api/models/current", "200"): 20,
        ("GET", "/models/{id}/{path:path}", "404"): 1,
        ("GET", "pages", "200"): 1,
        ("other", "other", "403"): 1,
        ("POST", "other", "403"): 1,
    }
    assert values(text, "http_request_seconds_count")[("GET", "/api/models/current")] == 20
    assert values(text, "http_request_seconds_sum")[("GET", "/api/models/current")] > 0
    assert httpx.get(f"{server.url}/metrics").status_code == 404


@pytest.mark.anyio
async def test_samples_are_counted_by_what_became_of_them(page: Page) -> None:
    await page.log_in()
    await page.consent()
    before = samples()
    good = sample()
    await page.send(encode([good, sample(), sample(probabilities=[2.0])]))
    await page.send(encode([good]))
    after = samples()
    gained = {status: after[status] - before.get(status, 0) for status in after}
    assert gained == {("stored",): 2, ("duplicate",): 1, ("refused",): 1}


def samples() -> dict[tuple[str, ...], float]:
    """As told by this very process, in which the app of `page` runs."""
    return values(generate_latest().decode(), "samples_total")


def test_a_port_in_use_is_said() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with (
            pytest.raises(MetricsError, match=f"port {port}.*set METRICS_PORT"),
            told("127.0.0.1", port, several=False),
        ):
            pass
