"""Turns: one at a time, and of those who wait whoever took the least."""

from __future__ import annotations

import asyncio

import pytest

from backend.http.turns import Turns

pytestmark = pytest.mark.anyio


async def order_of(turns: Turns, *senders: int, behind_s: dict[int, float] | None = None) -> list[int]:
    """In which order they have their turns when all ask at once, each turn taking a moment."""
    order: list[int] = []

    async def take(sender: int) -> None:
        async with turns.take(sender, behind_s=(behind_s or {}).get(sender, 0.0)):
            order.append(sender)
            await asyncio.sleep(0.002)

    await asyncio.gather(*map(take, senders))
    return order


async def test_who_took_the_least_comes_next() -> None:
    assert await order_of(Turns(), 1, 1, 1, 2, 3) == [1, 2, 3, 1, 1]


async def test_who_is_behind_comes_later_and_not_never() -> None:
    assert await order_of(Turns(), 1, 2, 3, behind_s={2: 10}) == [1, 3, 2]
    order = await order_of(Turns(), 1, *[3] * 20, 2, behind_s={2: 0.01})
    assert 2 <= order.index(2) < 20


async def test_others_are_answered_between_two_turns() -> None:
    turns, answered = Turns(), 0

    async def answer() -> None:
        nonlocal answered
        while True:
            await asyncio.sleep(0)
            answered += 1

    async def take(sender: int) -> None:
        async with turns.take(sender):
            before.append(answered)

    before: list[int] = []
    answering = asyncio.create_task(answer())
    async with turns.take(0):
        waiting = [asyncio.create_task(take(sender)) for sender in range(5)]
        await asyncio.sleep(0)
    await asyncio.gather(*waiting)
    answering.cancel()
    assert len(set(before)) == len(before)


async def test_who_stops_waiting_holds_up_nobody() -> None:
    turns = Turns()
    async with turns.take(1):
        gone = asyncio.create_task(order_of(turns, 2))
        waiting = asyncio.create_task(order_of(turns, 3))
        await asyncio.sleep(0)
        gone.cancel()
    assert await waiting == [3]
