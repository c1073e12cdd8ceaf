"""Batches over HTTP: what becomes of each sample, and what is refused whole."""

from __future__ import annotations

import pytest

from backend.database import Database
from tests.backend.batches import encode, sample
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio


@pytest.fixture
async def consenting(page: Page) -> Page:
    await page.log_in()
    await page.consent()
    return page


async def test_each_sample_has_its_own_fate(consenting: Page, database: Database) -> None:
    old, good, bad = sample(), sample(), sample(noise=2)
    await consenting.send(encode([old]))
    response = await consenting.send(encode([old, good, bad, good]))
    assert response.status_code == 200
    results = response.json()["results"]
    assert [r["sample_id"] for r in results] == [s["sample_id"] for s in (old, good, bad, good)]
    assert [r["status"] for r in results] == ["duplicate", "stored", "refused", "duplicate"]
    assert ["reason" in r for r in results] == [False, False, True, False]
    assert "noise" in results[2]["reason"]
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 2}


async def test_each_sample_keeps_its_own_picture(consenting: Page, database: Database) -> None:
    samples = [sample(number=n) for n in range(3)]
    refused = sample(noise=2)
    pictures = [bytes([n]) * 4096 for n in (1, 9, 2, 3)]
    await consenting.send(encode([samples[0], refused, samples[1], samples[2]], pictures))
    rows = await database.fetch_all("SELECT picture FROM samples ORDER BY number")
    assert [row["picture"] for row in rows] == [pictures[0], pictures[2], pictures[3]]


async def test_withdrawn_consent_holds_from_then_on(consenting: Page, database: Database) -> None:
    await consenting.consent("nothing", 1)
    result = (await consenting.send(encode([sample()]))).json()["results"][0]
    assert result["status"] == "refused"
    assert "consent" in result["reason"]
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}


async def test_somebody_elses_sample_is_not_changed(consenting: Page, database: Database) -> None:
    mine = sample()
    await consenting.send(encode([mine]))
    await consenting.log_in("Grace")
    await consenting.consent()
    result = (await consenting.send(encode([mine | {"predicted": "none"}]))).json()["results"][0]
    assert result["status"] == "duplicate"
    row = await database.fetch_one("SELECT a.name, s.predicted FROM samples s JOIN accounts a ON a.id = s.account_id")
    assert row == {"name": "Ada", "predicted": "fist"}


async def test_an_empty_batch(consenting: Page) -> None:
    assert (await consenting.send(encode([]))).json() == {"results": []}


@pytest.mark.parametrize("sample_id", [..., None, 7, "x" * 101])
async def test_a_sample_that_cannot_be_named(consenting: Page, database: Database, sample_id: object) -> None:
    response = await consenting.send(encode([sample(), sample(sample_id=sample_id)]))
    assert response.status_code == 400
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}


async def test_an_odd_name_is_refused_by_that_name(consenting: Page) -> None:
    response = await consenting.send(encode([sample(sample_id="not a uuid")]))
    assert response.json()["results"][0]["sample_id"] == "not a uuid"
    assert response.json()["results"][0]["status"] == "refused"


async def test_a_batch_over_the_limit(consenting: Page) -> None:
    assert (await consenting.send(bytes(4 * 1024 * 1024 + 1))).status_code == 413
    assert (await consenting.send(encode([sample(picture={"bytes": 0})] * 201, [b""] * 201))).status_code == 413


async def test_another_content_type(consenting: Page) -> None:
    response = await consenting.client.post("/api/samples", json={"samples": []})
    assert response.status_code == 415


async def test_nobody_stores_nothing(page: Page, database: Database) -> None:
    assert (await page.send(encode([sample()]))).status_code == 401
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}
