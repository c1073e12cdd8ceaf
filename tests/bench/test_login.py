"""The bench of log-ins: what it reports, and a short run of it against a real server."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.bench import login
from tests.conftest import StartServer

pytestmark = pytest.mark.slow


def test_the_report_compares_the_slowest_of_a_hundred() -> None:
    quiet, flooded = [1.0] * 198 + [10.0] * 2, [2.0] * 190 + [40.0] * 10
    assert login.report(quiet, flooded, Counter({"503": 7, "201": 2}), 99.96) == {
        "quiet_p99_ms": 9.91,
        "flooded_p99_ms": 40.0,
        "ratio": 4.04,
        "quiet_p50_ms": 1.0,
        "flooded_p50_ms": 2.0,
        "memory_mb": 100.0,
        "flood_answers": {"201": 2, "503": 7},
    }


def test_a_flood_is_mostly_refused_and_others_are_answered(
    start_server: StartServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(login, "ROUNDS", 1)
    for page in ("index.html", "stats.html"):
        (tmp_path / page).touch()
    server = start_server(tmp_path / "data", WEB_DIR=str(tmp_path))
    report = login.measure(server, 1)
    answers = report["flood_answers"]
    assert isinstance(answers, dict)
    assert answers.keys() <= {"200", "201", "503"}
    assert answers["503"] > 0  # how many got in, if any, in a second depends on what else the machine does
    assert isinstance(report["ratio"], float)
    assert isinstance(report["memory_mb"], float)
    assert report["memory_mb"] < 250
