"""A gesture reaches a real broker, and what it refuses is told in words that help."""

from __future__ import annotations

import asyncio
import time
from statistics import median
from typing import Any
from uuid import uuid4

import pytest

from tests.backend.actions.brokers import PASSWORD, USER, Broker
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio


async def add(page: Page, broker: Broker, password: str = PASSWORD) -> str:
    body = {
        "kind": "mqtt",
        "name": "Broker",
        "address": f"mqtt://127.0.0.1:{broker.port}",
        "user": USER,
        "secret": password,
    }
    added = await page.client.post("/api/connectors", json=body)
    assert added.status_code == 201, added.text
    return str(added.json()["id"])


async def run(page: Page, connector: str, payload: str = "fist") -> dict[str, Any]:
    command = {"kind": "mqtt", "topic": "home/gesture", "payload": payload}
    body = {"key": str(uuid4()), "gesture": "fist", "command": command}
    answered = await page.client.post(f"/api/connectors/{connector}/runs", json=body)
    assert answered.status_code == 200, answered.text
    told: dict[str, Any] = answered.json()
    return told


async def test_a_gesture_is_at_the_broker_within_a_moment(page: Page, broker: Broker) -> None:
    await page.log_in()
    connector = await add(page, broker)
    times = []
    async with broker.listening("home/#") as messages:
        for number in range(15):
            start = time.monotonic()
            told = await run(page, connector, f"{number}")
            assert await asyncio.wait_for(messages.get(), 5) == ("home/gesture", f"{number}".encode())
            times.append(time.monotonic() - start)
            assert (told["outcome"], told["attempts"], told["detail"]) == ("done", 1, None)
    assert median(times) < 0.3, times


async def test_long_messages_and_other_letters(page: Page, broker: Broker) -> None:
    await page.log_in()
    connector = await add(page, broker)
    async with broker.listening("#") as messages:
        assert (await run(page, connector, "✊" * 2000))["outcome"] == "done"
        assert (await asyncio.wait_for(messages.get(), 5))[1] == ("✊" * 2000).encode()


async def test_a_wrong_password_is_told_and_not_tried_again(page: Page, broker: Broker) -> None:
    await page.log_in()
    told = await run(page, await add(page, broker, "wrong"))
    assert (told["outcome"], told["attempts"]) == ("failed", 1)
    assert "password" in told["detail"]
