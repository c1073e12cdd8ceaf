"""The bodies that this process holds, from their first byte to the answer: bounded for each sender and together."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Final

from backend.http.errors import TooManyAttemptsError

MOST: Final = 24 * 1024 * 1024  # bytes of all senders; while it is handled a body takes some times as much memory
MOST_OF_ONE: Final = 8 * 1024 * 1024
BODIES_OF_ONE: Final = 10
WAIT_S: Final = 2


class Held:
    """One body of a sender: what came of it, and while it still comes, or waits, the deadline that ends it."""

    def __init__(self, sender: int, all_held: list[Held]) -> None:
        self.sender: Final = sender
        self.bytes = 0
        self.deadline: asyncio.Timeout | None = None
        self.dropped = False
        self._all = all_held

    def grow(self, more: int) -> None:
        """Take so many bytes more; the largest sender loses a body where all are too many, not who comes.

        Raises TooManyAttemptsError.
        """
        self.bytes += more
        if self._of_its_sender() > MOST_OF_ONE:
            raise too_much(f"At most {MOST_OF_ONE} bytes of an account are taken at once.")
        while sum(held.bytes for held in self._all) > MOST:
            coming = [held for held in self._all if held.deadline is not None and held.bytes]
            largest = max(coming, key=lambda held: (held._of_its_sender(), held.bytes), default=self)
            if largest is self or largest.deadline is None:
                raise too_much("The server is taking as much as it can.")
            largest.dropped, largest.bytes = True, 0
            largest.deadline.reschedule(asyncio.get_running_loop().time())

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """Let the body go for others where it is needed, until `keep` is called. Raises TooManyAttemptsError then."""
        try:
            async with asyncio.timeout(None) as self.deadline:
                yield
        except TimeoutError as error:
            if not self.dropped:
                raise
            raise dropped() from error
        finally:
            self.deadline = None

    def keep(self) -> None:
        """Let the body go no more: what it was waiting for has begun."""
        self.deadline = None

    def _of_its_sender(self) -> int:
        return sum(held.bytes for held in self._all if held.sender == self.sender)


class BodiesInFlight:
    """Knows the bodies that are held."""

    def __init__(self) -> None:
        self._held: list[Held] = []

    @contextmanager
    def hold(self, sender: int) -> Iterator[Held]:
        """Hold one more body of an account. Raises TooManyAttemptsError."""
        if sum(held.sender == sender for held in self._held) >= BODIES_OF_ONE:
            raise too_much(f"At most {BODIES_OF_ONE} requests of an account are taken at once.")
        held = Held(sender, self._held)
        self._held.append(held)
        try:
            yield held
        finally:
            self._held.remove(held)


def dropped() -> TooManyAttemptsError:
    """Return what to say to whose body was let go."""
    return too_much("The server had to let the largest bodies go, this one among them.")


def too_much(why: str) -> TooManyAttemptsError:
    """Return what to say to who must come back in a moment."""
    return TooManyAttemptsError(f"{why} Nothing is lost: send it again in a moment.", WAIT_S)
