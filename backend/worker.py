"""One process that answers requests, as `serve` prepared it.

Where `serve` starts several of them, each ends with it, however it ends.
"""

from __future__ import annotations

import ctypes
import gc
import multiprocessing
import os
import signal
import threading
from contextlib import suppress
from typing import Final

from starlette.applications import Starlette

from backend import logs
from backend.app import create_app
from backend.database import Database
from backend.settings import Settings, SettingsError

LARGE: Final = 256 * 1024  # bytes
M_TRIM_THRESHOLD: Final = -1  # as malloc.h names them
M_MMAP_THRESHOLD: Final = -3
MADE_BEFORE_SEARCH: Final = 20_000  # objects; Python's own 700 are fewer than a batch of samples has


def create_app_from_environment() -> Starlette:
    """Build the app as the environment says, whose DATABASE_URL must be set. Raises SettingsError."""
    settings = Settings.from_environment(os.environ)
    if settings.database_url is None:
        raise SettingsError("DATABASE_URL is not set. Start the server with: python -m backend serve")
    logs.configure(settings.log_level)
    _end_with_parent()
    app = create_app(settings, Database(settings.database_url, pool_size=settings.pool_size))
    _search_garbage_rarely()
    _give_memory_back()
    return app


def _search_garbage_rarely() -> None:
    """Leave out what stays for good when garbage is searched for cycles, and do it less often: requests leave few.

    Searching took a tenth of the time that storing samples takes.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(MADE_BEFORE_SEARCH)


def _give_memory_back() -> None:
    """Let what large bodies took go back to the system at once, where its allocator is glibc's.

    By itself it keeps up to 64 MB for the next ones, once it has seen some; that in each process is too much.
    """
    with suppress(OSError, AttributeError):
        allocator = ctypes.CDLL(None)
        for option in (M_MMAP_THRESHOLD, M_TRIM_THRESHOLD):
            allocator.mallopt(option, LARGE)


def _end_with_parent() -> None:
    """Stop like after SIGTERM once the process that started this one has gone, be it by kill -9."""
    parent = multiprocessing.parent_process()
    if parent is None:
        return
    # A closed terminal tells all processes; the parent is the one that acts on it.
    signal.signal(signal.SIGHUP, signal.SIG_IGN)

    def watch() -> None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=watch, name="parent", daemon=True).start()
