"""`just siege`: a hostile quarter of an hour in, what it did to one honest client and to the server's memory out.

Ten accounts with four connections each, in a process of their own, flood, send bombs, send slowly and send junk, while
somebody honest gives samples with photos and asks for pages' figures, in a quiet time before and in the siege itself.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

import httpx

from backend.postgres.process import PidFile
from tests.backend.batches import PICTURE, encode
from tests.backend.frame_images import described, jpeg
from tests.bench.login import p99
from tests.fuzz.batches import good, write_models
from tests.server import ROOT, RunningServer, running_server

ACCOUNTS = 10
OURS = {"Sec-Fetch-Site": "same-origin"}
BATCH = {"Content-Type": "application/vnd.gesture-samples"}
EVERY_S = 1.1  # between the honest client's batches: within what an account may send
ASKED_S = 0.1
MOST_MB = 400
MOST_RATIO = 3


@dataclass
class Honest:
    """Somebody whose page sends two samples with a photo about every second, and asks who is logged in meanwhile."""

    client: httpx.Client
    times_ms: list[float] = field(default_factory=list)
    sent: int = 0
    stored: int = 0
    sent_again: int = 0

    def use(self, seconds: float) -> list[float]:
        """Go on for so many seconds; milliseconds of each request."""
        self.times_ms = []
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            next_batch = time.monotonic() + EVERY_S
            self._give()
            while time.monotonic() < min(next_batch, end):
                self._ask("GET", "/api/session")
                time.sleep(ASKED_S)
        return self.times_ms

    def _give(self) -> None:
        photo = jpeg(224, 224)
        batch = encode([good(frame_image=described(photo)) for _ in range(2)], [PICTURE + photo] * 2)
        self.sent += 2
        while (response := self._ask("POST", "/api/samples", content=batch, headers=BATCH)).status_code != 200:
            self.sent_again += 1
            time.sleep(float(response.headers.get("Retry-After", 1)))
        self.stored += sum(result["status"] in ("stored", "duplicate") for result in response.json()["results"])

    def _ask(self, method: str, path: str, **more: object) -> httpx.Response:
        start = time.perf_counter()
        response = self.client.request(method, path, **more)  # type: ignore[arg-type]
        self.times_ms.append((time.perf_counter() - start) * 1000)
        return response


def besiege(server: RunningServer, seconds: float, quiet_s: float) -> dict[str, object]:
    """What came of it, as it is printed."""
    tokens = [log_in(server.url, f"enemy-{n}").headers["Authorization"] for n in range(ACCOUNTS)]
    answers: Counter[str] = Counter()
    memory: Counter[str] = Counter()
    with log_in(server.url, "honest") as client:
        honest = Honest(client)
        honest.use(3)
        quiet = honest.use(quiet_s)
        with attack(server.url, tokens, answers):
            besieged: list[float] = []
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                besieged += honest.use(min(10, seconds))
                for name, megabytes in memory_of(server).items():
                    memory[name] = max(memory[name], megabytes)
    return report(honest, quiet, besieged, memory, answers)


def report(
    honest: Honest, quiet: Sequence[float], besieged: Sequence[float], memory: Counter[str], answers: Counter[str]
) -> dict[str, object]:
    """Waits in milliseconds and their ratio, the honest client's samples, memory in MB, and the enemies' answers."""
    before, during = p99(quiet), p99(besieged)
    return {
        "quiet_p99_ms": round(before, 1),
        "siege_p99_ms": round(during, 1),
        "ratio": round(during / before, 2),
        "honest": {"sent": honest.sent, "stored": honest.stored, "sent_again": honest.sent_again},
        "memory_mb": memory.total(),
        "memory_of": dict(memory),
        "answers": dict(sorted(answers.items())),
    }


def log_in(url: str, name: str) -> httpx.Client:
    """Somebody new who lets photos be kept, with a token."""
    password = uuid4().hex
    with httpx.Client(base_url=url, headers=OURS, timeout=60) as page:
        page.post("/api/session", json={"name": name, "password": password, "remember": False}).raise_for_status()
        page.put("/api/consent", json={"level": "photos", "version": 1}).raise_for_status()
        token = page.post("/api/tokens", auth=(name, password)).raise_for_status().json()["token"]
    return httpx.Client(base_url=url, headers={"Authorization": f"Bearer {token}"}, timeout=60)


@contextmanager
def attack(url: str, tokens: Sequence[str], answers: Counter[str]) -> Iterator[None]:
    """Attack from a process of its own, and count at the end what it was answered. Raises RuntimeError."""
    command = [sys.executable, "-m", "tests.fuzz.enemies", url, *tokens]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield
        finally:
            said, _ = process.communicate()
            answers.update(json.loads(said or "{}"))
    if process.returncode != 0:
        raise RuntimeError("The attack ended early.")


def memory_of(server: RunningServer) -> dict[str, int]:
    """Megabytes of the server's processes and of Postgres', what they share counted once."""
    state = PidFile.read(server.data_dir / "postgres")
    roots = {"server": server.process.pid} | ({} if state is None else {"postgres": state.pid})
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parents[int(stat.parent.name)] = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
    return {
        name: round(sum(map(kilobytes, family(pid, parents, set(roots.values())))) / 1024)
        for name, pid in roots.items()
    }


def family(root: int, parents: dict[int, int], roots: set[int]) -> set[int]:
    """A process with all that descend from it, but for other roots and theirs."""
    found = {root}
    while more := {pid for pid, parent in parents.items() if parent in found} - found - roots:
        found |= more
    return found


def kilobytes(pid: int) -> int:
    """A process' own memory and its part of what it shares; 0 once it has ended."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return int(next(line for line in lines if line.startswith("Pss:")).split()[1])


def kept(said: dict[str, object]) -> bool:
    """Whether what must hold did."""
    honest, answers = said["honest"], said["answers"]
    assert isinstance(honest, dict)
    assert isinstance(answers, dict)
    held = honest["stored"] == honest["sent"] and not any(name.endswith(" 500") for name in answers)
    return held and float(str(said["ratio"])) <= MOST_RATIO and int(str(said["memory_mb"])) <= MOST_MB


def siege(seconds: float, quiet_s: float, workers: int = 1) -> dict[str, object]:
    """Besiege a server of its own. Raises ServerFailed."""
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        for page in ("index.html", "stats.html"):  # only the API is asked
            Path(folder, page).touch()
        settings = {
            "WEB_DIR": folder,
            "MODELS_DIR": str(write_models(Path(folder, "registry"))),
            "LOG_LEVEL": "warning",
        }
        with running_server(Path(folder, "data"), "--workers", str(workers), **settings) as server:
            return besiege(server, seconds, quiet_s)


def main() -> int:
    """Run the command; the last line is the report in JSON, and the status 0 where all held."""
    parser = argparse.ArgumentParser(prog="just siege", description=__doc__)
    parser.add_argument("--seconds", type=float, default=900, help="how long (default: 900)")
    parser.add_argument("--quiet", type=float, default=60, help="seconds before it, to compare with (default: 60)")
    parser.add_argument("--workers", type=int, default=1, help="processes of the server (default: 1, as it starts)")
    options = parser.parse_args()
    said = siege(options.seconds, options.quiet, options.workers)
    print(json.dumps(said))
    return 0 if kept(said) else 1


if __name__ == "__main__":
    sys.exit(main())
