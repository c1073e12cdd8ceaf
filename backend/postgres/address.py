"""The address of the database: the one that is set, or else one of our own that is started."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from backend.postgres.embedded import EmbeddedPostgres, find
from backend.settings import Settings


@contextmanager
def database_of_server(settings: Settings) -> Iterator[str]:
    """Return the address of the database that is set, or else of one of our own that nobody else may be using.

    Raises EmbeddedPostgresError.
    """
    if settings.database_url is not None:
        yield settings.database_url
        return
    with EmbeddedPostgres(settings.data_dir) as postgres:
        yield postgres.url


@contextmanager
def database_for_command(settings: Settings) -> Iterator[str]:
    """Return the same for a command beside the server: if it runs, the database that it has started.

    Raises EmbeddedPostgresError.
    """
    running = None if settings.database_url is not None else find(settings.data_dir)
    if running is not None:
        yield running
        return
    with database_of_server(settings) as url:
        yield url
