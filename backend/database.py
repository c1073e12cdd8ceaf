"""The connection to Postgres; the only file that knows the library `databases`."""

from __future__ import annotations

import asyncio
import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from functools import lru_cache
from typing import Any, Final, TypeVar

import asyncpg
import databases
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from backend.http.errors import DatabaseFullError, DatabaseReadOnlyError, DatabaseUnavailableError

CONNECT_TIMEOUT_S: Final = 5.0
QUERY_TIMEOUT_S: Final = 15.0
# Queries here take milliseconds. Where they share the processors with much else, one that starts workers and waits for
# the last of them took two to five times as long (docs/benches.md).
NO_WORKERS: Final = "SET max_parallel_workers_per_gather = 0"
RESERVE_SEEN_S: Final = 5.0
RESERVE_TRIED_S: Final = 30.0
# In one transaction: what a failed INSERT took of the disk is given back with the table's new file.
FILL_RESERVE: Final = "TRUNCATE reserve; INSERT INTO reserve SELECT '' FROM generate_series(1, 5000)"

logger = logging.getLogger(__name__)

Row = Mapping[str, Any]
T = TypeVar("T")

# Postgres is away, starting, stopping or full. Defects in our SQL are not in this list: they stay errors 500.
_AWAY: Final = (
    OSError,
    TimeoutError,
    asyncpg.PostgresConnectionError,
    asyncpg.CannotConnectNowError,
    asyncpg.AdminShutdownError,
    asyncpg.CrashShutdownError,
    asyncpg.InsufficientResourcesError,  # it has too many connections
    asyncpg.InternalClientError,  # what a connection says that was cut while its last words were on the way
)


# What a statement ends with after a newer server has changed the tables; else they are defects.
_MADE_FOR_OTHER_TABLES: Final = (
    asyncpg.UndefinedColumnError,
    asyncpg.UndefinedTableError,
    asyncpg.UndefinedFunctionError,
    asyncpg.NotNullViolationError,
    asyncpg.DatatypeMismatchError,
)


class Database:
    """A pool of connections to the Postgres at `url`; every method raises DatabaseUnavailableError while it is away."""

    def __init__(self, url: str, *, pool_size: int = 10, force_rollback: bool = False) -> None:
        """Keep at most `pool_size` connections.

        With `force_rollback` everything runs in one transaction that disconnect() undoes (for tests).
        """
        # All share one connection then, which takes one query after the other.
        self._tables: str | None = None
        self._reserve_seen = self._reserve_tried = -math.inf
        self._alone = asyncio.Lock() if force_rollback else nullcontext()
        # `dsn` lets asyncpg itself read the whole address, so that ?host=/folder and ?sslmode= mean what Postgres says.
        self._database = databases.Database(
            url,
            force_rollback=force_rollback,
            dsn=url,
            min_size=1,
            max_size=pool_size,
            timeout=CONNECT_TIMEOUT_S,
            command_timeout=QUERY_TIMEOUT_S,
            reset=_reset,
            init=_alone,
        )

    async def connect(self) -> None:
        """Open the pool."""
        with _translated():
            await self._database.connect()
        self._tables = await self._version()

    async def disconnect(self) -> None:
        """Close the pool; with `force_rollback`, undo everything first."""
        await self._database.disconnect()

    async def fetch_all(self, sql: str, **values: object) -> Sequence[Row]:
        """All rows of a query with :named values."""
        numbered, names = _numbered(sql)
        arguments = [values[name] for name in names]
        return [dict(row) for row in await self._urgent(lambda connection: connection.fetch(numbered, *arguments))]

    async def fetch_one(self, sql: str, **values: object) -> Row | None:
        """Return the first row of a query with :named values, or None."""
        numbered, names = _numbered(sql)
        arguments = [values[name] for name in names]
        row = await self._urgent(lambda connection: connection.fetchrow(numbered, *arguments))
        return None if row is None else dict(row)

    async def execute(self, sql: str, **values: object) -> None:
        """Run a statement with :named values."""
        await self.fetch_one(sql, **values)

    async def fetch_batch(self, sql: str, *values: object) -> Sequence[Row]:
        """All rows of a statement over values and whole arrays ($1, $2, …), sent at once (`databases` would loop)."""
        async with self._connection() as connection:
            rows: Sequence[Row] = await connection.fetch(sql, *values)
            return rows

    async def require_reserve(self) -> None:
        """Refuse what would fill the disk while the reserve is in use. Raises DatabaseFullError.

        The reserve is a table of blanks. It is emptied where the disk is full, so that logging in and deleting go on,
        and filled again once there is room. Which process of the server did so is all the same.
        """
        now = time.monotonic()
        if now - self._reserve_seen < RESERVE_SEEN_S:
            return
        if await self.reserve_is_used():
            if now - self._reserve_tried < RESERVE_TRIED_S:
                raise _full()
            self._reserve_tried = now
            async with self._connection() as connection:
                await connection.execute(FILL_RESERVE)
            logger.warning("the reserve of the database's disk is filled again")
        self._reserve_seen, self._reserve_tried = now, -math.inf

    async def reserve_is_used(self) -> bool:
        """Whether the disk was full, and nobody could fill the reserve again yet."""
        return await self.fetch_one("SELECT 1 AS there FROM reserve LIMIT 1") is None

    async def _urgent(self, ask: Callable[[asyncpg.Connection], Awaitable[T]]) -> T:
        """Ask a second time where the disk was full: the reserve is there for it then."""
        try:
            async with self._connection() as connection:
                return await ask(connection)
        except DatabaseFullError:
            async with self._connection() as connection:
                return await ask(connection)

    async def _version(self) -> str | None:
        """Return the version of the tables, or None where it cannot be told."""
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S), self._database.connection() as connection:
                version: str | None = await connection.raw_connection.fetchval(
                    "SELECT version_num FROM alembic_version"
                )
                return version
        except (*_AWAY, asyncpg.PostgresError, asyncpg.InterfaceError):
            return None

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        """Lend a connection of the pool, as asyncpg knows it."""
        with _translated():
            async with self._alone, self._database.connection() as connection:
                try:
                    yield connection.raw_connection
                except _MADE_FOR_OTHER_TABLES as error:
                    if self._tables != await self._version():
                        raise DatabaseUnavailableError(
                            "The server is being brought up to date. Nothing was lost: try again in a moment."
                        ) from error
                    raise
                except asyncpg.DiskFullError:
                    self._reserve_seen = -math.inf
                    await _empty_reserve(connection.raw_connection)
                    raise


