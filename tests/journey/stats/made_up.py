"""Demo data in a running server, and its administrator: a server in; commands of its own, as people run them, out."""

from __future__ import annotations

import subprocess
import sys

from tests.server import ROOT, RunningServer, environment_of

PASSWORD = "correct horse battery"
LIMIT_S = 120


def add_demo_data(server: RunningServer) -> None:
    """Make up people with four weeks of samples."""
    _run(server, "demo-data")


def appoint(server: RunningServer, name: str) -> None:
    """Make the administrator, whose password is PASSWORD."""
    _run(server, "create-admin", name, typed=f"{PASSWORD}\n")


def _run(server: RunningServer, *arguments: str, typed: str = "") -> None:
    """Run a command beside the server; what it says is the assertion's where it fails."""
    ended = subprocess.run(
        [sys.executable, "-m", "backend", *arguments],
        cwd=ROOT,
        env=environment_of(server.data_dir, DATABASE_URL=server.database_url),
        input=typed,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
    )
    assert ended.returncode == 0, ended.stderr
