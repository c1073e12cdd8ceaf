"""Security headers: on every answer, whatever its kind, and with the policy that the page needs."""

from __future__ import annotations

import pytest

from backend.http.security_headers import PUBLIC_HEADERS, SECURITY_HEADERS
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize(
    "path", ["/", "/stats", "/assets/main-abc123.js", "/api/session", "/api/nothing", "/api/models/current", "/missing"]
)
async def test_every_answer_has_them(page: Page, path: str) -> None:
    response = await page.client.get(path)
    assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_a_refusal_has_them_too(page: Page) -> None:
    response = await page.client.post("/api/session", headers={"Sec-Fetch-Site": "cross-site"})
    assert response.status_code == 403
    assert {name: response.headers[name] for name in SECURITY_HEADERS} == SECURITY_HEADERS


async def test_only_over_tls_there_is_no_way_back_from_it(page: Page) -> None:
    over_tls = await page.client.get("https://testserver/api/session")
    assert over_tls.headers["strict-transport-security"] == "max-age=31536000"
    assert "strict-transport-security" not in (await page.client.get("/api/session")).headers


@pytest.mark.parametrize(
    ("path", "is_public"),
    [
        ("/embed/gesture-camera.js", True),
        ("/models/missing/manifest.json", True),
        ("/api/models/current", True),
        ("/", False),
        ("/api/session", False),
        ("/api/models/reports", False),
    ],
)
async def test_pages_of_other_sites_may_load_the_package_and_models_only(
    page: Page, path: str, *, is_public: bool
) -> None:
    headers = (await page.client.get(path, headers={"Origin": "https://elsewhere.example"})).headers
    assert {name: headers.get(name) for name in PUBLIC_HEADERS} == {
        name: value if is_public else None for name, value in PUBLIC_HEADERS.items()
    }


def test_the_policy_lets_wasm_run_and_nothing_else_in() -> None:
    directives = dict(part.split(" ", 1) for part in SECURITY_HEADERS["Content-Security-Policy"].split("; "))
    assert directives == {
        "default-src": "'self'",
        "script-src": "'self' 'wasm-unsafe-eval'",
        "worker-src": "'self'",
        "manifest-src": "'self'",
        "connect-src": "'self'",
        "img-src": "'self' blob: data:",
        "media-src": "'self' blob:",
        "style-src": "'self'",
        "object-src": "'none'",
        "base-uri": "'none'",
        "form-action": "'self'",
        "frame-ancestors": "'none'",
    }
    assert "camera=(self)" in SECURITY_HEADERS["Permissions-Policy"]


def test_wasm_is_not_made_threaded() -> None:
    assert not any(name.startswith("Cross-Origin-") for name in SECURITY_HEADERS)
