"""Who uses it and when: people per half hour of today, and minutes per person and day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from backend.accounts.store import Account
from backend.database import Database
from backend.http.errors import BadRequestError
from backend.stats.days import Days
from backend.stats.figures.report import Json
from backend.stats.filters import Filters

USUAL_DAYS: Final = 28
MOST_DAYS: Final = 92
_HALF_HOUR: Final = timedelta(minutes=30)


def zone_of(name: str | None) -> ZoneInfo:
    """Return the time zone of that name, UTC without one. Raises BadRequestError."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadRequestError("zone: must be the name of a time zone, such as Europe/Berlin.") from None


async def figures(past: Days, filters: Filters, day: date, today: date, zone: ZoneInfo, asker: Account | None) -> Json:
    """Return people by half hours of `day`, and minutes of those days of the filters that are not after `today`."""
    days = usage_days(filters, today)
    return {
        "zone": zone.key,
        "day": day.isoformat(),
        "half_hours": await half_hours(past.database, day, zone, filters),
        "usage_from": days[0].isoformat() if days else None,
        "usage_to": days[-1].isoformat() if days else None,
        "usage": await usage(past, days, zone, asker, filters),
    }


def half_hours_of(day: date, zone: ZoneInfo) -> list[datetime]:
    """Return the beginnings of a day's half hours: 48 of them, but where clocks are changed that day."""
    at, end = _start_of(day, zone), _start_of(day + timedelta(days=1), zone)
    starts = []
    while at < end:
        starts.append(at)
        at += _HALF_HOUR
    return starts


async def half_hours(database: Database, day: date, zone: ZoneInfo, filters: Filters) -> list[Json]:
    """Return for each half hour of a day how many people's samples were received."""
    starts = half_hours_of(day, zone)
    rows = await database.fetch_all(
        f"""
        SELECT width_bucket(quarter, CAST(:starts AS timestamptz[])) AS place, count(DISTINCT account_id) AS people
        FROM stats_usage WHERE quarter >= :start AND quarter < :after{filters.matching_all_days} GROUP BY place
        """,  # noqa: S608 (made of constants)
        **filters.values,
        starts=starts,
        start=starts[0],
        after=starts[-1] + _HALF_HOUR,
    )
    people = {row["place"]: row["people"] for row in rows}
    return [
        {"start": start.astimezone(zone).isoformat(), "people": people.get(place, 0)}
        for place, start in enumerate(starts, 1)
    ]


def usage_days(filters: Filters, today: date) -> list[date]:
    """Return the days that usage is told of: those of the filters, the newest MOST_DAYS of them at most."""
    last = min(filters.last or today, today)
    first = filters.first or last - timedelta(days=USUAL_DAYS - 1)
    first = max(first, last - timedelta(days=MOST_DAYS - 1))
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


async def usage(
    past: Days, days: Sequence[date], zone: ZoneInfo, asker: Account | None, filters: Filters
) -> list[Json]:
    """Return of each person in how many minutes of each of the days samples of theirs were received.

    Names are told to the administrator and to oneself; others are numbered by the order in which they registered.
    """
    if not days:
        return []
    starts = tuple(_start_of(day, zone) for day in (*days, days[-1] + timedelta(days=1)))
    within = replace(filters, first=starts[0].date(), last=starts[-1].date())
    rows = await past.rows(
        f"""
        SELECT account_id, array_agg(place) AS places, array_agg(minutes) AS minutes FROM (
            SELECT account_id, place, sum(bit_count(bits::bit(15)))::integer AS minutes FROM (
                SELECT width_bucket(quarter, CAST(:starts AS timestamptz[])) AS place, account_id,
                    bit_or(minutes) AS bits
                FROM stats_usage WHERE quarter >= greatest(:since, CAST(:start AS timestamptz))
                    AND quarter < least(:before, CAST(:after AS timestamptz)){filters.matching_all_days}
                GROUP BY quarter, account_id
            ) AS of_quarters GROUP BY account_id, place
        ) AS of_days GROUP BY account_id
        """,  # noqa: S608 (made of constants)
        within,
        starts=starts,
        start=starts[0],
        after=starts[-1],
    )
    minutes: defaultdict[int, list[int]] = defaultdict(lambda: [0] * len(days))
    for row in rows:
        for place, n in zip(row["places"], row["minutes"], strict=True):
            minutes[row["account_id"]][place - 1] += n
    names = {account_id: f"Person {number}" for number, account_id in enumerate(sorted(minutes), 1)}
    names |= await _names(past.database, asker)
    return [
        {
            "person": names[account_id],
            "yours": asker is not None and account_id == asker.id,
            "minutes": minutes[account_id],
        }
        for account_id in sorted(minutes)
    ]


async def _names(database: Database, asker: Account | None) -> dict[int, str]:
    if asker is None or not asker.administrator:
        return {} if asker is None else {asker.id: asker.name}
    return {row["id"]: row["name"] for row in await database.fetch_all("SELECT id, name FROM accounts")}


def _start_of(day: date, zone: ZoneInfo) -> datetime:
    """Return a day's first moment in UTC; where clocks skip midnight, that is when they go on."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
