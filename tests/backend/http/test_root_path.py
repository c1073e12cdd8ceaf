"""Below a path: every address begins with it, the cookie is of it alone, and what is beside it says where to go."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator
from http.cookies import SimpleCookie

import httpx
import pytest

from backend.accounts.passwords import Passwords
from backend.app import create_app
from backend.database import Database
from backend.settings import Settings
from tests.backend.batches import NOW
from tests.backend.conftest import QUICK, Page
from tests.backend.model_files import MODEL_ID

pytestmark = pytest.mark.anyio


@pytest.fixture
async def below(settings: Settings, database: Database) -> AsyncIterator[Page]:
    settings = dataclasses.replace(settings, root_path="/gesture")
    app = create_app(settings, database, clock=lambda: NOW, passwords=Passwords(cost=QUICK))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(
            transport=transport, base_url="https://host", headers={"Sec-Fetch-Site": "same-origin"}
        ) as client:
            yield Page(client, app.state.figures)


@pytest.mark.parametrize("path", ["/gesture/", "/gesture/stats", "/gesture/assets/main-abc123.js", "/gesture/healthz"])
async def test_pages_and_files_are_below_it(below: Page, path: str) -> None:
    assert (await below.client.get(path)).status_code == 200


async def test_the_path_without_its_slash_leads_there(below: Page) -> None:
    response = await below.client.get("/gesture")
    assert (response.status_code, response.headers["location"]) == (308, "/gesture/")


@pytest.mark.parametrize("path", ["/", "/stats", "/api/session", "/gestures/", "/gesture.html"])
async def test_what_is_beside_it_is_not_here_and_says_where_to_go(below: Page, path: str) -> None:
    response = await below.client.get(path)
    assert response.status_code == 404
    assert "answers below /gesture/ only (ROOT_PATH)" in response.json()["detail"]


async def test_what_watches_over_the_server_needs_no_path(below: Page) -> None:
    assert (await below.client.get("/healthz")).json() == {"status": "alive"}


async def test_the_session_is_of_that_path(below: Page) -> None:
    body = {"name": "Ada", "password": "correct horse battery", "remember": False}
    response = await below.client.post("/gesture/api/session", json=body)
    morsel = SimpleCookie(response.headers["set-cookie"])["__Secure-session"]
    assert {name: value for name, value in morsel.items() if value} == {
        "path": "/gesture",
        "secure": True,
        "httponly": True,
        "samesite": "lax",
    }
    assert (await below.client.get("/gesture/api/session")).json()["name"] == "Ada"
    await below.client.delete("/gesture/api/session")
    assert not below.client.cookies


async def test_addresses_that_the_server_gives_begin_with_it(below: Page) -> None:
    current = (await below.client.get("/gesture/api/models/current")).json()
    assert current["silhouette"]["manifest"] == f"/gesture/models/{MODEL_ID}/manifest.json"
    assert (await below.client.get(current["silhouette"]["manifest"])).status_code == 200
    assert (await below.client.get("/gesture/api/openapi.json")).json()["servers"] == [{"url": "/gesture"}]


async def test_nobody_but_its_pages_may_change_anything_there(below: Page) -> None:
    response = await below.client.delete("/gesture/api/session", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
