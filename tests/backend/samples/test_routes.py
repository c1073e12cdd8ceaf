"""Batches over HTTP: what becomes of each sample, and what is refused whole."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.accounts.passwords import Passwords
from backend.app import create_app
from backend.database import Database
from backend.migrations.apply import migrate
from backend.models import publish
from backend.samples import frame_image, routes
from backend.samples.batch_codec import RawSample
from backend.samples.check import Sample
from backend.samples.check import check as real_check
from backend.settings import Settings
from tests.backend.batches import NOW, PICTURE, POINTS, encode, hand_numbers, hand_sample, packed, sample
from tests.backend.conftest import PASSWORD, QUICK, Page, client_of
from tests.backend.frame_images import bomb, described, jpeg, scans
from tests.backend.model_files import HAND_ID, write_hand_model

pytestmark = pytest.mark.anyio


@pytest.fixture
async def consenting(page: Page) -> Page:
    await page.log_in()
    await page.consent()
    return page


async def test_each_sample_has_its_own_fate(consenting: Page, database: Database) -> None:
    old, good, bad = sample(), sample(), sample(noise=2)
    await consenting.send(encode([old]))
    response = await consenting.send(encode([old, good, bad, good]))
    assert response.status_code == 200
    results = response.json()["results"]
    assert [r["sample_id"] for r in results] == [s["sample_id"] for s in (old, good, bad, good)]
    assert [r["status"] for r in results] == ["duplicate", "stored", "refused", "duplicate"]
    assert ["reason" in r for r in results] == [False, False, True, False]
    assert "noise" in results[2]["reason"]
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 2}


async def test_what_only_the_database_refuses_costs_its_sample_only(
    apart: str, settings: Settings, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Values that a check lets pass by mistake, of Postgres' kinds and of the driver's."""
    odd: dict[int, dict[str, Any]] = {2: {"area": 2.0}, 3: {"device": "\ud800"}, 5: {"number": 2**40}, 6: {"fps": -1.0}}

    def check(raw: RawSample, *others: Any) -> Sample:
        sample = real_check(raw, *others)
        return sample._replace(**odd.get(sample.number, {}))

    monkeypatch.setattr(routes, "check", check)
    await migrate(apart)
    database = Database(apart)
    app = create_app(settings, database, clock=lambda: NOW, passwords=Passwords(cost=QUICK))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with client_of(transport, {"Sec-Fetch-Site": "same-origin"}) as client:
            page = Page(client, app.state.figures)
            await page.log_in()
            await page.consent()
            response = await page.send(encode([sample(number=n) for n in range(8)]))
        assert response.status_code == 200
        fates = [result["status"] for result in response.json()["results"]]
        assert fates == ["refused" if n in odd else "stored" for n in range(8)]
        assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 4}
    assert caplog.text.count("a sample passed all checks and cannot be stored") == len(odd)


async def test_each_sample_keeps_its_own_picture(consenting: Page, database: Database) -> None:
    samples = [sample(number=n) for n in range(3)]
    refused = sample(noise=2)
    pictures = [bytes([n]) * 4096 for n in (1, 9, 2, 3)]
    await consenting.send(encode([samples[0], refused, samples[1], samples[2]], pictures))
    rows = await database.fetch_all("SELECT network_input FROM samples ORDER BY number")
    assert [row["network_input"] for row in rows] == [pictures[0], pictures[2], pictures[3]]


@pytest.fixture
def both_ways(models_dir: Path) -> None:
    """Beside the model that sees silhouettes, one that sees the hand itself."""
    write_hand_model(models_dir.parent / "made")
    publish.publish(models_dir.parent / "made" / HAND_ID, models_dir, "a test")


