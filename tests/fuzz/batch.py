"""`just fuzz-batch`: a number of inputs in; the first batch that the server does not answer as documented out.

The server is a real one on an empty database of its own, and is asked over HTTP.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from uuid import uuid4

import httpx
from hypothesis import HealthCheck, given, seed, settings

from tests.fuzz.batches import batches, damaged, write_models
from tests.fuzz.siege import memory_of
from tests.server import NO_QUOTAS, running_server

OURS = {"Sec-Fetch-Site": "same-origin", "Content-Type": "application/vnd.gesture-samples"}
STATUSES = {"stored", "duplicate", "refused"}


def fuzz(inputs: int, start: int | None = None) -> Counter[str]:
    """Send `inputs` batches; how often each answer came, by status, and each fate of a sample, and what memory grew by.

    Raises AssertionError at an answer other than 200 or a problem from 400 to 499, with the smallest such batch.
    """
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="gesture-") as pages:
        for page in ("index.html", "stats.html"):  # only the API is asked
            Path(pages, page).touch()
        models = write_models(Path(pages, "registry"))
        with (
            running_server(Path(pages, "data"), **NO_QUOTAS | {"WEB_DIR": pages, "MODELS_DIR": str(models)}) as server,
            httpx.Client(base_url=server.url, headers=OURS, timeout=60) as client,
        ):
            _log_in(client)
            warm: list[int] = []

            @settings(max_examples=inputs, deadline=None, database=None, suppress_health_check=list(HealthCheck))
            @given(batches() | damaged())
            def ask(batch: bytes) -> None:
                _check(client.post("/api/samples", content=batch), counts)
                if not warm and counts.total() > inputs / 5:
                    warm.append(memory_of(server)["server"])

            (ask if start is None else seed(start)(ask))()
            counts["MB grown after a fifth"] = memory_of(server)["server"] - sum(warm)
    return counts


def _log_in(client: httpx.Client) -> None:
    body = {"name": f"fuzz-{uuid4().hex[:20]}", "password": uuid4().hex, "remember": False}
    client.post("/api/session", json=body, headers={"Content-Type": "application/json"}).raise_for_status()
    consent = {"level": "photos", "version": 1}
    client.put("/api/consent", json=consent, headers={"Content-Type": "application/json"}).raise_for_status()


def _check(response: httpx.Response, counts: Counter[str]) -> None:
    counts[f"{response.status_code}"] += 1
    assert response.status_code == 200 or 400 <= response.status_code < 500, response.text
    if response.status_code != 200:
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json()["detail"]
        return
    for result in response.json()["results"]:
        assert result["status"] in STATUSES
        assert (result["status"] == "refused") == bool(result.get("reason"))
        counts[result["status"]] += 1


def main() -> int:
    """Run the command; 0 when as many inputs as wanted were sent and all answers were right."""
    parser = argparse.ArgumentParser(prog="just fuzz-batch", description=__doc__)
    parser.add_argument("--inputs", type=int, default=20_000, help="how many batches to send (default: 20000)")
    parser.add_argument("--seed", type=int, help="repeat a run that was given the same seed")
    options = parser.parse_args()
    counts = fuzz(options.inputs, options.seed)
    asked = sum(count for name, count in counts.items() if name.isdigit())
    print(f"{asked} batches: {dict(sorted(counts.items()))}")
    return 0 if asked >= options.inputs else 1


if __name__ == "__main__":
    sys.exit(main())
