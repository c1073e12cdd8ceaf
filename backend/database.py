"""The connection to Postgres; the only file that knows the library `databases`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, nullcontext
from functools import lru_cache
from typing import Any, Final

import asyncpg
import databases
from sqlalchemy import text
from sqlalchemy.dialects.postgresql import asyncpg as dialect

from backend.http.errors import DatabaseUnavailableError

POOL_SIZE: Final = 10
CONNECT_TIMEOUT_S: Final = 5.0
QUERY_TIMEOUT_S: Final = 15.0

Row = Mapping[str, Any]

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


class Database:
    """A pool of connections to the Postgres at `url`; every method raises DatabaseUnavailableError while it is away."""

    def __init__(self, url: str, *, force_rollback: bool = False) -> None:
        """With `force_rollback` everything runs in one transaction that disconnect() undoes (for tests)."""
        # All share one connection then, which takes one query after the other.
        self._alone = asyncio.Lock() if force_rollback else nullcontext()
        # `dsn` lets asyncpg itself read the whole address, so that ?host=/folder and ?sslmode= mean what Postgres says.
        self._database = databases.Database(
            url,
            force_rollback=force_rollback,
            dsn=url,
            min_size=1,
            max_size=POOL_SIZE,
            timeout=CONNECT_TIMEOUT_S,
            command_timeout=QUERY_TIMEOUT_S,
            reset=_reset,
        )

    async def connect(self) -> None:
        """Open the pool."""
        with _translated():
            await self._database.connect()

    async def disconnect(self) -> None:
        """Close the pool; with `force_rollback`, undo everything first."""
        await self._database.disconnect()

    async def fetch_all(self, sql: str, **values: object) -> Sequence[Row]:
        """All rows of a query with :named values."""
        numbered, names = _numbered(sql)
        async with self._connection() as connection:
            return [dict(row) for row in await connection.fetch(numbered, *(values[name] for name in names))]

    async def fetch_one(self, sql: str, **values: object) -> Row | None:
        """Return the first row of a query with :named values, or None."""
        numbered, names = _numbered(sql)
        async with self._connection() as connection:
            row = await connection.fetchrow(numbered, *(values[name] for name in names))
        return None if row is None else dict(row)

    async def execute(self, sql: str, **values: object) -> None:
        """Run a statement with :named values."""
        numbered, names = _numbered(sql)
        async with self._connection() as connection:
            await connection.fetchrow(numbered, *(values[name] for name in names))

    async def fetch_batch(self, sql: str, *values: object) -> Sequence[Row]:
        """All rows of a statement over values and whole arrays ($1, $2, …), sent at once (`databases` would loop)."""
        async with self._connection() as connection:
            rows: Sequence[Row] = await connection.fetch(sql, *values)
            return rows

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[asyncpg.Connection]:
        """Lend a connection of the pool, as asyncpg knows it."""
        with _translated():
            async with self._alone, self._database.connection() as connection:
                yield connection.raw_connection


@lru_cache(maxsize=1000)
def _numbered(sql: str) -> tuple[str, Sequence[str]]:
    """SQL with $1, $2, … for its :names, and the names in that order; `databases` would work it out for each query."""
    compiled = text(sql).compile(dialect=dialect.dialect())  # type: ignore[no-untyped-call]
    return str(compiled), tuple(getattr(compiled, "positiontup", None) or ())


async def _reset(connection: asyncpg.Connection) -> None:
    """Make a connection fit for whoever takes it next.

    Nothing here changes a session: no SET, no LISTEN, no lock that outlives its transaction. asyncpg would ask Postgres
    to undo all of that after every query, which takes about as long as a short query does.
    """
    if connection.is_in_transaction():
        await connection.reset()


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except asyncpg.DiskFullError as error:
        raise DatabaseUnavailableError(
            "The disk of the server's database is full. Nothing was lost: whoever runs the server must free some space."
        ) from error
    except _AWAY as error:
        raise DatabaseUnavailableError(
            "The database does not answer. Nothing was lost: try again in a moment."
        ) from error
