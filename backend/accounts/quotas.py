"""What an account may use of a day (in UTC), so that one cannot take everything.

Counted in memory and written every few seconds, since a row that every batch changes would make batches wait for each
other. So several processes together may let an account have a few seconds' worth more.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final, Literal

from backend.background import attempt, repeated
from backend.database import Database, Row
from backend.http.errors import TooManyAttemptsError

Kind = Literal["samples", "bytes", "requests", "consents"]
KINDS: Final[tuple[Kind, ...]] = ("samples", "bytes", "requests", "consents")
EVERY_S: Final = 3.0
BURST_S: Final = 15  # so much of what a minute allows may come at once
HELD_OFF_S: Final = 600
WORDS: Final[dict[Kind, str]] = {
    "samples": "samples",
    "bytes": "bytes of samples and pictures",
    "requests": "batches of samples and pictures",
    "consents": "changes of consent",
}


@dataclass(frozen=True)
class DayLimits:
    """How much of each kind an account may use a day, and how many batches it may send a minute to one process."""

    samples: int
    bytes: int
    requests: int
    consents: int
    batches_per_minute: int


@dataclass
class _Day:
    """What an account used of one day: as far as it is `known` from the database (None: not asked yet), and since."""

    known: Counter[Kind] | None = None
    here: Counter[Kind] = field(default_factory=Counter)


class Quotas:
    """Counts what accounts use of their day, and refuses more than `limits`."""

    def __init__(
        self, database: Database, limits: DayLimits, clock: Callable[[], datetime], held_back_s: float = 1.0
    ) -> None:
        """`clock` gives the time now; who is over a limit is told so after `held_back_s`, to come back more slowly."""
        self.limits: Final = limits
        self._database = database
        self._clock = clock
        self._held_back_s = held_back_s
        self._days: dict[tuple[int, date], _Day] = {}
        self._free_at: dict[int, float] = {}

    async def require(self, account_id: int, **amounts: int) -> None:
        """Raise TooManyAttemptsError, which says what is used up and until when, where so much more is too much."""
        used = await self.used(account_id)
        for kind in KINDS:
            most = getattr(self.limits, kind)
            if amounts.get(kind) and used[kind] + amounts[kind] > most:
                await asyncio.sleep(self._held_back_s)
                raise TooManyAttemptsError(
                    f"An account may send {most:,} {WORDS[kind]} a day, and {used[kind]:,} are used. "
                    "Nothing is lost: send it again after midnight UTC.",
                    self._rest_of_day_s(),
                )

    async def require_pace(self, account_id: int) -> None:
        """Count one batch, unless there were too many within a minute. Raises TooManyAttemptsError."""
        now, every = time.monotonic(), 60 / self.limits.batches_per_minute
        free_at = max(self._free_at.get(account_id, 0.0), now)
        if free_at + every > now + BURST_S:
            await asyncio.sleep(self._held_back_s)
            raise TooManyAttemptsError(
                f"An account may send {self.limits.batches_per_minute:,} batches a minute, pictures "
                "among them. Send it again later.",
                math.ceil(free_at + every - now - BURST_S),
            )
        self._free_at[account_id] = free_at + every

    def hold_off(self, account_id: int) -> None:
        """Let the account send nothing for a while: it did harm."""
        self._free_at[account_id] = time.monotonic() + HELD_OFF_S + BURST_S

    def count(self, account_id: int, **amounts: int) -> None:
        """Count what the account has used."""
        self._days.setdefault((account_id, self._today()), _Day()).here.update(amounts)  # type: ignore[arg-type]

    async def used(self, account_id: int) -> Counter[Kind]:
        """Return what the account has used today, as far as this process knows. Raises DatabaseUnavailableError."""
        key = account_id, self._today()
        day = self._days.setdefault(key, _Day())
        if day.known is None:
            row = await self._database.fetch_one(
                "SELECT * FROM account_days WHERE day = :day AND account_id = :account_id",
                day=key[1],
                account_id=account_id,
            )
            day.known = day.known or _amounts(row)
        return day.known + day.here

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Write what is counted every few seconds while the server runs, and at its end."""
        async with repeated("counting what accounts use", self.write, EVERY_S):
            yield
        await attempt("counting what accounts use", self.write)

    async def write(self) -> None:
        """Add what was counted to the database, and learn what other processes did. Raises DatabaseUnavailableError."""
        now = time.monotonic()
        self._free_at = {account: free_at for account, free_at in self._free_at.items() if free_at > now}
        counted = {key: day.here for key, day in sorted(self._days.items()) if day.here.total()}
        if not counted:
            self._days.clear()  # what was not used meanwhile is asked for anew when it is
            return
        self._days = {key: _Day() for key in counted}
        try:
            rows = await self._database.fetch_batch(
                """
                WITH old AS (DELETE FROM account_days WHERE day < $1::date)
                INSERT INTO account_days AS d (day, account_id, samples, bytes, requests, consents)
                SELECT u.* FROM unnest($2::date[], $3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[])
                    AS u (day, account_id, samples, bytes, requests, consents)
                JOIN accounts a ON a.id = u.account_id WHERE u.day >= $1 ORDER BY u.account_id, u.day
                ON CONFLICT (day, account_id) DO UPDATE SET samples = d.samples + excluded.samples,
                    bytes = d.bytes + excluded.bytes, requests = d.requests + excluded.requests,
                    consents = d.consents + excluded.consents
                RETURNING *
                """,
                self._today() - timedelta(days=1),
                [day for _, day in counted],
                [account_id for account_id, _ in counted],
                *([here[kind] for here in counted.values()] for kind in KINDS),
            )
        except BaseException:
            for key, here in counted.items():
                self._days.setdefault(key, _Day()).here.update(here)
            raise
        for row in rows:
            if day := self._days.get((row["account_id"], row["day"])):
                day.known = _amounts(row)

    def _today(self) -> date:
        return self._clock().astimezone(UTC).date()

    def _rest_of_day_s(self) -> int:
        now = self._clock().astimezone(UTC)
        midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time(), UTC)
        return math.ceil((midnight - now).total_seconds())


def _amounts(row: Row | None) -> Counter[Kind]:
    return Counter({} if row is None else {kind: row[kind] for kind in KINDS})
