"""Models over HTTP: the current ones are asked for each time, their files once."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.models import publish
from tests.backend.conftest import Page
from tests.backend.model_files import (
    HAND_ID,
    HAND_LABELS,
    MODEL_ID,
    WEIGHTS,
    write_hand_model,
    write_model,
    write_registry,
)
from tests.server import ROOT

pytestmark = pytest.mark.anyio


async def test_current_is_304_until_it_changes(page: Page, models_dir: Path) -> None:
    first = await page.client.get("/api/models/current")
    link = {"id": MODEL_ID, "manifest": f"/models/{MODEL_ID}/manifest.json"}
    assert first.json() == {"hand": None, "silhouette": link, "challenger": None}
    assert first.headers["cache-control"] == "no-cache"
    for tag in (first.headers["etag"], f'"x", W/{first.headers["etag"]}'):
        same = await page.client.get("/api/models/current", headers={"If-None-Match": tag})
        assert (same.status_code, same.content) == (304, b"")
        assert same.headers["etag"] == first.headers["etag"]
    write_registry(models_dir, "next", {"next": write_model(models_dir, "next")})
    changed = await page.client.get("/api/models/current", headers={"If-None-Match": first.headers["etag"]})
    assert (changed.status_code, changed.json()["silhouette"]["id"]) == (200, "next")


async def test_each_way_has_its_own_current_model(page: Page, models_dir: Path) -> None:
    first = await page.client.get("/api/models/current")
    write_hand_model(models_dir.parent / "made")
    publish.publish(models_dir.parent / "made" / HAND_ID, models_dir, "hands are seen themselves")
    both = await page.client.get("/api/models/current", headers={"If-None-Match": first.headers["etag"]})
    assert both.status_code == 200
    assert [both.json()[way]["id"] for way in ("hand", "silhouette")] == [HAND_ID, MODEL_ID]
    head = await page.client.get(f"/models/{HAND_ID}/head.json")
    assert head.json()["labels"] == HAND_LABELS


async def test_a_new_head_of_the_model_that_ships_takes_50_kilobytes(page: Page, models_dir: Path) -> None:
    """What an open page fetches of a model on the networks that it has, as it is transferred."""
    shipped = ROOT / "converted_models"
    model_id = publish.read(shipped).current["hand"]
    assert model_id is not None
    publish.publish(shipped / model_id, models_dir, "as it ships")
    taken = 0
    for name in ("manifest.json", "head.json"):
        async with page.client.stream("GET", f"/models/{model_id}/{name}") as response:
            await response.aread()
            assert response.headers["content-encoding"] == "gzip"
            taken += response.num_bytes_downloaded
    assert taken <= 50_000


async def test_the_way_from_current_to_the_weights(page: Page) -> None:
    current = (await page.client.get("/api/models/current")).json()["silhouette"]
    manifest = await page.client.get(current["manifest"])
    assert manifest.headers["content-type"] == "application/json"
    for file in manifest.json()["files"]:
        response = await page.client.get(f"/models/{MODEL_ID}/{file['path']}")
        assert response.status_code == 200
        assert len(response.content) == file["bytes"]
        assert response.headers["cache-control"] == "public, max-age=31536000, immutable"
    shard = await page.client.get(f"/models/{MODEL_ID}/group1-shard1of1.bin")
    assert shard.content == WEIGHTS
    assert shard.headers["content-type"] == "application/octet-stream"


async def test_the_graph_travels_compressed(page: Page) -> None:
    response = await page.client.get(f"/models/{MODEL_ID}/model.json", headers={"Accept-Encoding": "gzip"})
    assert response.headers["content-encoding"] == "gzip"


@pytest.mark.parametrize(
    "path",
    [
        f"/models/{MODEL_ID}/secret.txt",
        f"/models/{MODEL_ID}/MODEL_CARD.md",
        f"/models/{MODEL_ID}/",
        f"/models/{MODEL_ID}/../registry.json",
        f"/models/{MODEL_ID}/..%2fregistry.json",
        f"/models/{MODEL_ID}/%2e%2e/registry.json",
        f"/models/{MODEL_ID}//model.json",
        "/models/../models/registry.json",
        "/models/registry.json",
        "/models/%2e%2e/registry.json",
        "/models//registry.json",
        "/models/unlisted/model.json",
    ],
)
async def test_only_what_the_manifest_lists_is_served(page: Page, models_dir: Path, path: str) -> None:
    (models_dir / MODEL_ID / "secret.txt").write_text("secret")
    write_model(models_dir, "unlisted")
    response = await page.client.get(path)
    assert response.status_code == 404
    assert response.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/models/current", f"/models/{MODEL_ID}/model.json"])
async def test_no_usable_registry_is_503(page: Page, models_dir: Path, path: str) -> None:
    (models_dir / "registry.json").write_text("{")
    response = await page.client.get(path)
    assert response.status_code == 503
    assert response.headers["retry-after"] == "30"
    assert "just train-and-convert" in response.json()["detail"]
