"""Work that goes on beside requests, which no error ends."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from backend.http.errors import AppError

logger = logging.getLogger(__name__)


@asynccontextmanager
async def repeated(
    what: str, work: Callable[[], Awaitable[object]], every_s: float, first_s: float | None = None
) -> AsyncIterator[None]:
    """Do some work every so many seconds, the first time after `first_s`; `what` is its name in the log."""
    task = asyncio.create_task(_for_ever(what, work, every_s, every_s if first_s is None else first_s))
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _for_ever(what: str, work: Callable[[], Awaitable[object]], every_s: float, wait_s: float) -> None:
    said = None
    while True:
        await asyncio.sleep(wait_s)
        wait_s = every_s
        said = await attempt(what, work, said)


async def attempt(what: str, work: Callable[[], Awaitable[object]], said: str | None = None) -> str | None:
    """Do the work; return what is wrong with it, which is logged unless it is what was `said` before."""
    try:
        await work()
    except Exception as error:
        wrong = f"{type(error).__name__}: {error}"
        if wrong != said:
            defect = None if isinstance(error, AppError) else error
            logger.error("%s failed, and is tried again: %s", what, wrong, exc_info=defect)
        return wrong
    if said is not None:
        logger.info("%s works again", what)
    return None
