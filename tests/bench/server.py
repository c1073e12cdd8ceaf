"""Start the real server as a process of its own, with its own database, and give its address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
import time
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
    with tempfile.TemporaryDirectory(prefix="gesture-") as folder:
        environment = {key: value for key, value in os.environ.items() if key != "DATABASE_URL"}
        environment |= {"DATA_DIR": f"{folder}/data", "HOST": "127.0.0.1", "PORT": "0"} | settings
        log = Path(folder) / "server.log"
        with log.open("wb") as said:
            command = [sys.executable, "-m", "backend", "serve"]
            process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT)
        try:
            yield address_of(process, log)
        finally:
            process.terminate()
            process.wait(timeout=30)


def address_of(process: subprocess.Popen[bytes], log: Path) -> str:
    """What the server says after "Serving on" once it is ready. Raises ServerFailed."""
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end:
        ended = process.poll() is not None
        said = log.read_text(errors="replace")
        if found := re.search(r"^Serving on (http://\S+)$", said, re.MULTILINE):
            return found[1]
        if ended:
            break
        time.sleep(0.05)
    raise ServerFailed(f"The server did not start. It said:\n{log.read_text(errors='replace')}")
