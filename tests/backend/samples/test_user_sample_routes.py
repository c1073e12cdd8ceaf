"""One's own samples over HTTP: seen page by page, exported and deleted by their owner, and by nobody else."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from uuid import uuid4

import cv2
import numpy as np
import pytest

from backend.database import Database
from backend.models import publish
from backend.samples import export
from tests.backend.batches import PICTURE, POINTS, encode, hand_sample, sample
from tests.backend.conftest import PASSWORD, Page
from tests.backend.frame_images import described, jpeg
from tests.backend.model_files import EMBEDDING, HAND_ID, write_hand_model
from tests.backend.scripts import script_of

pytestmark = pytest.mark.anyio


async def give(page: Page, count: int, name: str = "Ada") -> list[str]:
    """Log in and send samples one by one; their ids in the order of the list.

    In a test all are received at the same moment, that of its transaction, so that their ids decide.
    """
    await page.log_in(name)
    await page.consent("photos")
    ids: list[str] = []
    for n in range(count):
        sent = sample(number=n)
        assert (await page.send(encode([sent], [bytes([n]) * 4096]))).json()["results"][0]["status"] == "stored"
        ids.append(sent["sample_id"])
    return sorted(ids, reverse=True)


async def give_photo(page: Page) -> str:
    frame_image = jpeg(100, 80)
    sent = sample(frame_image=described(frame_image))
    assert (await page.send(encode([sent], [PICTURE + frame_image]))).json()["results"][0]["status"] == "stored"
    return str(sent["sample_id"])


async def listed(page: Page, **query: object) -> list[str]:
    response = await page.client.get("/api/samples", params={name: str(value) for name, value in query.items()})
    return [told["sample_id"] for told in response.json()["samples"]]


async def test_the_list_tells_what_was_sent(page: Page) -> None:
    await give(page, 0)
    sent = sample(label_source="prompted", label="l", captured_at="2026-11-22T18:05:32.123+01:00")
    await page.send(encode([sent]))
    (told,) = (await page.client.get("/api/samples")).json()["samples"]
    assert told.pop("received_at").startswith("20")
    assert told == sent | {
        "captured_at": "2026-11-22T17:05:32.123+00:00",
        "network_input": {"kind": "silhouette", "width": 64, "height": 64},
        "frame_image": None,
        "fps": None,
        "origin": None,
        "backend": None,
        "shadow": None,
        "scene": None,
    }


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 6])
async def test_every_sample_is_on_one_page(page: Page, limit: int) -> None:
    ids = await give(page, 5)
    seen: list[str] = []
    query = {"limit": str(limit)}
    while True:
        told = (await page.client.get("/api/samples", params=query)).json()
        assert len(told["samples"]) <= limit
        seen += [one["sample_id"] for one in told["samples"]]
        if told["next"] is None:
            break
        query["after"] = told["next"]
    assert seen == ids


async def test_samples_of_one_batch_are_on_one_page_each(page: Page) -> None:
    """They were received at the same moment, so only their ids tell them apart."""
    await give(page, 0)
    sent = [sample() for _ in range(7)]
    await page.send(encode(sent))
    first = (await page.client.get("/api/samples?limit=3")).json()
    seen = [one["sample_id"] for one in first["samples"]] + await listed(page, limit=7, after=first["next"])
    assert sorted(seen) == sorted(one["sample_id"] for one in sent)


@pytest.mark.parametrize(
    "query", ["limit=0", "limit=201", "limit=x", "limit=²", "after=x", "after=1.2", "after=", f"after=1.{32 * '0'}%0a"]
)
async def test_what_is_no_page(page: Page, query: str) -> None:
    await page.log_in()
    for path in ("/api/samples", "/api/samples.zip"):
        if path == "/api/samples" or query.startswith("after"):
            assert (await page.client.get(f"{path}?{query}")).status_code == 400


async def test_pictures(page: Page) -> None:
    (plain,) = await give(page, 1)
    with_photo = await give_photo(page)
    response = await page.client.get(f"/api/samples/{plain}/network-input")
    pixels = cv2.imdecode(np.frombuffer(response.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    assert pixels.shape == (64, 64)
    assert pixels.tobytes() == bytes(4096)
    frame_image = await page.client.get(f"/api/samples/{with_photo}/frame-image")
    assert frame_image.headers["content-type"] == "image/jpeg"
    decoded = cv2.imdecode(np.frombuffer(frame_image.content, np.uint8), cv2.IMREAD_COLOR)
    assert decoded is not None
    assert decoded.shape == (80, 100, 3)
    assert (await page.client.get(f"/api/samples/{plain}/frame-image")).status_code == 404


async def give_points(page: Page, models_dir: Path) -> str:
    """Send a sample of a hand that was seen itself; its id."""
    write_hand_model(models_dir.parent / "made")
    publish.publish(models_dir.parent / "made" / HAND_ID, models_dir, "a test")
    sent = hand_sample()
    assert (await page.send(encode([sent], [POINTS]))).json()["results"][0]["status"] == "stored"
    return str(sent["sample_id"])


async def test_points_are_listed_drawn_and_exported_with_their_numbers(page: Page, models_dir: Path) -> None:
    (plain,) = await give(page, 1)
    points = await give_points(page, models_dir)
    listed = {told["sample_id"]: told for told in (await page.client.get("/api/samples")).json()["samples"]}
    assert listed[points]["network_input"] == {"kind": "points", "width": EMBEDDING, "height": 1}
    assert (listed[points]["noise"], listed[plain]["noise"]) == (None, 0.004)
    drawing = await page.client.get(f"/api/samples/{points}/network-input")
    pixels = cv2.imdecode(np.frombuffer(drawing.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    assert pixels.shape == (256, 256, 3)
    archive = await exported(page)
    assert set(archive.namelist()) == {
        *("README.txt", "connectors.json", "samples.jsonl", f"silhouettes/{plain}.png"),
        *(f"points/{points}.png", f"points/{points}.json"),
    }
    assert archive.read(f"points/{points}.png") == drawing.content
    numbers = json.loads(archive.read(f"points/{points}.json"))
    assert [len(numbers["points"]), len(numbers["embedding"]), numbers["up"]] == [21, EMBEDDING, [0.0, -1.0]]


async def exported(page: Page, path: str = "/api/samples.zip") -> zipfile.ZipFile:
    response = await page.client.get(path)
    assert response.status_code == 200
    assert "attachment" in response.headers["content-disposition"]
    archive = zipfile.ZipFile(io.BytesIO(response.content))
    assert archive.testzip() is None
    return archive


async def test_the_export_has_everything(page: Page) -> None:
    ids = await give(page, 3)
    ids.insert(0, await give_photo(page))
    archive = await exported(page)
    lines = [json.loads(line) for line in archive.read("samples.jsonl").splitlines()]
    assert lines == (await page.client.get("/api/samples")).json()["samples"]
    names = {f"silhouettes/{one}.png" for one in ids} | {
        f"photos/{ids[0]}.jpg",
        "samples.jsonl",
        "connectors.json",
        "README.txt",
    }
    assert set(archive.namelist()) == names
    png = await page.client.get(f"/api/samples/{ids[2]}/network-input")
    assert archive.read(f"silhouettes/{ids[2]}.png") == png.content


async def test_an_export_of_nothing(page: Page) -> None:
    await page.log_in()
    assert (await exported(page)).namelist() == ["README.txt", "connectors.json", "samples.jsonl"]


async def test_an_export_in_parts(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "MOST", 3)
    monkeypatch.setattr(export, "PAGE", 2)
    ids = await give(page, 7)
    found: list[str] = []
    path: str | None = "/api/samples.zip"
    while path is not None:
        archive = await exported(page, path)
        lines = archive.read("samples.jsonl").splitlines()
        assert sum(name.startswith("silhouettes/") for name in archive.namelist()) == len(lines)
        assert ("connectors.json" in archive.namelist()) == (not found)
        found += [json.loads(line)["sample_id"] for line in lines]
        link = (await page.client.head(path)).headers.get("link")
        path = link and link[1 : link.index(">")]
        assert (path or "These are all") in archive.read("README.txt").decode()
    assert found == ids


async def test_deleting_one(page: Page, database: Database) -> None:
    ids = await give(page, 2)
    assert (await page.client.delete(f"/api/samples/{ids[0]}")).status_code == 204
    assert await listed(page) == [ids[1]]
    assert (await page.client.get(f"/api/samples/{ids[0]}/network-input")).status_code == 404
    assert (await page.client.delete(f"/api/samples/{ids[0]}")).status_code == 404
    assert f"silhouettes/{ids[0]}.png" not in (await exported(page)).namelist()
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 1}


async def test_what_was_deleted_cannot_be_sent_again(page: Page) -> None:
    """A page that had no answer sends again what its owner has deleted meanwhile."""
    await give(page, 0)
    batch = encode([sample()])
    await page.send(batch)
    await page.client.request("DELETE", "/api/samples", json={"all": True})
    assert (await page.send(batch)).json()["results"][0]["status"] == "duplicate"
    assert await listed(page) == []


async def test_deleting_many(page: Page) -> None:
    ids = await give(page, 5)
    wanted = [ids[1], ids[3], ids[1], str(uuid4())]
    response = await page.client.request("DELETE", "/api/samples", json={"sample_ids": wanted})
    assert response.json() == {"deleted": 2}
    assert await listed(page) == [ids[0], ids[2], ids[4]]


async def test_deleting_all_reaches_the_statistics(page: Page) -> None:
    await give(page, 3)
    theirs = page.another()
    await give(theirs, 2, "Grace")
    assert (await page.client.request("DELETE", "/api/samples", json={"all": True})).json() == {"deleted": 3}
    assert await listed(page) == []
    assert len(await listed(theirs)) == 2
    await page.settle()
    figures = (await page.client.get("/api/stats")).json()
    assert figures["totals"] == {"samples": 2, "prompted": 0, "corrected": 0, "sessions": 1, "people": 1}
    assert figures["your_sessions"] == []


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"all": False},
        {"all": 1},
        {"sample_ids": []},
        {"sample_ids": ["x"]},
        {"sample_ids": [7]},
        {"sample_ids": "all"},
        {"sample_ids": [str(uuid4())], "all": True},
        {"sample_ids": [str(uuid4())] * 201},
    ],
)
async def test_an_unclear_wish_deletes_nothing(page: Page, body: dict[str, object]) -> None:
    ids = await give(page, 1)
    assert (await page.client.request("DELETE", "/api/samples", json=body)).status_code == 422
    assert await listed(page) == ids


async def test_nobody_elses(page: Page, database: Database) -> None:
    await give(page, 1)
    secret = await give_photo(page)
    other = page.another()
    await other.log_in("Grace")
    assert await listed(other) == []
    for path in ("network_input", "frame_image"):
        assert (await other.client.get(f"/api/samples/{secret}/{path}")).status_code == 404
    assert (await other.client.delete(f"/api/samples/{secret}")).status_code == 404
    assert (await other.client.request("DELETE", "/api/samples", json={"sample_ids": [secret]})).json() == {
        "deleted": 0
    }
    assert (await other.client.request("DELETE", "/api/samples", json={"all": True})).json() == {"deleted": 0}
    assert secret not in str((await exported(other)).namelist())
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 2}


async def test_nobody_and_other_sites(page: Page) -> None:
    (mine,) = await give(page, 1)
    nobody = page.another()
    for path in ("", ".zip", f"/{mine}/network-input", f"/{mine}/frame-image"):
        assert (await nobody.client.get(f"/api/samples{path}")).status_code == 401
    assert (await nobody.client.delete(f"/api/samples/{mine}")).status_code == 401
    assert (await nobody.client.request("DELETE", "/api/samples", json={"all": True})).status_code == 401
    foreign = {"Sec-Fetch-Site": "cross-site"}
    assert (await page.client.delete(f"/api/samples/{mine}", headers=foreign)).status_code == 403
    assert await listed(page) == [mine]


async def test_a_token_may_read_but_not_delete(page: Page) -> None:
    (mine,) = await give(page, 1)
    script = await script_of(page, "Ada")
    assert await listed(script) == [mine]
    assert f"silhouettes/{mine}.png" in (await exported(script)).namelist()
    assert (await script.client.delete(f"/api/samples/{mine}")).status_code == 401
    assert (await script.client.request("DELETE", "/api/samples", json={"all": True})).status_code == 401
    assert await listed(page) == [mine]


async def test_after_the_account_is_deleted(page: Page, database: Database) -> None:
    (mine,) = await give(page, 1)
    script = await script_of(page, "Ada")
    assert (await page.client.request("DELETE", "/api/account", json={"password": PASSWORD})).status_code == 204
    for path in ("", ".zip", f"/{mine}/network-input"):
        assert (await script.client.get(f"/api/samples{path}")).status_code == 401
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}


@pytest.mark.parametrize("sample_id", ["x", "1", "%00", "00000000-0000-0000-0000-00000000000g", "'%20OR%201=1--"])
async def test_what_is_no_id(page: Page, sample_id: str) -> None:
    await give(page, 1)
    assert (await page.client.get(f"/api/samples/{sample_id}/network-input")).status_code == 404
    assert (await page.client.delete(f"/api/samples/{sample_id}")).status_code == 404
    assert len(await listed(page)) == 1
