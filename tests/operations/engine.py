"""Docker or Podman with Compose, whichever this machine has: its commands in, what they said out.

`python -m tests.operations.engine` says what this machine lacks, with status 1.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.server import ROOT

LACKING = """This machine lacks what `just test-operations` brings the service up with. Any one of these will do:
- Docker (https://docs.docker.com/engine/install) with its Compose plugin, running, and open to this user;
- Podman with docker-compose, on Debian: apt-get install podman docker-compose
What was found: {found}"""


class Lacking(Exception):  # noqa: N818 - the message says what to do
    """There is no engine that can be used; the message says why, and what to install."""


@dataclass(frozen=True)
class Engine:
    """`command` is docker or podman; `compose` is told where the engine's `socket` is, if it has one of its own."""

    command: str
    compose: tuple[str, ...]
    socket: Path | None = None

    def run(self, command: Sequence[str], **environment: str) -> str:
        """What a command says on stdout. Raises RuntimeError with all that it said."""
        where = {} if self.socket is None else {"DOCKER_HOST": f"unix://{self.socket}", "DOCKER_BUILDKIT": "0"}
        done = subprocess.run(
            command, cwd=ROOT, env=os.environ | where | environment, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}\n{done.stdout}\n{done.stderr}")
        return done.stdout.strip()


@contextmanager
def engine() -> Iterator[Engine]:
    """Docker, or else Podman, whose socket is opened meanwhile. Raises Lacking."""
    found = find()
    if found.command == "docker":
        yield found
        return
    with tempfile.TemporaryDirectory(prefix="gesture-podman-") as folder, checked_health():
        socket = Path(folder, "socket")
        with subprocess.Popen(["podman", "system", "service", "--time=0", f"unix://{socket}"]) as service:
            try:
                until(socket.exists, "Podman opens its socket", 30)
                yield Engine(found.command, found.compose, socket)
            finally:
                service.terminate()


def find(answers: Callable[[Sequence[str]], str | None] | None = None) -> Engine:
    """The engine of this machine; `answers` says what is wrong with a command, if anything. Raises Lacking."""
    wrong = answers or what_is_wrong
    problems = []
    for command, ways in (
        ("docker", [("docker", "compose"), ("docker-compose",)]),
        ("podman", [("docker-compose",)]),
    ):
        if problem := wrong([command, "info"]):
            problems.append(problem)
            continue
        for compose in ways:
            if problem := wrong([*compose, "version"]):
                problems.append(problem)
            else:
                return Engine(command, compose)
    raise Lacking(LACKING.format(found="; ".join(problems)))


def what_is_wrong(command: Sequence[str]) -> str | None:
    """Why a command cannot be used, in its own last words; None if it can."""
    if shutil.which(command[0]) is None:
        return f"no {command[0]}"
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    said = done.stderr.strip().splitlines() or ["nothing said"]
    return f"`{' '.join(command)}` fails ({said[-1]})"


@contextmanager
def checked_health() -> Iterator[None]:
    """Check the health of Podman's containers, which it leaves to systemd, where systemd does not run."""
    done = threading.Event()

    def check() -> None:
        while not done.wait(2):
            listed = subprocess.run(["podman", "ps", "-q"], capture_output=True, text=True, check=False).stdout
            for container in listed.split():
                what_is_wrong(["podman", "healthcheck", "run", container])

    thread = threading.Thread(target=check)
    if not Path("/run/systemd/system").exists():
        thread.start()
    try:
        yield
    finally:
        done.set()
        if thread.ident is not None:
            thread.join()


def until(wanted: Callable[[], bool], what: str, within_s: float = 120) -> None:
    """Wait for something. Raises TimeoutError, which says what did not happen."""
    deadline = time.monotonic() + within_s
    while not wanted():
        if time.monotonic() > deadline:
            raise TimeoutError(f"{what}: not within {within_s:g} s")
        time.sleep(0.2)


def main() -> int:
    """0 where there is an engine."""
    try:
        find()
    except Lacking as lacking:
        print(lacking, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
