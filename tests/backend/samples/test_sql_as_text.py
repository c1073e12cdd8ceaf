"""SQL in every text of a sample and of its routes is a text as any other, or is refused."""

from __future__ import annotations

import pytest

from backend.database import Database
from tests.backend.batches import encode, sample
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio

SQL = ["'; DROP TABLE samples; --", "' OR '1'='1", "1); DELETE FROM accounts; --", ":after $1 %s {0}"]
REFUSED = [
    *("sample_id", "session_id", "captured_at", "model_id", "predicted", "label", "label_source", "reason"),
    *("device", "backend"),
]


@pytest.fixture
async def ada(page: Page) -> Page:
    await page.log_in()
    await page.consent()
    await page.send(encode([sample()]))
    return page


async def counts(database: Database) -> object:
    query = "SELECT (SELECT count(*) FROM accounts) AS accounts, (SELECT count(*) FROM samples) AS samples"
    return await database.fetch_one(query)


@pytest.mark.parametrize("text", SQL)
@pytest.mark.parametrize("field", REFUSED)
async def test_a_field_with_its_own_words_refuses_it(ada: Page, database: Database, field: str, text: str) -> None:
    results = (await ada.send(encode([sample(**{field: text})]))).json()["results"]
    assert [result["status"] for result in results] == ["refused"]
    assert results[0]["reason"].startswith(field)
    assert await counts(database) == {"accounts": 1, "samples": 1}


@pytest.mark.parametrize("text", SQL)
async def test_a_list_does_not_take_it_for_a_place(ada: Page, database: Database, text: str) -> None:
    for route in ("/api/samples", "/api/samples.zip"):
        assert (await ada.client.get(route, params={"after": text})).status_code == 400
    assert (await ada.client.request("DELETE", "/api/samples", json={"sample_ids": [text]})).status_code == 422
    assert await counts(database) == {"accounts": 1, "samples": 1}


@pytest.mark.parametrize("text", SQL)
async def test_nothing_has_such_an_id(ada: Page, database: Database, text: str) -> None:
    for route in ("/api/samples/{}/network-input", "/api/samples/{}/frame-image"):
        assert (await ada.client.get(route.format(text))).status_code == 404
    for route in ("/api/samples/{}", "/api/sessions/{}", "/api/tokens/{}"):
        assert (await ada.client.delete(route.format(text))).status_code == 404
    assert await counts(database) == {"accounts": 1, "samples": 1}


@pytest.mark.parametrize("text", SQL)
async def test_nobody_is_logged_in_by_it(ada: Page, text: str) -> None:
    script = ada.another(Authorization=f"Bearer {text}")
    assert (await script.client.get("/api/samples")).status_code == 401
    visitor = ada.another()
    visitor.client.cookies.set("session", text)
    assert (await visitor.client.get("/api/samples")).status_code == 401
