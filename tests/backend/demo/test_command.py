"""The command `demo-data` as people run it: made-up people come and go, and real ones are left as they are."""

from __future__ import annotations

import pytest

from backend.__main__ import main
from tests.backend.statements import run

pytestmark = pytest.mark.slow

DEMO = "SELECT count(*) FROM samples s JOIN accounts a ON a.id = s.account_id WHERE a.demo"


def test_made_up_people_come_again_and_go(apart: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo-data", "--seed", "2"]) == 0
    first = run(apart, DEMO)
    assert first > 4_000
    assert run(apart, "SELECT sum(samples) FROM stats_ingest WHERE status = 'stored'") == first
    assert run(apart, "SELECT count(DISTINCT status) FROM stats_ingest WHERE samples > 0") == 3
    assert run(apart, "SELECT count(*) FROM model_decisions WHERE demo") == 5
    assert run(apart, "SELECT count(*) FROM accounts WHERE demo AND name ~ '^Demo \\d\\d$'") == 40
    assert run(apart, "SELECT count(DISTINCT (received_at AT TIME ZONE 'UTC')::date) FROM samples") >= 90
    allow = "SELECT count(*) FROM consents WHERE level = 'photos'"
    assert 0 < run(apart, allow) < run(apart, "SELECT count(*) FROM consents") == 40
    run(apart, "INSERT INTO accounts (name, name_key, password_hash) VALUES ('Ada', 'ada', 'x')")
    capsys.readouterr()
    assert main(["demo-data"]) == 1
    assert "Give --yes" in capsys.readouterr().err
    assert main(["demo-data", "--yes"]) == 0
    assert run(apart, "SELECT count(*) FROM accounts") == 41
    assert run(apart, "SELECT count(*) FROM sample_ids") == run(apart, DEMO)
    assert main(["demo-data", "--remove"]) == 0
    assert "40 made-up people" in capsys.readouterr().out
    assert [run(apart, f"SELECT count(*) FROM {table}") for table in ("samples", "sample_ids", "model_decisions")] == [
        0
    ] * 3
    assert run(apart, "SELECT sum(samples) FROM stats_ingest") == 0
    assert run(apart, "SELECT array_agg(name) FROM accounts") == ["Ada"]

    run(apart, "INSERT INTO accounts (name, name_key, password_hash) VALUES ('DEMO 07', 'demo 07', 'x')")
    assert main(["demo-data", "--yes"]) == 1
    assert "one of the names" in capsys.readouterr().err
    assert run(apart, "SELECT count(*) FROM accounts") == 2
