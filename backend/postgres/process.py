"""Finds and clears away a Postgres that an earlier run left behind.

Only a process that is proven to be this folder's Postgres is ever signalled: process ids are used again.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from backend.postgres.drop_privileges import User, run_as

FAST_S: Final = 10.0  # how long a leftover may take to stop before it is asked to stop at once
WAIT_S: Final = 20.0


class LeftoverError(Exception):
    """A Postgres that cannot be stopped holds the folder; the message says what to do."""


@dataclass(frozen=True)
class PidFile:
    """What Postgres writes into postmaster.pid: who runs on a data folder, where it listens, whether it is ready."""

    pid: int
    socket: Path | None
    ready: bool

    @classmethod
    def read(cls, folder: Path) -> PidFile | None:
        """Return the folder's file, or None where there is none; one cut short has the pid 0, which no process has."""
        try:
            lines = (folder / "postmaster.pid").read_text("utf-8", "replace").splitlines()
        except FileNotFoundError:
            return None
        pid = int(lines[0]) if lines and lines[0].lstrip("-").isdigit() else 0
        socket = Path(lines[4]) if len(lines) > 4 and lines[4] else None
        # A person at work in single-user mode leaves a negative one.
        return cls(abs(pid), socket, len(lines) > 7 and lines[7].strip() == "ready")


def answers(programs: Path, socket: Path) -> bool:
    """Whether a Postgres listens in the folder `socket`, be it ready, starting or stopping."""
    command: list[str | Path] = [programs / "pg_isready", "-q", "-t", "2", "-p", "5432", "-h", socket]
    return subprocess.run(command, check=False, capture_output=True).returncode in (0, 1)


def runs_on(folder: Path, pid: int) -> bool:
    """Whether process `pid` is a Postgres of this data folder (which is where each of them works)."""
    process = Path("/proc") / str(pid)
    if Path("/proc/self").exists():
        try:
            return (process / "comm").read_text().strip() == "postgres" and (process / "cwd").samefile(folder)
        except OSError:
            return False
    listed = subprocess.run(["/bin/ps", "-o", "comm=", "-p", str(pid)], check=False, capture_output=True, text=True)
    return Path(listed.stdout.strip()).name == "postgres"


def clear_leftover(folder: Path, programs: Path) -> None:
    """Stop a Postgres that a killed server left on `folder`; remove a stale postmaster.pid. Raises LeftoverError."""
    started = time.monotonic()
    signalled: set[int] = set()
    while (current := PidFile.read(folder)) is not None:
        listens = current.socket is not None and answers(programs, current.socket)
        ours = runs_on(folder, current.pid)
        if not listens and not ours:
            (folder / "postmaster.pid").unlink(missing_ok=True)
            break
        waited = time.monotonic() - started
        wanted = signal.SIGINT if waited < FAST_S else signal.SIGQUIT
        if ours and wanted not in signalled:
            signalled.add(wanted)
            os.kill(current.pid, wanted)
        if waited > WAIT_S:
            raise LeftoverError(
                f"Another Postgres uses the data in {folder} and does not stop. Stop it, then try again."
            )
        time.sleep(0.05)


def stop_when_we_die(pid: int, user: User | None) -> subprocess.Popen[bytes]:
    """Start a watcher that stops Postgres `pid`, our child, when we end without stopping it, even by kill -9.

    It waits at a pipe that the system closes with us. As long as we live our child keeps its pid, dead or alive, so
    no other process can have it.
    """
    script = 'read -r _; kill -INT "$1"'
    command = ["/bin/sh", "-c", script, "sh", str(pid)]
    return subprocess.Popen(
        command, **run_as(user), cwd="/", stdin=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0
    )
