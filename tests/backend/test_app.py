"""The app as a whole: every address of the table answers with its own methods only."""

from __future__ import annotations

import pytest

from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio
TABLE = {
    "/api/session": {"GET", "HEAD", "POST", "DELETE"},
    "/api/consent": {"PUT"},
    "/api/account": {"GET", "HEAD", "DELETE"},
    "/api/account/password": {"PUT"},
    "/api/sessions": {"GET", "HEAD", "DELETE"},
    "/api/sessions/1": {"DELETE"},
    "/api/tokens": {"GET", "HEAD", "POST", "DELETE"},
    "/api/tokens/1": {"DELETE"},
    "/api/sites": {"GET", "HEAD", "POST"},
    "/api/presence": {"GET", "HEAD"},
    "/api/samples": {"GET", "HEAD", "POST", "DELETE"},
    "/api/samples.zip": {"GET", "HEAD"},
    "/api/samples/7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001": {"DELETE"},
    "/api/samples/7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001/network-input": {"GET", "HEAD"},
    "/api/samples/7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001/frame-image": {"GET", "HEAD"},
    "/api/models/current": {"GET", "HEAD"},
    "/api/stats": {"GET", "HEAD"},
    **{f"/api/stats/{name}": {"GET", "HEAD"} for name in ("models", "activity", "quality", "speed", "mistakes")},
    "/api/stats/mistakes/7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001": {"PUT"},
    "/api/stats/mistakes/7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be001/network-input": {"GET", "HEAD"},
    "/models/20261122-1a2b3c4d/manifest.json": {"GET", "HEAD"},
    "/": {"GET", "HEAD"},
    "/stats": {"GET", "HEAD"},
}


@pytest.mark.parametrize("path", TABLE)
async def test_methods(page: Page, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH"):
        response = await page.client.request(method, path)
        assert (response.status_code != 405) == (method in TABLE[path]), method
        if response.status_code == 405:
            assert set(response.headers["allow"].replace(" ", "").split(",")) == TABLE[path]
            assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/", "/api/nothing", "/api/session/1", "/api/models/other"])
@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_unknown_addresses(page: Page, path: str, method: str) -> None:
    response = await page.client.request(method, path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api", "/models", "/models/", "/models/x", "/models/x/"])
async def test_folders_without_an_index(page: Page, path: str) -> None:
    assert (await page.client.get(path)).status_code == 404


async def test_answers_of_the_api_are_not_kept(page: Page) -> None:
    for path in ("/api/session", "/api/samples", "/api/nothing"):
        assert (await page.client.get(path)).headers["cache-control"] == "no-store"