@pytest.mark.usefixtures("both_ways")
async def test_both_kinds_in_one_batch_and_a_bad_one_harms_no_other(consenting: Page, database: Database) -> None:
    nowhere = packed([float("nan"), *hand_numbers()[1:]])
    samples = [sample(), hand_sample(), hand_sample(), hand_sample(noise="?"), hand_sample(predicted="okay")]
    pictures = [PICTURE, POINTS, nowhere, POINTS, POINTS]
    results = (await consenting.send(encode(samples, pictures))).json()["results"]
    assert [r["status"] for r in results] == ["stored", "stored", "refused", "refused", "stored"]
    assert results[2]["reason"] == "network_input: not numbers from -1000 to 1000 only"
    rows = await database.fetch_all(
        "SELECT input_kind, network_input, noise, area FROM samples ORDER BY input_kind DESC, predicted"
    )
    assert [row["input_kind"] for row in rows] == ["silhouette", "points", "points"]
    assert [row["network_input"] for row in rows] == [PICTURE, POINTS, POINTS]
    assert [(row["noise"] is None, row["area"] is None) for row in rows] == [(False, False), (True, True), (True, True)]


async def test_withdrawn_consent_holds_from_then_on(consenting: Page, database: Database) -> None:
    await consenting.consent("nothing", 1)
    result = (await consenting.send(encode([sample()]))).json()["results"][0]
    assert result["status"] == "refused"
    assert "consent" in result["reason"]
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}


async def test_samples_are_taken_only_from_whom_they_are_of(consenting: Page, database: Database) -> None:
    mine = encode([sample()])
    refused = await consenting.send(mine, {"Sample-Owner": "Gr%C3%A4ce"})
    assert refused.status_code == 409
    assert "another account" in refused.json()["detail"]
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}
    assert (await consenting.send(mine, {"Sample-Owner": "%41da"})).status_code == 200


async def test_somebody_elses_sample_is_not_changed(consenting: Page, database: Database) -> None:
    mine = sample()
    await consenting.send(encode([mine]))
    await consenting.log_in("Grace")
    await consenting.consent()
    result = (await consenting.send(encode([mine | {"predicted": "none"}]))).json()["results"][0]
    assert result["status"] == "duplicate"
    row = await database.fetch_one("SELECT a.name, s.predicted FROM samples s JOIN accounts a ON a.id = s.account_id")
    assert row == {"name": "Ada", "predicted": "fist"}


async def test_an_empty_batch(consenting: Page) -> None:
    assert (await consenting.send(encode([]))).json() == {"results": []}


@pytest.mark.parametrize("sample_id", [..., None, 7, "x" * 101])
async def test_a_sample_that_cannot_be_named(consenting: Page, database: Database, sample_id: object) -> None:
    response = await consenting.send(encode([sample(), sample(sample_id=sample_id)]))
    assert response.status_code == 400
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}


async def test_an_odd_name_is_refused_by_that_name(consenting: Page) -> None:
    response = await consenting.send(encode([sample(sample_id="not a uuid")]))
    assert response.json()["results"][0]["sample_id"] == "not a uuid"
    assert response.json()["results"][0]["status"] == "refused"


async def test_a_batch_over_the_limit(consenting: Page) -> None:
    assert (await consenting.send(bytes(4 * 1024 * 1024 + 1))).status_code == 413
    assert (await consenting.send(encode([sample(network_input={"bytes": 0})] * 201, [b""] * 201))).status_code == 413


@pytest.fixture
def settings(models_dir: Path, web_dir: Path) -> Settings:
    return Settings(models_dir=models_dir, web_dir=web_dir, samples_per_day=8, consents_per_day=5)


