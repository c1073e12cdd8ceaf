"""Listens to a broker beside a browser: messages with the moment at which each came."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.backend.actions.brokers import Broker

Heard = list[tuple[float, str]]


@contextmanager
def listening(broker: Broker, topic: str) -> Iterator[Heard]:
    """Subscribe in a thread: Playwright's loop has this one. (Unix time in milliseconds, payload) of each message."""
    heard: Heard = []
    ready, over = threading.Event(), threading.Event()

    async def listen() -> None:
        async with broker.listening(topic) as messages:
            ready.set()
            while not over.is_set():
                try:
                    _, payload = await asyncio.wait_for(messages.get(), 0.2)
                except TimeoutError:
                    continue
                heard.append((1000 * time.time(), payload.decode()))

    thread = threading.Thread(target=asyncio.run, args=(listen(),))
    thread.start()
    assert ready.wait(10)
    yield heard
    over.set()
    thread.join()
