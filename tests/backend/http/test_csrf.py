"""Who asks: other sites may read what is open to all, and change nothing."""

from __future__ import annotations

import pytest
from starlette.datastructures import Headers

from backend.http.csrf import from_our_page
from tests.backend.conftest import PASSWORD, Page

HOST = {"host": "gestures.example:8000"}


@pytest.mark.parametrize(
    "headers",
    [
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
        {"origin": "https://gestures.example:8000"},
        {"origin": "http://gestures.example:8000"},
        {"authorization": "Bearer abc"},
    ],
)
def test_our_page_may(headers: dict[str, str]) -> None:
    assert from_our_page("POST", Headers(HOST | headers))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "cross-site", "origin": "https://elsewhere.example"},
        {"origin": "https://elsewhere.example"},
        {"origin": "https://gestures.example"},
        {"origin": "https://gestures.example:8000.elsewhere.example"},
        {"origin": "ftp://gestures.example:8000"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://["},
        {"origin": "https://[::1"},
        {"origin": "http://x:99999999"},
        {"origin": "https://elsewhere.example", "authorization": "Bearer abc"},
        {"sec-fetch-site": "cross-site", "authorization": "Basic abc"},
        {"sec-fetch-site": "cross-site", "origin": "https://gestures.example:8000"},
        {"sec-fetch-site": "same-site", "origin": "https://gestures.example:8000"},
        {"sec-fetch-site": "", "origin": "https://gestures.example:8000"},
        {"origin": "http://["},
        {"origin": "https://user@gestures.example:8000"},
    ],
)
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH"])
def test_others_may_not(method: str, headers: dict[str, str]) -> None:
    assert not from_our_page(method, Headers(HOST | headers))


def test_of_a_header_that_comes_twice_both_must_be_ours() -> None:
    twice = [(b"sec-fetch-site", b"same-origin"), (b"sec-fetch-site", b"cross-site")]
    assert not from_our_page("POST", Headers(raw=[(b"host", b"gestures.example"), *twice]))


def test_without_a_host_no_origin_fits() -> None:
    assert not from_our_page("POST", Headers({"origin": "https://gestures.example"}))


@pytest.mark.anyio
async def test_a_forged_log_out_changes_nothing(page: Page) -> None:
    await page.log_in("Ada", PASSWORD)
    response = await page.client.delete("/api/session", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert response.headers["content-type"] == "application/problem+json"
    assert (await page.client.get("/api/session")).status_code == 200
