"""Quotas: an account's day ends where its limits are, whichever process counts, and the next day begins anew."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from backend.accounts.quotas import HELD_OFF_S, DayLimits, Quotas
from backend.database import Database
from backend.http.errors import TooManyAttemptsError
from tests.backend.batches import NOW
from tests.backend.samples.consenting import sending

pytestmark = pytest.mark.anyio
LIMITS = DayLimits(samples=100, bytes=1000, requests=10, consents=3, batches_per_minute=60)


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def account_id(database: Database) -> int:
    return (await sending(database, "Ada")).account.id


def quotas_of(database: Database, clock: Clock | None = None, limits: DayLimits = LIMITS) -> Quotas:
    return Quotas(database, limits, clock or Clock(), held_back_s=0)


async def test_each_kind_has_its_own_end(database: Database, account_id: int) -> None:
    quotas = quotas_of(database)
    quotas.count(account_id, samples=99, requests=10)
    await quotas.require(account_id, samples=1, bytes=1000)
    with pytest.raises(TooManyAttemptsError, match=r"100 samples a day, and 99 are used.*after midnight UTC") as raised:
        await quotas.require(account_id, samples=2)
    assert raised.value.wait_s == (6 * 60 + 54) * 60  # it is 17:06
    with pytest.raises(TooManyAttemptsError, match="10 batches of samples"):
        await quotas.require(account_id, requests=1)
    with pytest.raises(TooManyAttemptsError, match="1,000 bytes"):
        await quotas.require(account_id, bytes=1001)


async def test_processes_learn_of_each_other(database: Database, account_id: int) -> None:
    first, second = quotas_of(database), quotas_of(database)
    for quotas in (first, second, first):
        quotas.count(account_id, samples=30)
        await quotas.write()
    with pytest.raises(TooManyAttemptsError, match="90 are used"):
        await first.require(account_id, samples=11)
    await second.write()  # idle: it forgets, and asks when it must know
    with pytest.raises(TooManyAttemptsError, match="90 are used"):
        await second.require(account_id, samples=11)
    started_again = quotas_of(database)
    assert (await started_again.used(account_id))["samples"] == 90


async def test_what_is_counted_while_the_rest_is_written_is_kept(database: Database, account_id: int) -> None:
    quotas = quotas_of(database)
    quotas.count(account_id, samples=1)
    fetch = database.fetch_batch

    async def fetch_meanwhile(sql: str, *values: object) -> object:
        quotas.count(account_id, samples=10)
        return await fetch(sql, *values)

    database.fetch_batch = fetch_meanwhile  # type: ignore[assignment,method-assign]
    await quotas.write()
    assert (await quotas.used(account_id))["samples"] == 11


async def test_nothing_is_forgotten_while_the_database_is_away(database: Database, account_id: int) -> None:
    quotas = quotas_of(database)
    quotas.count(account_id, samples=5)
    fetch = database.fetch_batch

    async def fail(*_: object) -> object:
        raise OSError("away")

    database.fetch_batch = fail  # type: ignore[assignment,method-assign]
    with pytest.raises(OSError, match="away"):
        await quotas.write()
    database.fetch_batch = fetch  # type: ignore[method-assign]
    quotas.count(account_id, samples=5)
    await quotas.write()
    assert (await quotas_of(database).used(account_id))["samples"] == 10


async def test_a_new_day_begins_anew_and_old_ones_go(database: Database, account_id: int) -> None:
    clock = Clock()
    quotas = quotas_of(database, clock)
    for _ in range(4):
        quotas.count(account_id, consents=3)
        await quotas.write()
        with pytest.raises(TooManyAttemptsError):
            await quotas.require(account_id, consents=1)
        clock.now += timedelta(days=1)
        await quotas.require(account_id, consents=3)
    assert await database.fetch_one("SELECT count(*) AS n FROM account_days") == {"n": 2}


async def test_an_account_that_has_gone_leaves_nothing(database: Database, account_id: int) -> None:
    quotas = quotas_of(database)
    quotas.count(account_id + 1000, samples=1)
    quotas.count(account_id, samples=1)
    await quotas.write()
    assert await database.fetch_all("SELECT account_id, samples FROM account_days") == [
        {"account_id": account_id, "samples": 1}
    ]


async def test_the_pace_of_one_is_not_that_of_another(database: Database) -> None:
    quotas = quotas_of(database, limits=replace(LIMITS, batches_per_minute=20))
    for _ in range(5):
        await quotas.require_pace(1)
    with pytest.raises(TooManyAttemptsError, match="20 batches a minute") as raised:
        await quotas.require_pace(1)
    assert raised.value.wait_s == 3
    await quotas.require_pace(2)


async def test_who_did_harm_waits(database: Database) -> None:
    quotas = quotas_of(database)
    quotas.hold_off(1)
    with pytest.raises(TooManyAttemptsError, match="Send it again later") as raised:
        await quotas.require_pace(1)
    assert HELD_OFF_S <= raised.value.wait_s <= HELD_OFF_S + 2
    await quotas.require_pace(2)
