"""Connectors made and told something, as a page does it."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import httpx

from tests.backend.conftest import Page

Json = dict[str, Any]


async def add(page: Page, kind: str, address: str, **more: str) -> str:
    added = await page.client.post("/api/connectors", json={"kind": kind, "name": "Mine", "address": address, **more})
    assert added.status_code == 201, added.text
    return str(added.json()["id"])


async def ask(page: Page, connector: str, command: Json, key: str | None = None, gesture: str | None = "fist") -> Any:
    body = {"key": key or str(uuid4()), "gesture": gesture, "command": command}
    answered: httpx.Response = await page.client.post(f"/api/connectors/{connector}/runs", json=body)
    return answered


async def tell(page: Page, connector: str, command: Json, key: str | None = None) -> Json:
    answered = await ask(page, connector, command, key)
    assert answered.status_code == 200, answered.text
    told: Json = answered.json()
    return told


async def choices(page: Page, connector: str) -> list[Json]:
    answered = await page.client.get(f"/api/connectors/{connector}/choices")
    assert answered.status_code == 200, answered.text
    found: list[Json] = answered.json()["choices"]
    return found
