"""`just bench-login`: nothing in; how long others wait during a flood of log-ins, against a quiet server, out."""

from __future__ import annotations

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.server import ROOT, RunningServer, ServerFailed, running_server

CONNECTIONS = 40
ROUNDS = 3  # quiet and flooded in turn, so that whatever else the machine does weighs on both
EVERY_S = 0.01  # how often ordinary traffic asks
WARM_UP_S = 1.0


def measure(server: RunningServer, seconds: float) -> dict[str, object]:
    """Ask in turns, and report what is printed."""
    quiet: list[float] = []
    flooded: list[float] = []
    answers: Counter[str] = Counter()
    memory_mb = memory_of(server)
    for _ in range(ROUNDS):
        quiet += waits_ms(server, seconds)
        with flood(server.url, answers):
            flooded += waits_ms(server, seconds)
            memory_mb = max(memory_mb, memory_of(server))
    return report(quiet, flooded, answers, memory_mb)


def report(
    quiet: Sequence[float], flooded: Sequence[float], answers: Counter[str], memory_mb: float
) -> dict[str, object]:
    """What is printed: waits in milliseconds, their ratio, what the flood was answered, and the server's memory."""
    before, during = p99(quiet), p99(flooded)
    return {
        "quiet_p99_ms": round(before, 2),
        "flooded_p99_ms": round(during, 2),
        "ratio": round(during / before, 2),
        "quiet_p50_ms": round(statistics.median(quiet), 2),
        "flooded_p50_ms": round(statistics.median(flooded), 2),
        "memory_mb": round(memory_mb, 1),
        "flood_answers": dict(sorted(answers.items())),
    }


def p99(times: Sequence[float]) -> float:
    """The time that one in a hundred exceeds."""
    return statistics.quantiles(times, n=100)[98]


def waits_ms(server: RunningServer, seconds: float) -> list[float]:
    """Ask for the current model again and again on one connection, as a page's visitors do; milliseconds of each."""
    parts, times = urlsplit(server.url), []
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        start = time.perf_counter()
        connection.request("GET", "/api/models/current")
        response = connection.getresponse()
        response.read()
        if response.status != 200:
            raise ServerFailed(f"The server answered {response.status} during the flood.")
        times.append((time.perf_counter() - start) * 1000)
        time.sleep(EVERY_S)
    connection.close()
    return times


@contextmanager
def flood(url: str, answers: Counter[str]) -> Iterator[None]:
    """Flood the server from a process of its own, and count at the end what it was answered."""
    command = [sys.executable, "-m", "tests.bench.flood", url, str(CONNECTIONS)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        time.sleep(WARM_UP_S)
        try:
            yield
        finally:
            said, _ = process.communicate()
            answers.update(json.loads(said or "{}"))
    if process.returncode != 0:
        raise ServerFailed("The flood ended early: the server closed its connections.")


def memory_of(server: RunningServer) -> float:
    """The server's memory in MB, without Postgres'; its peak so far where the system tells that."""
    status = Path(f"/proc/{server.process.pid}/status")
    if status.exists():
        peak = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(peak.split()[1]) / 1024
    said = subprocess.run(["ps", "-o", "rss=", "-p", str(server.process.pid)], check=True, capture_output=True)
    return int(said.stdout) / 1024


def main() -> int:
    """Run the command; the last line is the report in JSON."""
    parser = argparse.ArgumentParser(prog="just bench-login", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of each quiet and each flooded phase (default: 10)")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        for page in ("index.html", "stats.html"):  # only the API is asked
            Path(folder, page).touch()
        with running_server(Path(folder, "data"), WEB_DIR=folder, LOG_LEVEL="warning") as server:
            print(json.dumps(measure(server, options.seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
