"""Start the real server as a process of its own, with its own database, and give its address."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READY_SECONDS = 60.0


class ServerFailed(RuntimeError):  # noqa: N818 - the message is what the server said
    """The server did not start; the message is what it said."""


@contextmanager
def serving(**settings: str) -> Iterator[str]:
    """The address of a server with a database of its own; `settings` are further environment variables.

    Raises ServerFailed with the server's own words when it ends or stays silent for a minute.
    """
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"DATA_DIR": folder, "HOST": "127.0.0.1", "PORT": str(port)} | settings
        log = Path(folder) / "server.log"
        with log.open("wb") as said:
            command = [sys.executable, "-m", "backend", "serve"]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_until_ready(process, address, log)
            yield address
        finally:
            process.terminate()
            process.wait(timeout=30)


def free_port() -> int:
    """A TCP port that nothing listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_until_ready(process: subprocess.Popen[bytes], address: str, log: Path) -> None:
    """Return when `address` answers. Raises ServerFailed."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            urllib.request.urlopen(f"{address}/api/models/current", timeout=5).close()
            return
        except urllib.error.HTTPError:
            return  # it answers; what is wrong with the models the page will say
        except OSError:
            time.sleep(0.1)
    raise ServerFailed(f"The server did not start. It said:\n{log.read_text(errors='replace')}")
