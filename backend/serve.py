"""The command `serve`: runs the server with its database until it is stopped."""

from __future__ import annotations

import asyncio
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, NoReturn

import asyncpg
import uvicorn
from uvicorn.supervisors import ChangeReload, Multiprocess

from backend import logs, metrics
from backend.http.slow_clients import DeadlineProtocol
from backend.migrations.apply import migrate
from backend.postgres.address import database_of_server
from backend.settings import Settings

STOPPING_S: Final = 30  # for batches under way when the server is stopped: as long as a body may take to come
HUNG_S: Final = 30  # a process that says nothing for so long is ended and replaced
CONNECTIONS: Final = 16_384
BACKLOG: Final = 2048  # as uvicorn has it
STARTING_S: Final = 60.0
_OUTLIVES_TERMINAL: Final = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
MOST_WORKERS: Final = 8  # each keeps up to POOL_SIZE connections to Postgres, which by default takes 100
FOR_COMMANDS: Final = 3  # connections: a backup, a migration, a person who looks


class ServeError(Exception):
    """The server cannot start; the message says what to do."""


def serve(*, reload: bool, workers: int) -> None:
    """Serve with `workers` processes until SIGINT or SIGTERM; `reload` needs one.

    Raises SettingsError, ServeError, MetricsError, EmbeddedPostgresError, MigrationError.
    """
    settings = Settings.from_environment(os.environ)
    _require_pages(settings.web_dir)
    logs.configure(settings.log_level)
    _stop_by_exception()
    _allow_connections()
    with (
        suppress(KeyboardInterrupt),
        _listening(settings.host, settings.port) as listener,
        metrics.told(settings.metrics_host, settings.metrics_port, several=reload or workers > 1),
        database_of_server(settings) as url,
    ):
        asyncio.run(migrate(url))
        asyncio.run(_require_sessions(url))
        asyncio.run(_require_connections(url, workers * settings.pool_size))
        os.environ["DATABASE_URL"] = url  # for the app, which may run in processes of its own
        _run(listener, reload, workers)


async def _require_sessions(url: str) -> None:
    """Refuse to start where a pooler lends sessions by the transaction without the statements prepared in them.

    It shows where the next query gets another session: most queries would be answered all the same, by chance.
    """
    first, second = await asyncpg.connect(url, timeout=10), await asyncpg.connect(url, timeout=10)
    try:
        async with asyncio.timeout(10):
            prepared = await first.prepare("SELECT 1")
            await prepared.fetchval()  # in another session, where it lends that which was idle for the longest
            async with second.transaction():
                await second.execute("SELECT 1")
                await prepared.fetchval()
    except (TimeoutError, asyncpg.InvalidSQLStatementNameError, asyncpg.DuplicatePreparedStatementError) as error:
        raise ServeError(
            "DATABASE_URL leads to a pooler that lends its connections by the transaction and forgets prepared "
            "statements. Let it lend them by the session, or use PgBouncer 1.21 or newer with max_prepared_statements."
        ) from error
    finally:
        first.terminate()
        second.terminate()


async def _require_connections(url: str, wanted: int) -> None:
    """Refuse to start with more connections than Postgres gives, which would fail at the worst of times instead."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        allowed = await connection.fetchval(
            "SELECT current_setting('max_connections')::int - current_setting('superuser_reserved_connections')::int"
        )
    finally:
        await connection.close()
    if wanted + FOR_COMMANDS > allowed:
        raise ServeError(
            f"{wanted} connections (POOL_SIZE of each worker) and {FOR_COMMANDS} for commands beside the server are "
            f"more than the {allowed} that Postgres gives. Lower POOL_SIZE or --workers, or raise its max_connections."
        )


class _Server(uvicorn.Server):
    """Says on stdout when it really answers, for people and for programs that start it."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        _announce((sockets or [])[0])


class _Servers(Multiprocess):
    """Says the same once for all processes."""

    def init_processes(self) -> None:
        super().init_processes()
        if all(process.wait_until_ready(STARTING_S) for process in self.processes):
            _announce(self.sockets[0])

    def terminate_all(self) -> None:
        """Let go of the port first: while anybody holds it, connections that nobody takes any more are not refused."""
        for listener in self.sockets:
            listener.close()
        super().terminate_all()


def _announce(listener: socket.socket) -> None:
    print(f"Serving on {_url(*listener.getsockname()[:2])}", flush=True)  # noqa: T201


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _run(listener: socket.socket, reload: bool, workers: int) -> None:
    config = uvicorn.Config(
        "backend.worker:create_app_from_environment",
        factory=True,
        http=DeadlineProtocol,
        ws="none",
        reload=reload,
        reload_dirs=[str(Path(__file__).parent)] if reload else None,
        workers=workers,
        timeout_worker_healthcheck=HUNG_S,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=STOPPING_S,
    )
    if workers > 1:
        servers = _Servers(config, [listener])
        _stop_with_terminal()  # what uvicorn would do instead is start all processes anew
        servers.run()
    elif reload:
        ChangeReload(config, target=_Server(config).run, sockets=[listener]).run()
    else:
        _Server(config).run(sockets=[listener])


def _require_pages(web_dir: Path) -> None:
    for page in ("index.html", "stats.html"):
        if not (web_dir / page).is_file():
            raise ServeError(f"The pages are not built: {web_dir / page} is missing. Run: just serve")


@contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    """Return the port, taken before anything slow starts, so that a port in use is said at once."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        # Only where a socket says that it is TCP's does asyncio send answers at once instead of after 40 ms.
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)  # else another server that starts now could be given the same port
    except (OSError, UnicodeError) as error:  # the second of a name that no host can have
        raise ServeError(
            f"Cannot listen on {host}, port {port}: {getattr(error, 'strerror', None) or error}. "
            "Stop the program that uses it, or set PORT (or HOST) to another."
        ) from error
    with listener:
        yield listener


def _allow_connections() -> None:
    """Let clients keep as many connections open as the system allows: often 1,024 are the default, not the limit."""
    now, highest = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = CONNECTIONS if highest == resource.RLIM_INFINITY else max(now, min(highest, CONNECTIONS))
    with suppress(ValueError, OSError):  # a system may allow less than it says
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, highest))


def _stop_by_exception() -> None:
    """Let signals unwind the stack, so that the database is stopped.

    uvicorn raises the signals that it caught again at its end, and by default they would kill us right there.
    """

    def leave(number: int, _: object) -> NoReturn:
        sys.exit(128 + number)

    signal.signal(signal.SIGTERM, leave)
    _stop_with_terminal()


def _stop_with_terminal() -> None:
    """Take a closed terminal for one more way to ask for the same as SIGTERM does, unless `nohup` started us."""
    if _OUTLIVES_TERMINAL:
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
    else:
        signal.signal(signal.SIGHUP, lambda *_: signal.raise_signal(signal.SIGTERM))
