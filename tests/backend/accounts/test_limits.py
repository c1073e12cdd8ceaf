"""Limits on attempts: so many at once, then one at a time, each subject for itself, however many ask together."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from starlette.requests import Request

from backend.accounts.limits import Attempts, Limit, address_of, site_of
from backend.database import Database
from backend.http.errors import TooManyAttemptsError

pytestmark = pytest.mark.anyio
THREE = Limit("three", 3, timedelta(minutes=10))


async def later(database: Database, time: timedelta) -> None:
    """Let time pass, as far as limits are concerned."""
    await database.execute("UPDATE rate_limits SET free_at = free_at - CAST(:time AS interval)", time=time)


async def test_a_burst_then_one_after_each_interval(database: Database) -> None:
    attempts = Attempts(database)
    for _ in range(3):
        await attempts.take(THREE, "a")
    for _ in range(3):  # refusals are not counted, or someone who goes on trying would wait for ever
        with pytest.raises(TooManyAttemptsError, match="Wait a little") as caught:
            await attempts.take(THREE, "a")
        assert 590 <= caught.value.wait_s <= 600
        assert caught.value.headers == {"Retry-After": str(caught.value.wait_s)}
    await later(database, timedelta(minutes=10))
    await attempts.take(THREE, "a")
    with pytest.raises(TooManyAttemptsError):
        await attempts.take(THREE, "a")


async def test_each_subject_and_each_limit_for_itself(database: Database) -> None:
    attempts = Attempts(database)
    other = Limit("other", 1, timedelta(minutes=10))
    await attempts.take(other, "a")
    with pytest.raises(TooManyAttemptsError):
        await attempts.take(other, "a")
    await attempts.take(other, "b")
    await attempts.take(THREE, "a")


async def test_what_is_given_back_was_not_counted(database: Database) -> None:
    attempts = Attempts(database)
    for _ in range(20):
        await attempts.take(THREE, "a")
        await attempts.give_back(THREE, "a")
    for _ in range(3):
        await attempts.take(THREE, "a")
    with pytest.raises(TooManyAttemptsError):
        await attempts.take(THREE, "a")


async def test_a_long_pause_saves_up_no_more_than_the_burst(database: Database) -> None:
    attempts = Attempts(database)
    await attempts.take(THREE, "a")
    await later(database, timedelta(days=1))
    for _ in range(3):
        await attempts.take(THREE, "a")
    with pytest.raises(TooManyAttemptsError):
        await attempts.take(THREE, "a")


async def test_what_is_free_again_is_forgotten(database: Database) -> None:
    await Attempts(database).take(THREE, "a")
    await later(database, timedelta(minutes=11))
    await Attempts(database).take(THREE, "b")
    assert await database.fetch_one("SELECT count(*) AS n FROM rate_limits") == {"n": 1}


async def test_no_address_stands_in_the_table(database: Database) -> None:
    await Attempts(database).take(THREE, "203.0.113.7")
    row = await database.fetch_one("SELECT encode(key, 'escape') AS key FROM rate_limits")
    assert row is not None
    assert "203" not in row["key"]


async def test_many_at_the_same_moment(postgres: str) -> None:
    """On connections of their own, so this one test really writes, and cleans up."""
    database = Database(postgres)
    await database.connect()
    try:
        tries = (Attempts(database).take(THREE, "at once") for _ in range(12))
        outcomes = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(str(type(outcome).__name__) for outcome in outcomes) == sorted(
            ["NoneType"] * 3 + ["TooManyAttemptsError"] * 9
        )
    finally:
        await database.execute("DELETE FROM rate_limits")
        await database.disconnect()


@pytest.mark.parametrize(
    ("host", "subject"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("somewhere", "somewhere"),
        (None, ""),
    ],
)
async def test_whom_a_request_comes_from(host: str | None, subject: str) -> None:
    client = None if host is None else (host, 1)
    assert address_of(Request({"type": "http", "client": client, "headers": []})) == subject


@pytest.mark.parametrize(
    ("address", "site"),
    [
        ("2001:db8:1:2::/64", "2001:db8:1::/48"),
        ("2001:db8:1:ffff::/64", "2001:db8:1::/48"),
        ("192.0.2.1", "192.0.2.1"),
        ("", ""),
    ],
)
async def test_the_networks_of_a_site_belong_together(address: str, site: str) -> None:
    assert site_of(address) == site