async def test_a_day_of_samples_has_an_end_and_its_owner_is_told(consenting: Page, database: Database) -> None:
    assert (await consenting.send(encode([sample() for _ in range(6)]))).status_code == 200
    duplicate = encode([sample()])
    await consenting.send(duplicate)
    refused = await consenting.send(encode([sample() for _ in range(2)]))
    assert refused.status_code == 429
    assert refused.headers["retry-after"] == str((6 * 60 + 54) * 60)  # it is 17:06
    assert refused.json()["detail"].startswith("An account may send 8 samples a day, and 7 are used. Nothing is lost")
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 7}
    today = {each["kind"]: each for each in (await consenting.client.get("/api/account")).json()["today"]}
    assert today["samples"] == {"kind": "samples", "used": 7, "most": 8}
    assert (today["requests"]["used"], today["consents"]["used"]) == (3, 1)
    assert today["bytes"]["used"] > 9 * 4096
    await consenting.log_in("Grace")
    await consenting.consent()
    assert (await consenting.send(encode([sample()]))).status_code == 200


async def test_consent_cannot_be_changed_all_day(consenting: Page) -> None:
    answers = [(await consenting.consent("shapes", n)).status_code for n in range(2, 8)]
    assert answers == [200] * 4 + [429] * 2


async def test_another_content_type(consenting: Page) -> None:
    response = await consenting.client.post("/api/samples", json={"samples": []})
    assert response.status_code == 415


async def test_nobody_stores_nothing(page: Page, database: Database) -> None:
    assert (await page.send(encode([sample()]))).status_code == 401
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}


async def test_photos_are_stored_anew_with_consent_to_photos(consenting: Page, database: Database) -> None:
    frame_image, none = jpeg(200, 100), jpeg()[:30] + jpeg()[-2:]
    samples = [
        sample(frame_image=described(frame_image)),
        sample(),
        sample(frame_image={"type": "image/jpeg", "width": 64, "height": 48, "bytes": len(none)}),
    ]
    batch = encode(samples, [PICTURE + frame_image, PICTURE, PICTURE + none])
    results = (await consenting.send(batch)).json()["results"]
    assert [r["status"] for r in results] == ["refused", "stored", "refused"]
    assert "no photos may be stored" in results[0]["reason"]
    await consenting.consent("photos")
    results = (await consenting.send(batch)).json()["results"]
    assert [r["status"] for r in results] == ["stored", "duplicate", "refused"]
    assert "frame_image" in results[2]["reason"]
    rows = await database.fetch_all(
        "SELECT frame_image_width, frame_image_height, frame_image FROM samples WHERE frame_image IS NOT NULL"
    )
    assert [(row["frame_image_width"], row["frame_image_height"]) for row in rows] == [(200, 100)]
    assert rows[0]["frame_image"] != frame_image
    assert described(rows[0]["frame_image"])["width"] == 200


async def test_a_bomb_costs_its_sample_only(consenting: Page) -> None:
    await consenting.consent("photos")
    frame_image = bomb()
    bad = sample(frame_image={"type": "image/png", "width": 30_000, "height": 30_000, "bytes": len(frame_image)})
    results = (await consenting.send(encode([bad, sample()], [PICTURE + frame_image, PICTURE]))).json()["results"]
    assert [r["status"] for r in results] == ["refused", "stored"]
    assert "512 × 512" in results[0]["reason"]


async def test_a_photo_of_another_size_than_is_said(consenting: Page) -> None:
    await consenting.consent("photos")
    photo, about = jpeg(), described(jpeg())
    samples = [sample(frame_image=about | changed) for changed in ({"width": 65}, {"width": 513}, {"height": 0}, {})]
    results = (await consenting.send(encode(samples, [PICTURE + photo] * 4))).json()["results"]
    assert [r["status"] for r in results] == ["refused"] * 3 + ["stored"]
    assert results[0]["reason"] == "frame_image: its width and height are 64 and 48"
    assert "512 × 512" in results[1]["reason"]


