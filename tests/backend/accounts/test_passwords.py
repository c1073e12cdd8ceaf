"""Passwords: hashed right, on one thread, and never more than a few at once."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import AsyncIterator

import argon2
import pytest

from backend.accounts.passwords import PRIORITY, Passwords
from backend.http.errors import TooBusyError

pytestmark = pytest.mark.anyio


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    made = Passwords(queue=3)
    yield made
    made.close()


async def test_a_hash_fits_its_password_only(passwords: Passwords) -> None:
    hashed = await passwords.hash("correct horse")
    assert hashed.startswith("$argon2id$")
    assert "correct" not in hashed
    assert hashed != await passwords.hash("correct horse")
    assert await passwords.verify(hashed, "correct horse")
    assert not await passwords.verify(hashed, "correct horsf")
    assert not passwords.outdated(hashed)


async def test_a_hash_with_other_parameters_is_outdated_but_fits(passwords: Passwords) -> None:
    old = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash("correct horse")
    assert await passwords.verify(old, "correct horse")
    assert passwords.outdated(old)


async def test_a_full_queue_refuses_at_once_and_drains(passwords: Passwords) -> None:
    jobs = [asyncio.create_task(passwords.hash("correct horse")) for _ in range(4)]
    await asyncio.sleep(0)
    with pytest.raises(TooBusyError) as caught:
        await passwords.hash("one too many")
    assert not any(job.done() for job in jobs)  # it waited for none of them
    assert caught.value.headers["Retry-After"] == "2"
    assert len(set(await asyncio.gather(*jobs))) == 4
    assert await passwords.hash("welcome again")


async def test_an_asker_who_leaves_does_not_make_room_that_is_not_there(passwords: Passwords) -> None:
    jobs = [asyncio.create_task(passwords.hash("correct horse")) for _ in range(4)]
    await asyncio.sleep(0)
    jobs[0].cancel()  # its hash is being computed, and goes on to be
    await asyncio.sleep(0)
    with pytest.raises(TooBusyError):
        await passwords.hash("one too many")
    await asyncio.gather(*jobs[1:])


async def test_the_loop_goes_on_while_a_password_is_hashed(passwords: Passwords) -> None:
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.001)
            ticks += 1

    ticking = asyncio.create_task(tick())
    await asyncio.gather(*(passwords.hash("correct horse") for _ in range(3)))
    ticking.cancel()
    assert ticks >= 5


async def test_the_loop_has_the_processor_before_hashing_has_it(passwords: Passwords) -> None:
    def priority() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id() if sys.platform == "linux" else 0)

    ours, of_hashing = priority(), await passwords._run(priority)
    assert of_hashing == (max(ours, PRIORITY) if sys.platform == "linux" else ours)
