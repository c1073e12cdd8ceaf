"""`just fuzz-api`: a number of cases in; every answer that is undocumented, wrong or a defect out, and a status of 1.

The server is a real one on an empty database of its own, and schemathesis asks it over HTTP.
"""

from __future__ import annotations

import argparse
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from backend.api import api_document
from tests.fuzz.batches import write_models
from tests.server import NO_QUOTAS, ROOT, serving

CONFIGURATION = Path(__file__).with_name("schemathesis.toml")
PHASES = "coverage,fuzzing,stateful"


@dataclass(frozen=True)
class Report:
    """What came of it: how many cases were asked, whether all answers were right, and schemathesis' own words."""

    cases: int
    passed: bool
    text: str


def fuzz(cases: int, *, phases: str = PHASES, seed: int | None = None) -> Report:
    """Ask about `cases` cases, spread evenly over the operations. Raises ServerFailed, RuntimeError."""
    with tempfile.TemporaryDirectory(prefix="gesture-") as pages:
        for page in ("index.html", "stats.html"):  # only the API is asked
            Path(pages, page).touch()
        models = write_models(Path(pages, "registry"))
        nobody = "127.0.0.1/32:9"  # a port at which nothing answers, for connectors
        with serving(**NO_QUOTAS, WEB_DIR=pages, MODELS_DIR=str(models), ACTION_ADDRESSES=nobody) as url:
            return _run(url, cases, phases, seed)


def _run(url: str, cases: int, phases: str, seed: int | None) -> Report:
    operations = sum(len(methods) for methods in api_document()["paths"].values())
    each = max(1, -(-cases // operations))
    command = [sys.executable, "-m", "schemathesis.cli", "--config-file", str(CONFIGURATION), "run"]
    command += [f"{url}/api/openapi.json", "--phases", phases, "--max-examples", str(each)]
    command += ["--header", "Sec-Fetch-Site: same-origin"]
    command += ["--no-color", "--suppress-health-check", "too_slow", "--generation-database", "none"]
    command += [] if seed is None else ["--seed", str(seed)]
    environment = {**os.environ, "BASE_URL": url, "SCHEMATHESIS_HOOKS": "tests.fuzz.hooks", "PYTHONPATH": str(ROOT)}
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:  # schemathesis leaves notes where it runs
        ended = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
    found = re.search(r"(\d+) generated", ended.stdout)
    if found is None:
        raise RuntimeError(f"schemathesis asked nothing. It said:\n{ended.stdout}{ended.stderr}")
    return Report(int(found[1]), ended.returncode == 0, ended.stdout)


def main() -> int:
    """Run the command; 0 when as many cases as wanted were asked and all answers were right."""
    parser = argparse.ArgumentParser(prog="just fuzz-api", description=__doc__)
    parser.add_argument("--cases", type=int, default=6000, help="how many cases to ask (default: 6000)")
    parser.add_argument("--seed", type=int, help="repeat a run: the seed that it printed")
    options = parser.parse_args()
    report = fuzz(options.cases, seed=options.seed)
    print(report.text)
    if report.cases < options.cases:
        print(f"Only {report.cases} cases were asked. Ask for more with --cases.", file=sys.stderr)
    return 0 if report.passed and report.cases >= options.cases else 1


if __name__ == "__main__":
    sys.exit(main())
