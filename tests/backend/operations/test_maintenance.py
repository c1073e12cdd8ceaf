"""The commands `migrate`, `reset` and `prune` as people run them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from backend.__main__ import main
from backend.postgres.embedded import find
from tests.backend.statements import run
from tests.conftest import StartServer
from tests.server import ROOT, environment_of

pytestmark = pytest.mark.slow


def add_account(url: str, name: str = "Ada") -> None:
    run(url, f"INSERT INTO accounts (name, name_key, password_hash) VALUES ('{name}', lower('{name}'), 'x')")


def test_migrate_makes_the_tables_and_changes_nothing_the_second_time(
    apart: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["migrate"]) == 0
    add_account(apart)
    assert main(["migrate"]) == 0
    assert run(apart, "SELECT count(*) FROM accounts") == 1
    assert capsys.readouterr().out == "The database is up to date.\n" * 2


def test_reset_empties_our_tables_and_leaves_others_alone(apart: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    add_account(apart)
    run(apart, "CREATE TABLE somebody_elses AS SELECT 42 AS n")
    capsys.readouterr()
    assert main(["reset", "--yes"]) == 0
    assert capsys.readouterr().out == "The database is empty.\n"
    assert run(apart, "SELECT count(*) FROM accounts") == 0
    assert run(apart, "SELECT n FROM somebody_elses") == 42
    add_account(apart)


def test_reset_does_nothing_where_nobody_can_be_asked(tmp_path: Path) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "backend", "reset"],
        cwd=ROOT,
        env=environment_of(tmp_path / "data"),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert (ended.returncode, ended.stdout) == (1, "")
    assert str(tmp_path / "data" / "postgres") in ended.stderr
    assert "--yes" in ended.stderr
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(("answer", "left"), [("no", 1), ("", 1), ("yes", 0)])
def test_reset_asks(apart: str, tmp_path: Path, answer: str, left: int) -> None:
    """On a terminal of its own, as a person has it; asking tells the database's name but not its password."""
    assert main(["migrate"]) == 0
    add_account(apart)
    url = apart.replace("postgres@", "postgres:secret@")
    terminal = "import pty, sys; sys.exit(pty.spawn([sys.executable, '-m', 'backend', 'reset']) >> 8)"
    ended = subprocess.run(
        [sys.executable, "-c", terminal],
        cwd=ROOT,
        env=environment_of(tmp_path / "data", DATABASE_URL=url),
        input=f"{answer}\n",
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert ended.returncode == (1 if left else 0)
    assert "This deletes all accounts, samples and pictures in the database postgres" in ended.stdout
    assert ("Nothing was deleted." in ended.stdout) == bool(left)
    assert "secret" not in ended.stdout
    assert run(apart, "SELECT count(*) FROM accounts") == left


def test_reset_takes_nothing_away_from_a_running_server(
    start_server: StartServer,
    tmp_path: Path,
    web_dir: Path,
    models_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = start_server(tmp_path / "data", WEB_DIR=str(web_dir), MODELS_DIR=str(models_dir))
    assert httpx.get(f"{server.url}/readyz").status_code == 200
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    assert main(["reset", "--yes"]) == 1
    assert "Stop the server" in capsys.readouterr().err
    assert main(["prune"]) == 0
    assert find(tmp_path / "data") == server.database_url
    assert httpx.get(f"{server.url}/readyz").status_code == 200


def test_prune_deletes_what_is_over_and_nothing_else(apart: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    add_account(apart)
    for name, ends in (("over", "- interval '1 second'"), ("open", "+ interval '1 day'")):
        values = f"SELECT '{name}', id, now() {ends} FROM accounts"
        run(apart, f"INSERT INTO sessions (token_sha256, account_id, expires_at) {values}")
        run(apart, f"INSERT INTO rate_limits (key, free_at) VALUES ('{name}', now() {ends})")
    for model, age in (("over", "8 days"), ("watched", "1 hour")):
        report = f"SELECT '{model}', now() - interval '{age}', id, 'running' FROM accounts"
        run(apart, f"INSERT INTO model_reports (model_id, promoted_at, account_id, outcome) {report}")
    capsys.readouterr()
    assert main(["prune"]) == 0
    assert [line.rsplit(" ", 1)[1] for line in capsys.readouterr().out.splitlines()] == ["1", "1", "1", "0"]
    assert run(apart, "SELECT count(*) FROM model_reports") == 1
    assert run(apart, "SELECT array_agg(token_sha256) FROM sessions") == [b"open"]
    assert run(apart, "SELECT array_agg(key) FROM rate_limits") == [b"open"]


@pytest.mark.parametrize("command", [["migrate"], ["reset", "--yes"], ["prune"]])
def test_without_a_database_it_says_so(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://me:secret@127.0.0.1:1/nothing")
    assert main(command) == 1
    said = capsys.readouterr().err
    assert "Check DATABASE_URL" in said
    assert "secret" not in said


def test_a_database_of_a_newer_server_is_left_alone(apart: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["migrate"]) == 0
    add_account(apart)
    run(apart, "UPDATE alembic_version SET version_num = '9999'")
    for command in (["migrate"], ["reset", "--yes"]):
        assert main(command) == 1
        assert "newer version of this server" in capsys.readouterr().err
    assert run(apart, "SELECT count(*) FROM accounts") == 1
