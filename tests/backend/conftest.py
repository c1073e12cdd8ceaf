"""Fixtures for the server's tests: a real database in a transaction that is undone, and the app upon it."""

from __future__ import annotations

import dataclasses
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from backend.accounts.passwords import RECOMMENDED, Passwords
from backend.app import create_app
from backend.database import Database
from backend.postgres.embedded import EmbeddedPostgres
from backend.settings import Settings
from backend.stats.rollups import RollupRefresher
from tests.backend.batches import NOW
from tests.backend.documented import check_documented
from tests.backend.model_files import MODEL_ID, write_model, write_registry

PASSWORD = "correct horse battery"
# Hundreds of tests log in; those of passwords themselves pay the real cost.
QUICK = dataclasses.replace(RECOMMENDED, time_cost=1, memory_cost=64)


@dataclass
class Page:
    """A browser on the server's pages: it keeps cookies and says where its requests come from."""

    client: httpx.AsyncClient
    figures: RollupRefresher

    def another(self, **headers: str) -> Page:
        """Another browser, or with other headers a script, on the same server: it has none of this one's cookies."""
        transport = self.client._transport
        own = headers or {"Sec-Fetch-Site": "same-origin"}
        return Page(client_of(transport, own), self.figures)

    async def log_in(self, name: str = "Ada", password: str = PASSWORD, remember: bool = False) -> httpx.Response:
        body = {"name": name, "password": password, "remember": remember}
        return await self.client.post("/api/session", json=body)

    async def consent(self, level: str = "shapes", version: int = 1) -> httpx.Response:
        return await self.client.put("/api/consent", json={"level": level, "version": version})

    async def settle(self) -> None:
        """Let figures take in what was sent, as the server does every few seconds."""
        await self.figures.once()

    async def send(self, batch: bytes, more: dict[str, str] | None = None) -> httpx.Response:
        headers = {"Content-Type": "application/vnd.gesture-samples", **(more or {})}
        return await self.client.post("/api/samples", content=batch, headers=headers)


@pytest.fixture
def models_dir(tmp_path: Path) -> Path:
    registry = tmp_path / "models"
    write_registry(registry, MODEL_ID, {MODEL_ID: write_model(registry)})
    return registry


@pytest.fixture
def web_dir(tmp_path: Path) -> Path:
    web = tmp_path / "web"
    (web / "assets").mkdir(parents=True)
    (web / "index.html").write_text("<!doctype html><title>Gestures</title>")
    (web / "stats.html").write_text("<!doctype html><title>Statistics</title>")
    (web / "assets" / "main-abc123.js").write_text("export const gesture = 'fist';\n" * 200)
    (web / "icon.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>")
    return web


@pytest.fixture
def settings(models_dir: Path, web_dir: Path) -> Settings:
    return Settings(models_dir=models_dir, web_dir=web_dir)


@pytest.fixture
def apart(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A database without tables that commands take for theirs, and no one else's."""
    with EmbeddedPostgres(tmp_path / "apart") as running:
        monkeypatch.setenv("DATABASE_URL", running.url)
        yield running.url


@pytest.fixture
async def database(postgres: str) -> AsyncIterator[Database]:
    database = Database(postgres, force_rollback=True)
    await database.connect()
    yield database
    await database.disconnect()


@pytest.fixture
async def page(settings: Settings, database: Database) -> AsyncIterator[Page]:
    app = create_app(settings, database, clock=lambda: NOW, passwords=Passwords(cost=QUICK))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with client_of(transport, {"Sec-Fetch-Site": "same-origin"}) as client:
            yield Page(client, app.state.figures)


def client_of(transport: httpx.AsyncBaseTransport, headers: dict[str, str]) -> httpx.AsyncClient:
    """A client of the app that fails the test at any answer that the OpenAPI document does not describe."""
    hooks = {"response": [check_documented]}
    return httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers, event_hooks=hooks)
