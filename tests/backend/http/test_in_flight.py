"""Bodies in flight: bounded for each sender and together, and the largest sender's goes first."""

from __future__ import annotations

import asyncio
from contextlib import ExitStack

import pytest
from starlette.requests import Request
from starlette.types import Message

from backend.http.body import read_body
from backend.http.errors import TooManyAttemptsError
from backend.http.in_flight import BODIES_OF_ONE, MOST, MOST_OF_ONE, BodiesInFlight

pytestmark = pytest.mark.anyio
MIB = 1024 * 1024


class Sender:
    """Someone who sends a body piece by piece, and what came of it."""

    def __init__(self, bodies: BodiesInFlight, who: int) -> None:
        self._pieces: asyncio.Queue[Message] = asyncio.Queue()
        headers = [(b"content-type", b"x/y")]
        request = Request({"type": "http", "method": "POST", "headers": headers}, self._pieces.get)

        async def read() -> bytes:
            with bodies.hold(who) as held:
                return await read_body(request, "x/y", 4 * MIB, held)

        self.reading = asyncio.create_task(read())

    async def send(self, size: int, more: bool = True) -> None:
        await self._pieces.put({"type": "http.request", "body": bytes(size), "more_body": more})
        for _ in range(10):
            await asyncio.sleep(0)


async def test_a_body_that_is_read_is_no_longer_held() -> None:
    bodies = BodiesInFlight()
    for _ in range(2 * MOST // (4 * MIB)):
        sender = Sender(bodies, 1)
        await sender.send(4 * MIB, more=False)
        assert len(await sender.reading) == 4 * MIB


async def test_one_sender_has_its_bound_and_others_are_not_in_it() -> None:
    bodies = BodiesInFlight()
    senders = [Sender(bodies, 1) for _ in range(3)]
    for sender in senders:
        await sender.send(3 * MIB)
    with pytest.raises(TooManyAttemptsError, match=f"{MOST_OF_ONE} bytes of an account"):
        await senders[2].reading
    other = Sender(bodies, 2)
    await other.send(4 * MIB, more=False)
    assert len(await other.reading) == 4 * MIB
    for sender in senders[:2]:
        await sender.send(1, more=False)
        assert len(await sender.reading) == 3 * MIB + 1


async def test_where_all_are_too_many_the_largest_sender_loses_a_body() -> None:
    bodies = BodiesInFlight()
    greedy = [Sender(bodies, who) for who in (1, 1, 2, 2, 3, 3)]
    for sender in greedy:
        await sender.send(4 * MIB - 100)
    honest = Sender(bodies, 4)
    await honest.send(MIB, more=False)
    assert len(await honest.reading) == MIB
    ended = [sender for sender in greedy if sender.reading.done()]
    assert len(ended) == 1
    with pytest.raises(TooManyAttemptsError, match="let the largest bodies go") as raised:
        await ended[0].reading
    assert raised.value.wait_s > 0
    for sender in set(greedy) - set(ended):
        await sender.send(1, more=False)
        await sender.reading


async def test_what_is_handled_already_is_not_taken_away() -> None:
    bodies = BodiesInFlight()
    with ExitStack() as stack:
        for who in range(MOST // MOST_OF_ONE):
            stack.enter_context(bodies.hold(who)).grow(MOST_OF_ONE)
        late = Sender(bodies, 99)
        await late.send(1)
        with pytest.raises(TooManyAttemptsError, match="as much as it can"):
            await late.reading


async def test_how_many_of_one_sender() -> None:
    bodies = BodiesInFlight()
    with ExitStack() as stack:
        for _ in range(BODIES_OF_ONE):
            stack.enter_context(bodies.hold(1))
        with pytest.raises(TooManyAttemptsError), bodies.hold(1):
            pass
        with bodies.hold(2):
            pass
    with bodies.hold(1):
        pass
