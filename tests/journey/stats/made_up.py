"""Demo data in a running server, and its administrator: a server in; commands of its own, as people run them, out."""

from __future__ import annotations

import subprocess
import sys
import time

from playwright.sync_api import BrowserContext

from tests.journey.conftest import query_of
from tests.server import ROOT, RunningServer, environment_of

PASSWORD = "correct horse battery"
LIMIT_S = 120


def add_demo_data(server: RunningServer) -> None:
    """Make up people with four weeks of samples."""
    _run(server, "demo-data")


def appoint(server: RunningServer, name: str) -> None:
    """Make the administrator, whose password is PASSWORD."""
    _run(server, "create-admin", name, typed=f"{PASSWORD}\n")


def leave_few_people(server: RunningServer) -> None:
    """Delete all made-up people but two with few samples, and their samples with them."""
    query_of(server.database_url)(
        "DELETE FROM accounts WHERE demo AND id NOT IN"
        " (SELECT account_id FROM samples GROUP BY 1 ORDER BY count(*) LIMIT 2) RETURNING id"
    )
    while query_of(server.database_url)("SELECT count(*) FROM stats_changes") != [(0,)]:
        time.sleep(0.1)


def log_in(context: BrowserContext, server: str, name: str) -> None:
    """As a browser does, without the form, which other journeys use."""
    account = {"name": name, "password": PASSWORD, "remember": False}
    answer = context.request.post(f"{server}/api/session", data=account, headers={"Sec-Fetch-Site": "same-origin"})
    assert answer.status == 200, answer.text()


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