async def test_a_photo_that_ends_the_decoder_costs_what_is_behind_it_and_its_account_a_pause(
    consenting: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(frame_image, "_MOST_SCANS", 10_000)
    await consenting.consent("photos")
    harmful, photo = scans(8000), jpeg()
    about = {"type": "image/jpeg", "width": 512, "height": 512, "bytes": len(harmful)}
    samples = [sample(frame_image=described(photo)), sample(frame_image=about), sample(frame_image=described(photo))]
    batch = encode([*samples, sample()], [PICTURE + photo, PICTURE + harmful, PICTURE + photo, PICTURE])
    results = (await consenting.send(batch)).json()["results"]
    assert [r["status"] for r in results] == ["stored", "refused", "refused", "stored"]
    assert "too long" in results[1]["reason"]
    paused = await consenting.send(encode([sample()]))
    assert paused.status_code == 429
    assert int(paused.headers["retry-after"]) > 500
    await consenting.log_in("Grace")
    await consenting.consent()
    assert (await consenting.send(encode([sample()]))).status_code == 200


async def test_consent_that_changes_while_a_batch_is_on_its_way(consenting: Page, database: Database) -> None:
    """The body arrives in pieces; consent is withdrawn between two of them."""
    batch = encode([sample(), sample()])

    async def slowly() -> AsyncIterator[bytes]:
        yield batch[:5000]
        assert (await consenting.consent("nothing")).status_code == 200
        yield batch[5000:]

    response = await send_in_pieces(consenting, slowly())
    assert [r["status"] for r in response.json()["results"]] == ["refused", "refused"]
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 0}


async def test_an_account_that_is_deleted_while_its_batch_is_on_its_way(consenting: Page, database: Database) -> None:
    batch = encode([sample()])

    async def slowly() -> AsyncIterator[bytes]:
        yield batch[:100]
        deleted = await consenting.client.request("DELETE", "/api/account", json={"password": PASSWORD})
        assert deleted.status_code == 204
        yield batch[100:]

    response = await send_in_pieces(consenting, slowly())
    assert response.status_code == 401
    assert await database.fetch_one("SELECT count(*) AS n FROM sample_ids") == {"n": 0}


@pytest.mark.parametrize("batch", [[sample()], [sample(noise=2)], []], ids=["fit", "refused", "empty"])
async def test_a_log_out_holds_at_once_for_a_session_that_has_just_sent(
    consenting: Page, database: Database, batch: list[dict[str, object]]
) -> None:
    assert (await consenting.send(encode([sample()]))).status_code == 200
    cookies = dict(consenting.client.cookies)
    assert (await consenting.client.delete("/api/session")).status_code == 204
    consenting.client.cookies.update(cookies)
    assert (await consenting.send(encode(batch))).status_code == 401
    assert (await consenting.send(encode(batch), {"Sample-Owner": "Grace"})).status_code == 401
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 1}


async def test_a_token_that_has_just_sent_is_worth_nothing_once_it_is_revoked(
    consenting: Page, database: Database
) -> None:
    basic = httpx.BasicAuth("Ada", PASSWORD)
    token = (await consenting.client.post("/api/tokens", auth=basic)).json()["token"]
    script = consenting.another(Authorization=f"Bearer {token}")
    assert (await script.send(encode([sample()]))).status_code == 200
    assert (await script.client.delete("/api/tokens")).status_code == 204
    assert (await script.send(encode([sample()]))).status_code == 401
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 1}


async def test_consent_holds_at_once_for_a_session_that_has_just_sent(consenting: Page, database: Database) -> None:
    first, second, third = sample(), sample(), sample()
    fates = []
    for level, sent in (("shapes", first), ("nothing", second), ("shapes", third)):
        await consenting.consent(level)
        fates += (await consenting.send(encode([sent]))).json()["results"]
    assert [fate["status"] for fate in fates] == ["stored", "refused", "stored"]
    assert await database.fetch_one("SELECT count(*) AS n FROM samples") == {"n": 2}


async def send_in_pieces(page: Page, pieces: AsyncIterator[bytes]) -> httpx.Response:
    headers = {"Content-Type": "application/vnd.gesture-samples"}
    request = page.client.build_request("POST", "/api/samples", content=pieces, headers=headers)
    request._content = b""  # what is sent in pieces is not kept, but the check of the answer asks for it
    return await page.client.send(request)
