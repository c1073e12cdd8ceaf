"""Errors that a library answers by itself: problems like all others."""

from __future__ import annotations

import pytest

from tests.backend.conftest import Page
from tests.backend.model_files import MODEL_ID

pytestmark = pytest.mark.anyio
FILE = f"/models/{MODEL_ID}/manifest.json"


@pytest.mark.parametrize(
    ("asked", "status"), [("bytes=a-b", 400), ("lines=1-2", 400), ("bytes=9999999-", 416), ("bytes=5-1", 400)]
)
@pytest.mark.parametrize("path", [FILE, "/", "/assets/main-abc123.js"])
async def test_a_range_that_is_none(page: Page, path: str, asked: str, status: int) -> None:
    response = await page.client.get(path, headers={"Range": asked})
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json()["status"] == status
    assert "Leave Range out" in response.json()["detail"]
    assert "content-security-policy" in response.headers
    assert ("content-range" in response.headers) == (status == 416)


async def test_a_range_that_is_one(page: Page) -> None:
    whole = (await page.client.get(FILE)).content
    part = await page.client.get(FILE, headers={"Range": "bytes=2-5"})
    assert (part.status_code, part.content) == (206, whole[2:6])


@pytest.mark.parametrize(
    "path", ["/%00", "/a%00b", "/assets/%00", "/models/%00/x", "/" + "a" * 5000, "/%2e%2e/%2e%2e/etc/passwd"]
)
async def test_paths_that_no_file_can_have(page: Page, path: str) -> None:
    response = await page.client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"
