"""The commands `backup` and `restore`: what was there is there again, and nothing is lost by trying."""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from backend.__main__ import main
from backend.operations.backup import BackupError, without_passwords
from backend.postgres import programs
from backend.postgres.embedded import EmbeddedPostgres
from tests.backend.batches import encode, sample
from tests.conftest import StartServer
from tests.server import RunningServer

pytestmark = pytest.mark.slow

OURS = {"Sec-Fetch-Site": "same-origin"}
LOGIN = {"name": "Ada", "password": "correct horse battery", "remember": True}


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def folders(web_dir: Path, models_dir: Path) -> dict[str, str]:
    return {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}


@pytest.fixture
def migrated(apart: str) -> str:
    assert main(["migrate"]) == 0
    return apart


def use(server: RunningServer) -> None:
    """Register, and give a few samples."""
    with httpx.Client(base_url=server.url, headers=OURS) as browser:
        assert browser.post("/api/session", json=LOGIN).status_code == 201
        browser.put("/api/consent", json={"level": "shapes", "version": 1})
        batch = encode([sample(captured_at=datetime.now(UTC).isoformat()) for _ in range(7)])
        answer = browser.post(
            "/api/samples", content=batch, headers={"Content-Type": "application/vnd.gesture-samples"}
        )
        assert {result["status"] for result in answer.json()["results"]} == {"stored"}


async def rows(url: str) -> dict[str, list[str]]:
    """Everything in the database: the rows of each table as text.

    But for the stats page's counts and those of quotas, which a running server goes on with while and after it is
    backed up, and for the blanks of the reserve.
    """
    connection = await asyncpg.connect(url)
    try:
        names = await connection.fetch(
            """
            SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND NOT starts_with(tablename, 'stats_')
                AND tablename NOT IN ('reserve', 'account_days')
            ORDER BY tablename
            """
        )
        return {
            name: [row["t"] for row in await connection.fetch(f"SELECT t::text AS t FROM {name} t ORDER BY 1")]
            for (name,) in names
        }
    finally:
        await connection.close()


def everything(data_dir: Path) -> dict[str, list[str]]:
    with EmbeddedPostgres(data_dir) as running:
        return asyncio.run(rows(running.url))


def samples_counted(url: str, expected: int) -> int:
    """What the stats page counts, as soon as it is `expected`, or after ten seconds."""
    for _ in range(50):
        counted: int = httpx.get(f"{url}/api/stats").json()["totals"]["samples"]
        if counted == expected:
            break
        time.sleep(0.2)
    return counted