@lru_cache(maxsize=1000)
def _numbered(sql: str) -> tuple[str, Sequence[str]]:
    """SQL with $1, $2, … for its :names, and the names in that order; `databases` would work it out for each query."""
    compiled = text(sql).compile(dialect=dialect.dialect())  # type: ignore[no-untyped-call]
    return str(compiled), tuple(getattr(compiled, "positiontup", None) or ())


async def _alone(connection: asyncpg.Connection) -> None:
    # Said once the connection is there: a pooler refuses to start one with settings that it does not know.
    await connection.execute(NO_WORKERS)


async def _reset(connection: asyncpg.Connection) -> None:
    """Make a connection fit for whoever takes it next.

    Nothing here changes a session but at its start: no SET, no LISTEN, no lock that outlives its transaction. asyncpg
    would ask Postgres to undo all of that after every query, which takes about as long as a short query does.
    """
    if connection.is_in_transaction():
        await connection.reset()


async def _empty_reserve(connection: asyncpg.Connection) -> None:
    if not connection.is_in_transaction():
        logger.error("the disk of the database is full: its reserve is given to what is urgent")
        # Where the log of Postgres itself had no room, Postgres has ended, and empties the table when it starts again.
        with suppress(asyncpg.PostgresError, asyncpg.InterfaceError, OSError, TimeoutError):
            await connection.execute("SET lock_timeout = '2s'; TRUNCATE reserve; RESET lock_timeout")


def _full() -> DatabaseFullError:
    return DatabaseFullError(
        "The disk of the server's database is full. Nothing was lost: whoever runs the server must free some space."
    )


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except asyncpg.DiskFullError as error:
        raise _full() from error
    except asyncpg.ReadOnlySQLTransactionError as error:
        raise DatabaseReadOnlyError(
            "The database can only be read at the moment. Nothing was lost: try again later, or tell whoever runs it."
        ) from error
    except _AWAY as error:
        raise DatabaseUnavailableError(
            "The database does not answer. Nothing was lost: try again in a moment."
        ) from error
