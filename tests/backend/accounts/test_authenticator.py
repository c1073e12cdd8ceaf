"""Who may come in: guessing is slowed down, and neither the answer nor its time tells which names exist."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from backend.accounts import store
from backend.accounts.authenticator import Authenticator
from backend.accounts.limits import Limit, Limits
from backend.accounts.passwords import Passwords
from backend.database import Database
from backend.http.errors import (
    BasicRequiredError,
    ForbiddenError,
    TooBusyError,
    TooManyAttemptsError,
    UnauthenticatedError,
)
from tests.backend.conftest import PASSWORD, Page

pytestmark = pytest.mark.anyio
HOME = "203.0.113.7"
MANY = Limit("many", 10_000, timedelta(seconds=1))


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    made = Passwords(queue=1)
    yield made
    made.close()


def authenticator(database: Database, passwords: Passwords, limits: Limits | None = None) -> Authenticator:
    return Authenticator(database, passwords, limits or Limits())


async def test_an_unknown_name_and_a_wrong_password_get_the_same_answer_after_the_same_time(
    database: Database, passwords: Passwords
) -> None:
    keeper = authenticator(database, passwords, Limits(per_address=MANY, registering=MANY, per_name=MANY))
    await keeper.register_or_log_in(HOME, "Ada", "ada", PASSWORD)
    took: dict[str, list[float]] = {"ada": [], "nobody": []}
    said = set()
    for _ in range(15):  # in turn, and the processor's time: others' work on the machine must not count
        for name, times in took.items():
            start = time.process_time()
            with pytest.raises(BasicRequiredError) as caught:
                await keeper.log_in(HOME, name, "a wrong password")
            times.append(time.process_time() - start)
            said.add(caught.value.detail)
    assert len(said) == 1
    known, unknown = (min(times) for times in took.values())
    assert 0.75 < known / unknown < 1.33


async def test_ten_wrong_guesses_then_not_even_the_right_one(database: Database, passwords: Passwords) -> None:
    keeper = authenticator(database, passwords)
    await keeper.register_or_log_in(HOME, "Ada", "ada", PASSWORD)
    for n in range(10):
        with pytest.raises(UnauthenticatedError):
            await keeper.register_or_log_in(f"198.51.100.{n}", "Ada", "ada", f"guess number {n}")
    with pytest.raises(TooManyAttemptsError) as caught:
        await keeper.register_or_log_in(HOME, "Ada", "ada", PASSWORD)
    assert caught.value.wait_s <= 120
    with pytest.raises(TooManyAttemptsError):
        await keeper.log_in(HOME, "ada", PASSWORD)
    await keeper.register_or_log_in(HOME, "Grace", "grace", PASSWORD)


async def test_whoever_knows_the_password_may_come_as_often_as_they_like(
    database: Database, passwords: Passwords
) -> None:
    keeper = authenticator(database, passwords)
    for _ in range(15):
        await keeper.register_or_log_in(HOME, "Ada", "ada", PASSWORD)


async def test_one_address_cannot_try_name_after_name(database: Database, passwords: Passwords) -> None:
    limits = Limits(per_address=Limit("address", 5, timedelta(minutes=1)))
    keeper = authenticator(database, passwords, limits)
    for n in range(5):
        with pytest.raises(BasicRequiredError):
            await keeper.log_in(HOME, f"name {n}", PASSWORD)
    with pytest.raises(TooManyAttemptsError):
        await keeper.log_in(HOME, "name 6", PASSWORD)


async def test_one_address_cannot_register_without_end(database: Database, passwords: Passwords) -> None:
    keeper = authenticator(database, passwords, Limits(registering=Limit("registering", 2, timedelta(minutes=1))))
    for name in ("ada", "grace"):
        await keeper.register_or_log_in(HOME, name, name, PASSWORD)
    with pytest.raises(TooManyAttemptsError):
        await keeper.register_or_log_in(HOME, "edith", "edith", PASSWORD)
    await keeper.register_or_log_in(HOME, "ada", "ada", PASSWORD)


async def test_a_site_with_many_networks_cannot_either(database: Database, passwords: Passwords) -> None:
    keeper = authenticator(database, passwords, Limits(registering=Limit("registering", 2, timedelta(minutes=1))))
    for n, name in enumerate(("ada", "grace")):
        await keeper.register_or_log_in(f"2001:db8:1:{n}::/64", name, name, PASSWORD)
    with pytest.raises(TooManyAttemptsError):
        await keeper.register_or_log_in("2001:db8:1:ff::/64", "edith", "edith", PASSWORD)
    await keeper.register_or_log_in("2001:db8:2::/64", "edith", "edith", PASSWORD)


async def test_confirming_is_guessing_too(database: Database, passwords: Passwords) -> None:
    keeper = authenticator(database, passwords)
    ada, _ = await keeper.register_or_log_in(HOME, "Ada", "ada", PASSWORD)
    for n in range(10):
        with pytest.raises(ForbiddenError, match="password is wrong"):
            await keeper.confirm(HOME, ada, f"guess number {n}")
    with pytest.raises(TooManyAttemptsError):
        await keeper.confirm(HOME, ada, PASSWORD)


async def test_a_refusal_because_it_is_busy_is_no_guess(database: Database, passwords: Passwords) -> None:
    keeper = authenticator(database, passwords)
    ada, _ = await keeper.register_or_log_in(HOME, "Ada", "ada", PASSWORD)
    always_busy = Passwords(queue=-1)
    for _ in range(15):
        with pytest.raises(TooBusyError):
            await authenticator(database, always_busy).confirm(HOME, ada, PASSWORD)
    always_busy.close()
    await keeper.confirm(HOME, ada, PASSWORD)


async def test_over_http_it_is_429_with_retry_after(page: Page) -> None:
    await page.log_in("Ada")
    for n in range(10):
        assert (await page.log_in("Ada", f"guess number {n}")).status_code == 401
    response = await page.log_in("Ada")
    assert response.status_code == 429
    assert response.headers["content-type"] == "application/problem+json"
    assert 0 < int(response.headers["retry-after"]) <= 120


async def test_a_hash_that_is_outdated_is_replaced_unless_the_password_was_changed(
    database: Database, passwords: Passwords
) -> None:
    ada = await store.add(database, "Ada", "ada", await passwords.hash(PASSWORD))
    assert ada is not None
    await authenticator(database, passwords).confirm(HOME, ada, PASSWORD)
    assert await database.fetch_one("SELECT password_hash FROM accounts") == {"password_hash": ada.password_hash}


async def test_while_the_queue_is_full_nothing_is_counted_or_asked(database: Database, passwords: Passwords) -> None:
    """A refusal must be cheap: in a flood it is what the server does most."""
    jobs = [asyncio.create_task(passwords.hash(PASSWORD)) for _ in range(2)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusyError):
        await authenticator(database, passwords).register_or_log_in(HOME, "Ada", "ada", PASSWORD)
    counted = await database.fetch_one("SELECT count(*) AS n FROM rate_limits")
    assert counted == {"n": 0}
    await asyncio.gather(*jobs)
