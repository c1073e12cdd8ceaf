"""Plays each example of the contract to the server: a request in, exactly the example's answer out."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.models import publish
from tests.backend.batches import encode
from tests.backend.conftest import Page
from tests.backend.model_files import HAND_ID, write_hand_model

pytestmark = pytest.mark.anyio
EXAMPLES = {
    path.stem: json.loads(path.read_text()) for path in sorted((Path(__file__).parent / "examples").glob("*.json"))
}
PLACEHOLDERS = {
    "<string>": re.compile(r".+", re.DOTALL),
    "<time>": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"),
    "<day>": re.compile(r"\d{4}-\d\d-\d\d"),
}


@pytest.mark.parametrize("example", EXAMPLES)
async def test_server_answers_example(example: str, page: Page, models_dir: Path) -> None:
    told = EXAMPLES[example]
    if told.get("given", {}).get("hand_model"):
        write_hand_model(models_dir.parent / "made")
        publish.publish(models_dir.parent / "made" / HAND_ID, models_dir, "an example")
    await prepare(page, told.get("given", {}))
    response = await ask(page, told["request"])
    assert response.status_code == told["status"], response.text
    reply = response.json() if response.content else None
    assert with_placeholders(told["reply"], reply) == told["reply"]
    if told["status"] >= 400:
        assert response.headers["content-type"] == "application/problem+json"


def test_examples_are_found() -> None:
    assert len(EXAMPLES) >= 15


async def prepare(page: Page, given: dict[str, Any]) -> None:
    """Put in place what the example takes as given."""
    if account := given.get("account"):
        assert (await page.log_in(**account)).status_code == 201
    if consent := given.get("consent"):
        assert (await page.consent(**consent)).status_code == 200
    if batch := given.get("batch"):
        results = (await page.send(encode_batch(batch))).json()["results"]
        assert {result["status"] for result in results} == {"stored"}
        await page.settle()
    if not given.get("logged_in"):
        page.client.cookies.clear()


async def ask(page: Page, request: dict[str, Any]) -> httpx.Response:
    """Send the example's request."""
    body = encode_batch(request["batch"]) if "batch" in request else None
    if "body" in request:
        body = json.dumps(request["body"]).encode()
    return await page.client.request(
        request["method"], request["path"], content=body, headers=request.get("headers", {})
    )


def encode_batch(batch: dict[str, Any]) -> bytes:
    return encode(batch["samples"], [bytes([p["fill"]]) * p["bytes"] for p in batch["pictures"]])


def with_placeholders(expected: Any, got: Any) -> Any:
    """What was got, with a placeholder wherever one is expected and fits."""
    if isinstance(expected, dict) and isinstance(got, dict):
        return {name: with_placeholders(expected.get(name), value) for name, value in got.items()}
    if isinstance(expected, list) and isinstance(got, list) and len(expected) == len(got):
        return [with_placeholders(e, g) for e, g in zip(expected, got, strict=True)]
    if isinstance(expected, str) and expected in PLACEHOLDERS and isinstance(got, str):
        return expected if PLACEHOLDERS[expected].fullmatch(got) else got
    return got
