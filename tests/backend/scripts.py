"""Scripts as they ask the server, with a bearer token."""

from __future__ import annotations

import httpx

from tests.backend.conftest import PASSWORD, Page


async def make_token(page: Page, name: str, password: str = PASSWORD, agent: str = "curl/8.1") -> httpx.Response:
    """Ask for a token with Basic, as a script does: without a word of where the request comes from."""
    script = page.another(**{"User-Agent": agent})
    return await script.client.post("/api/tokens", auth=httpx.BasicAuth(name, password))


async def script_of(page: Page, name: str) -> Page:
    """Return a script with a token of the account of that name."""
    response = await make_token(page, name)
    assert response.status_code == 201, response.text
    return page.another(Authorization=f"Bearer {response.json()['token']}")
