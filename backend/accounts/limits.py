"""Limits how often somebody may try.

The count is kept in Postgres, so that it holds for all processes of the server together; while nothing can be written
there, each process counts for itself.
"""

from __future__ import annotations

import hashlib
import math
import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Final

from starlette.requests import Request

from backend.database import Database
from backend.http.errors import DatabaseReadOnlyError, TooManyAttemptsError

PRUNE_EVERY_S: Final = 60.0
SITE: Final = 48  # bits of an IPv6 address


@dataclass(frozen=True)
class Limit:
    """`burst` attempts at once, and one more after each `every`."""

    name: str
    burst: int
    every: timedelta


@dataclass(frozen=True)
class Limits:
    """The limits in force; a class of thirty behind one address can still register and log in."""

    per_address: Limit = Limit("address", 60, timedelta(seconds=2))
    # For a whole site (see site_of): who has a network to choose from has many.
    registering: Limit = Limit("registering", 50, timedelta(minutes=1))
    reporting: Limit = Limit("reporting", 120, timedelta(seconds=5))  # how a model works: one or two a page
    per_name: Limit = Limit("name", 10, timedelta(minutes=2))  # what succeeds is given back


class Attempts:
    """Counts attempts per limit and subject: an address, or the key of a name."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._pruned = -math.inf
        self._free_at: dict[bytes, float] = {}  # only while the database can only be read

    async def take(self, limit: Limit, subject: str) -> None:
        """Count one attempt. Raises TooManyAttemptsError, which says how long to wait, and counts nothing then."""
        try:
            await self._take(limit, subject)
        except DatabaseReadOnlyError:
            self._take_here(limit, subject)

    async def give_back(self, limit: Limit, subject: str) -> None:
        """Undo one attempt: it was no guess."""
        key = _key(limit, subject)
        if key in self._free_at:
            self._free_at[key] -= limit.every.total_seconds()
        with suppress(DatabaseReadOnlyError):
            await self._database.execute(
                "UPDATE rate_limits SET free_at = free_at - CAST(:every AS interval) WHERE key = :key",
                key=key,
                every=limit.every,
            )

    async def _take(self, limit: Limit, subject: str) -> None:
        await self._prune()
        # One statement, so that attempts at the same moment cannot all see the same count. The row holds the moment
        # when everything will be free again; each attempt moves it on by `every`.
        row = await self._database.fetch_one(
            """
            INSERT INTO rate_limits AS l (key, free_at) VALUES (:key, clock_timestamp() + CAST(:every AS interval))
            ON CONFLICT (key) DO UPDATE SET free_at = greatest(l.free_at, clock_timestamp()) + CAST(:every AS interval)
            WHERE l.free_at <= clock_timestamp() + CAST(:waiting AS interval) RETURNING free_at
            """,
            key=_key(limit, subject),
            every=limit.every,
            waiting=limit.every * (limit.burst - 1),
        )
        if row is None:
            raise _too_many(await self._wait_s(limit, subject))

    def _take_here(self, limit: Limit, subject: str) -> None:
        now, every, key = time.monotonic(), limit.every.total_seconds(), _key(limit, subject)
        self._free_at = {other: free_at for other, free_at in self._free_at.items() if free_at > now}
        free_at = self._free_at.get(key, now)
        wait = free_at - every * (limit.burst - 1) - now
        if wait > 0:
            raise _too_many(math.ceil(wait))
        self._free_at[key] = free_at + every

    async def _wait_s(self, limit: Limit, subject: str) -> int:
        row = await self._database.fetch_one(
            """
            SELECT extract(epoch FROM free_at - CAST(:waiting AS interval) - clock_timestamp()) AS wait
            FROM rate_limits WHERE key = :key
            """,
            key=_key(limit, subject),
            waiting=limit.every * (limit.burst - 1),
        )
        return 1 if row is None else max(1, math.ceil(row["wait"]))

    async def _prune(self) -> None:
        """Forget, once a minute, those who have everything free again."""
        now = time.monotonic()
        if now - self._pruned >= PRUNE_EVERY_S:
            self._pruned = now
            await forget_free(self._database)


def _too_many(wait_s: int) -> TooManyAttemptsError:
    return TooManyAttemptsError("There were too many attempts. Wait a little, then try again.", wait_s)


async def forget_free(database: Database) -> int:
    """Forget those who have everything free again, and say how many they were."""
    return len(await database.fetch_all("DELETE FROM rate_limits WHERE free_at < clock_timestamp() RETURNING key"))


def address_of(request: Request) -> str:
    """Return whom a request comes from: its address, of IPv6 the /64 network that one customer has to choose from."""
    host = "" if request.client is None else request.client.host
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(ip_network((address, 64), strict=False)) if mapped is None else str(mapped)
    return str(address)


def site_of(address: str) -> str:
    """Return the site that an address, as address_of gives it, belongs to: of IPv6 the /48 that a provider gives out.

    One site has 65,536 of the networks that address_of tells apart.
    """
    try:
        network = ip_network(address)
    except ValueError:
        return address
    return str(network.supernet(new_prefix=SITE)) if network.version == 6 else address


def _key(limit: Limit, subject: str) -> bytes:
    """The limit's own hash of a subject: no address and no name stands in the table."""
    return hashlib.sha256(f"{limit.name}:{subject}".encode()).digest()
