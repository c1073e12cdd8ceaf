"""Pages: the two pages and their assets, each with the caching that suits it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio
IMMUTABLE = "public, max-age=31536000, immutable"


@pytest.mark.parametrize(("path", "title"), [("/", "Gestures"), ("/stats", "Statistics")])
async def test_pages_are_asked_for_again_each_time(page: Page, path: str, title: str) -> None:
    first = await page.client.get(path)
    assert first.status_code == 200
    assert first.headers["content-type"].startswith("text/html")
    assert title in first.text
    assert first.headers["cache-control"] == "no-cache"
    again = await page.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["cache-control"] == "no-cache"


async def test_a_page_built_again_is_sent_again(page: Page, web_dir: Path) -> None:
    first = await page.client.get("/")
    (web_dir / "index.html").write_text("<!doctype html><title>A new one</title>")
    again = await page.client.get("/", headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 200
    assert "A new one" in again.text


async def test_hashed_assets_are_kept_for_ever_and_compressed(page: Page, web_dir: Path) -> None:
    response = await page.client.get("/assets/main-abc123.js", headers={"Accept-Encoding": "gzip"})
    script = (web_dir / "assets" / "main-abc123.js").read_bytes()
    assert response.content == script
    assert response.headers["content-encoding"] == "gzip"
    assert int(response.headers["content-length"]) < len(script) / 10
    assert response.headers["cache-control"] == IMMUTABLE
    assert response.headers["content-type"].startswith("text/javascript")


async def test_other_files_are_asked_for_again(page: Page) -> None:
    response = await page.client.get("/icon.svg")
    assert response.status_code == 200
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    ("name", "kind"), [("sw.js", "text/javascript"), ("manifest.webmanifest", "application/manifest+json")]
)
async def test_what_makes_the_page_installable_has_its_type_and_is_asked_for_again(
    page: Page, web_dir: Path, name: str, kind: str
) -> None:
    (web_dir / name).write_text("{}")
    response = await page.client.get(f"/{name}")
    assert response.headers["content-type"].split(";")[0] == kind
    assert response.headers["cache-control"] == "no-cache"


@pytest.mark.parametrize(
    "path", ["/missing", "/assets", "/assets/", "/%2e%2e/models/registry.json", "/..%2fmodels%2fregistry.json", "/%00"]
)
async def test_nothing_else_is_there(page: Page, path: str) -> None:
    response = await page.client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


async def test_a_link_out_of_the_folder_is_not_followed(page: Page, web_dir: Path, tmp_path: Path) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    (web_dir / "assets" / "secret.txt").symlink_to(tmp_path / "secret.txt")
    assert (await page.client.get("/assets/secret.txt")).status_code == 404


async def test_pages_take_no_orders(page: Page) -> None:
    response = await page.client.post("/")
    assert response.status_code == 405
    assert response.headers["allow"] == "GET, HEAD"
