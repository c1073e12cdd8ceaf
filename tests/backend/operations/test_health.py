"""/healthz and /readyz: the process lives, and whether it can work."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest

from backend.postgres.embedded import EmbeddedPostgres
from tests.backend.conftest import Page
from tests.conftest import StartServer


@pytest.mark.anyio
async def test_all_is_well(page: Page) -> None:
    for path, status in (("/healthz", "alive"), ("/readyz", "ready")):
        answer = await page.client.get(path)
        assert (answer.status_code, answer.json()) == (200, {"status": status})
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.anyio
async def test_without_a_model_it_lives_but_is_not_ready(page: Page, models_dir: Path) -> None:
    (models_dir / "registry.json").unlink()
    assert (await page.client.get("/healthz")).status_code == 200
    answer = await page.client.get("/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "30")
    assert "just train-and-convert" in answer.json()["detail"]


@pytest.mark.slow
def test_without_its_database_it_lives_but_is_not_ready(
    start_server: StartServer, tmp_path: Path, web_dir: Path, models_dir: Path
) -> None:
    folders = {"WEB_DIR": str(web_dir), "MODELS_DIR": str(models_dir)}
    with EmbeddedPostgres(tmp_path / "apart") as apart:
        url = start_server(tmp_path / "data", DATABASE_URL=apart.url, **folders).url
        assert httpx.get(f"{url}/readyz").status_code == 200
    assert httpx.get(f"{url}/healthz").status_code == 200
    answer = httpx.get(f"{url}/readyz")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert "database does not answer" in answer.json()["detail"]