def test_backup_reset_restore_gives_the_same_rows(
    start_server: StartServer,
    data_dir: Path,
    tmp_path: Path,
    folders: dict[str, str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    server = start_server(data_dir, **folders)
    use(server)
    kept = tmp_path / "kept.backup"
    assert main(["backup", str(kept)]) == 0  # beside the running server
    assert f"Backed up to {kept}" in capsys.readouterr().out
    assert kept.stat().st_mode & 0o777 == 0o600
    server.process.terminate()
    server.process.wait(60)
    before = everything(data_dir)
    assert (len(before["accounts"]), len(before["sessions"]), len(before["samples"])) == (1, 1, 7)

    assert main(["reset", "--yes"]) == 0
    assert everything(data_dir)["samples"] == []
    assert main(["restore", str(kept)]) == 0
    assert everything(data_dir) == before

    again = start_server(data_dir, **folders)
    assert samples_counted(again.url, 7) == 7
    assert httpx.post(f"{again.url}/api/session", json=LOGIN, headers=OURS).status_code == 200
    assert httpx.post(f"{again.url}/api/session", json=LOGIN | {"name": "Bo"}, headers=OURS).status_code == 201


def test_a_backup_never_replaces_a_file(migrated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    there = tmp_path / "there"
    there.write_text("precious")
    assert main(["backup", str(there)]) == 1
    assert "exists already" in capsys.readouterr().err
    assert there.read_text() == "precious"


def test_a_backup_where_nothing_can_be_written(
    migrated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["backup", str(tmp_path / "nowhere" / "kept")]) == 1
    assert "Choose another place" in capsys.readouterr().err


def test_only_an_empty_database_is_filled(migrated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    kept = tmp_path / "kept.backup"
    assert main(["backup", str(kept)]) == 0
    add_account(migrated)
    assert main(["restore", str(kept)]) == 1
    assert "python -m backend reset" in capsys.readouterr().err
    assert len(asyncio.run(rows(migrated))["accounts"]) == 1


def add_account(url: str) -> None:
    async def add() -> None:
        connection = await asyncpg.connect(url)
        await connection.execute("INSERT INTO accounts (name, name_key, password_hash) VALUES ('Ada', 'ada', 'x')")
        await connection.close()

    asyncio.run(add())


@pytest.mark.parametrize("damage", ["no such file", "empty", "other", "cut short"])
def test_what_is_no_whole_backup_changes_nothing(
    migrated: str, tmp_path: Path, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    kept = tmp_path / "kept.backup"
    before: Any = asyncio.run(rows(migrated))
    if damage != "no such file":
        assert main(["backup", str(kept)]) == 0
        whole = kept.read_bytes()
        kept.write_bytes({"empty": b"", "other": b"GIF89a" * 99, "cut short": whole[: len(whole) // 2]}[damage])
    capsys.readouterr()
    assert main(["restore", str(kept)]) == 1
    said = capsys.readouterr().err
    assert str(kept) in said
    assert "Traceback" not in said
    after = asyncio.run(rows(migrated))
    if damage == "cut short":  # it was emptied for the restore: the key by which people are split is made by chance
        del before["learning_key"], after["learning_key"]
    assert after == before


def test_a_backup_of_a_newer_server_is_refused_before_anything_is_changed(
    migrated: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async def leap(version: str) -> None:
        connection = await asyncpg.connect(migrated)
        await connection.execute("UPDATE alembic_version SET version_num = $1", version)
        await connection.close()

    newer = tmp_path / "newer.backup"
    (now,) = asyncio.run(rows(migrated))["alembic_version"]
    asyncio.run(leap("9999"))
    dump(migrated, newer)
    asyncio.run(leap(now.strip("()")))
    before = asyncio.run(rows(migrated))
    assert main(["restore", str(newer)]) == 1
    assert "newer version of this server (9999)" in capsys.readouterr().err
    assert asyncio.run(rows(migrated)) == before


def dump(url: str, file: Path) -> None:
    """What another version of the server would have written."""
    folder = programs.postgres_programs(None)
    subprocess.run([folder / "pg_dump", "-Fc", "-f", file, "-d", url], check=True)


def test_without_the_programs_it_says_what_to_install(
    migrated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(programs, "PACKAGE", "no_such_package_here")
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["backup", str(tmp_path / "kept")]) == 1
    assert "postgresql-client" in capsys.readouterr().err
    assert not list(tmp_path.glob("kept*"))


def test_installed_programs_do_as_well(
    migrated: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """As on a machine without the wheel, on which the same programs are in PATH."""
    shipped = programs.postgres_programs(None)
    monkeypatch.setattr(programs, "PACKAGE", "no_such_package_here")
    monkeypatch.setenv("PATH", str(shipped))
    assert shutil.which("pg_dump") == str(shipped / "pg_dump")
    assert main(["backup", str(tmp_path / "kept")]) == 0
    assert main(["restore", str(tmp_path / "kept")]) == 0


@pytest.mark.parametrize(
    ("url", "argument"),
    [
        ("postgresql://ada:s%3Acret@host:5432/db", "postgresql://ada@host:5432/db"),
        ("postgresql://ada:s%3Acret@one:1,two:2/db?sslmode=require", "postgresql://ada@one:1,two:2/db?sslmode=require"),
        ("postgresql://ada@host/db?password=s%3Acret", "postgresql://ada@host/db"),
        ("postgresql:///db?host=/run/pg&user=ada&password=s:cret", "postgresql:///db?host=/run/pg&user=ada"),
        ("postgresql://ada:ada@ada/ada?password=s%3Acret", "postgresql://ada@ada/ada"),
    ],
)
def test_no_password_is_an_argument(url: str, argument: str) -> None:
    assert without_passwords(url) == (argument, {"PGPASSWORD": "s:cret"})


def test_an_address_without_a_password_stays() -> None:
    assert without_passwords("postgresql://postgres@/postgres?host=%2Ftmp%2Fx&port=5432") == (
        "postgresql://postgres@/postgres?host=%2Ftmp%2Fx&port=5432",
        {},
    )
    with pytest.raises(BackupError, match="sslpassword"):
        without_passwords("postgresql://host/db?sslpassword=x")
