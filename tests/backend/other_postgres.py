"""Other versions of Postgres than the shipped one, and a pooler before one, where this machine has their programs."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest

from backend.postgres import embedded, programs
from backend.postgres.drop_privileges import drop_privileges, own_folder, run_as
from backend.postgres.embedded import EmbeddedPostgres

WITHOUT_BUILTIN_LOCALES = ("-U", "postgres", "--auth=trust", "--encoding=UTF8", "--locale=C")  # 16 and older have none


@contextmanager
def postgres_of(version: int, folder: Path) -> Iterator[str]:
    """The address of an empty database of that major version, Debian's or the wheel's; else the test is skipped."""
    with pytest.MonkeyPatch.context() as patch:
        debian = programs.DEBIAN / str(version) / "bin"
        if (debian / "postgres").exists():
            patch.setattr(embedded, "postgres_programs", lambda _: debian)
        elif version == 16:
            patch.setattr(programs, "INSTALLED", programs.SHIPPED[0])
            patch.setattr(programs, "WHEEL", f"{programs.WHEEL}-16")  # where a copy of its programs lies
            patch.setattr(programs, "version", lambda _: "of-tests")
        elif str(version) != embedded.MAJOR_VERSION:
            pytest.skip(f"no programs of Postgres {version} here (Debian: apt-get install postgresql-{version})")
        patch.setattr(embedded, "MAJOR_VERSION", str(version))
        if version < 17:
            patch.setattr(embedded, "_INITDB", WITHOUT_BUILTIN_LOCALES)
        with EmbeddedPostgres(folder) as running:
            yield running.url


@contextmanager
def pooler(url: str) -> Iterator[str]:
    """The address of a PgBouncer that lends the database at `url` for a transaction each; else the test is skipped."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin")
    if program is None:
        pytest.skip("no PgBouncer here (Debian: apt-get install pgbouncer)")
    user = drop_privileges(Path("/nowhere"))
    folder = own_folder(Path("/tmp"), "gesture-pooler-", user)
    (host,) = parse_qs(urlsplit(url).query)["host"]
    settings = folder / "pgbouncer.ini"
    settings.write_text(
        f"[databases]\npostgres = host={host} port=5432 dbname=postgres user=postgres\n[pgbouncer]\n"
        f"listen_addr =\nunix_socket_dir = {folder}\nauth_type = any\npool_mode = transaction\ndefault_pool_size = 5\n"
    )
    with (folder.parent / f"{folder.name}.log").open("w+") as log:
        process = subprocess.Popen([program, str(settings)], **run_as(user), cwd="/", stdout=log, stderr=log)
        try:
            deadline = time.monotonic() + 10
            while not (folder / ".s.PGSQL.6432").exists():
                assert process.poll() is None, Path(log.name).read_text()
                assert time.monotonic() < deadline, Path(log.name).read_text()
                time.sleep(0.02)
            yield f"postgresql://postgres@/postgres?host={quote(str(folder))}&port=6432"
        finally:
            process.terminate()
            process.wait(10)
            Path(log.name).unlink()
            shutil.rmtree(folder)
