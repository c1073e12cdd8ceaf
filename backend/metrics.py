"""Metrics for Prometheus, of all the server's processes together.

They are told on a port of their own, which is closed to visitors and needs no database to answer.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import structlog
from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, start_http_server
from prometheus_client.multiprocess import MultiProcessCollector

FOLDER: Final = "PROMETHEUS_MULTIPROC_DIR"  # where processes put their numbers together; the library reads it

REQUESTS: Final = Counter("http_requests", "Requests answered.", ["method", "route", "status"])
SECONDS: Final = Histogram(
    "http_request_seconds",
    "From a request's headers to the end of its answer.",
    ["method", "route"],
    buckets=(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30),
)
SAMPLES: Final = Counter("samples", "Samples received, by what became of them.", ["status"])
REPORTS: Final = Counter("model_reports", "What pages said of the model that they run.", ["outcome"])
ROLL_BACKS: Final = Counter("roll_backs", "Models that the server took back by itself.")
RUNS: Final = Counter("connector_runs", "What connectors were told, by what became of it.", ["kind", "outcome"])


log = structlog.stdlib.get_logger("backend.metrics")


class MetricsError(Exception):
    """The metrics cannot be told; the message says what to do."""


@contextmanager
def told(host: str, port: int | None, *, several: bool) -> Iterator[None]:
    """Tell the metrics at `host` and `port` (0: any free one; None: nowhere).

    With `several`, other processes of ours count, which must be started inside. Raises MetricsError.
    """
    with tempfile.TemporaryDirectory(prefix="gesture-metrics-") as folder:
        registry: CollectorRegistry = REGISTRY
        if several:
            os.environ[FOLDER] = folder
            registry = CollectorRegistry()
            MultiProcessCollector(registry, path=folder)  # type: ignore[no-untyped-call]
        if port is None:
            yield
            return
        try:
            server, thread = start_http_server(port, host, registry)
        except (OSError, UnicodeError) as error:  # the second of a name that no host can have
            raise MetricsError(
                f"Cannot tell metrics on {host}, port {port}: {getattr(error, 'strerror', None) or error}. "
                "Stop the program that uses it, or set METRICS_PORT (or METRICS_HOST) to another."
            ) from error
        shown = f"[{host}]" if ":" in host else host
        log.info("metrics", url=f"http://{shown}:{server.server_port}/metrics")
        try:
            yield
        finally:
            server.shutdown()
            server.server_close()
            thread.join()
