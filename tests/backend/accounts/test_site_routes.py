"""Other sites: what a person allows one is good for samples of that site, of that level, and for nothing else."""

from __future__ import annotations

import dataclasses

import pytest

from backend.accounts.session_store import KEPT
from backend.database import Database
from backend.settings import Settings
from tests.backend.batches import PICTURE, encode, sample
from tests.backend.conftest import Page
from tests.backend.frame_images import jpeg
from tests.backend.scripts import script_of

pytestmark = pytest.mark.anyio

SHOP, BLOG, STRANGER = "https://shop.example", "https://blog.example", "https://evil.example"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(settings, allowed_origins=f"{SHOP},{BLOG}")


async def allow(page: Page, level: str = "shapes", origin: str = SHOP) -> str:
    reply = await page.client.post("/api/sites", json={"origin": origin, "level": level})
    assert reply.status_code == 201, reply.text
    token: str = reply.json()["token"]
    return token


def of_site(page: Page, token: str, origin: str = SHOP) -> Page:
    """The page of another site, as its visitor's browser asks for it."""
    return page.another(**{"Authorization": f"Bearer {token}", "Origin": origin, "Sec-Fetch-Site": "cross-site"})


async def test_a_person_is_told_which_sites_may_ask_at_all(page: Page) -> None:
    for origin, allowed in ((SHOP, True), (STRANGER, False)):
        reply = await page.client.get("/api/sites", params={"origin": origin})
        assert reply.json() == {"origin": origin, "allowed": allowed}
    for wrong in ("null", "shop.example", "https://shop.example/", "https://a@shop.example"):
        assert (await page.client.get("/api/sites", params={"origin": wrong})).status_code == 400
    assert (await page.client.get("/api/sites")).status_code == 400


async def test_what_a_site_sends_is_stored_with_its_origin(page: Page) -> None:
    await page.log_in()
    await page.consent()
    away = of_site(page, await allow(page))
    sent = await away.send(encode([sample()]))
    assert [one["status"] for one in sent.json()["results"]] == ["stored"]
    assert sent.headers["access-control-allow-origin"] == SHOP
    await page.send(encode([sample()]))
    stored = (await page.client.get("/api/samples")).json()["samples"]
    assert sorted(str(one["origin"]) for one in stored) == ["None", SHOP]


async def test_a_site_gets_no_more_than_was_allowed_there_nor_than_the_account_allows(page: Page) -> None:
    await page.log_in()
    refused = await page.client.post("/api/sites", json={"origin": SHOP, "level": "shapes"})
    assert (refused.status_code, "Allow it first" in refused.json()["detail"]) == (409, True)
    await page.consent("photos")
    shapes, photos = of_site(page, await allow(page)), of_site(page, await allow(page, "photos"), SHOP)
    picture = jpeg(8, 8)
    batch = [sample(frame_image={"type": "image/jpeg", "width": 8, "height": 8, "bytes": len(picture)})]

    async def outcome(away: Page) -> tuple[str, str]:
        (result,) = (await away.send(encode(batch, [PICTURE, picture]))).json()["results"]
        return result["status"], result.get("reason", "")

    assert await outcome(shapes) == ("refused", "consent: no photos may be stored for this account")
    await page.consent("shapes")
    assert (await outcome(photos))[0] == "refused"
    await page.consent("photos")
    assert await outcome(photos) == ("stored", "")
    await page.consent("nothing")
    assert "no shapes" in (await shapes.send(encode([sample()]))).json()["results"][0]["reason"]


async def test_the_token_of_a_site_is_worth_nothing_elsewhere(page: Page) -> None:
    await page.log_in()
    await page.consent()
    token = await allow(page)
    assert (await of_site(page, token).send(encode([sample()]))).status_code == 200  # and is remembered from now on
    for origin in (BLOG, STRANGER, "null"):
        reply = await of_site(page, token, origin).send(encode([sample()]))
        assert reply.status_code == 403
    script = page.another(Authorization=f"Bearer {token}")
    refused = await script.send(encode([sample()]))
    assert (refused.status_code, "not this site's" in refused.json()["detail"]) == (403, True)
    for path in ("/api/samples", "/api/account", "/api/session", "/api/connectors", "/api/tokens", "/api/presence"):
        for asker in (script, of_site(page, token)):
            assert (await asker.client.get(path)).status_code == 401, path
    for asker in (script, of_site(page, token)):
        assert (await asker.client.post("/api/recognise", content=b"")).status_code == 401
        assert (await asker.client.request("DELETE", "/api/samples", json={"all": True})).status_code in (401, 403)
    # Nor is a script's token, which may do more, taken from the page of another site.
    of_script = (await script_of(page, "Ada")).client.headers["Authorization"].removeprefix("Bearer ")
    assert (await of_site(page, of_script).send(encode([sample()]))).status_code == 403
    # And the person's cookie does not speak there.
    forged = {"Origin": SHOP, "Sec-Fetch-Site": "cross-site"}
    assert (await page.send(encode([sample()]), forged)).status_code == 403


async def test_only_the_person_allows_a_site_and_only_one_that_may_ask(page: Page) -> None:
    await page.log_in()
    await page.consent()
    body = {"origin": STRANGER, "level": "shapes"}
    refused = await page.client.post("/api/sites", json=body)
    assert (refused.status_code, f"no samples from {STRANGER}" in refused.json()["detail"]) == (403, True)
    body["origin"] = SHOP
    for asker in (page.another(), await script_of(page, "Ada"), of_site(page, await allow(page))):
        assert (await asker.client.post("/api/sites", json=body)).status_code in (401, 403)
    assert (await page.client.post("/api/sites", json={**body, "level": "nothing"})).status_code == 422


async def test_it_is_listed_with_its_site_and_ends_by_being_revoked_or_by_itself(
    page: Page, database: Database
) -> None:
    await page.log_in()
    await page.consent()
    aways = [of_site(page, await allow(page)) for _ in range(3)]
    listed = (await page.client.get("/api/tokens")).json()["tokens"]
    assert {(one["origin"], one["level"]) for one in listed} == {(SHOP, "shapes")}
    days = await database.fetch_all("SELECT expires_at - now() AS left FROM sessions WHERE kind = 'site'")
    assert {row["left"].days for row in days} == {1}
    assert (await aways[0].client.delete("/api/tokens")).status_code == 204
    left = (await page.client.get("/api/tokens")).json()["tokens"]
    assert (await page.client.delete(f"/api/tokens/{left[0]['id']}")).status_code == 204
    await database.execute("UPDATE sessions SET expires_at = now() WHERE kind = 'site'")
    for away in aways:
        assert (await away.send(encode([sample()]))).status_code == 401


async def test_who_allows_again_and_again_loses_the_oldest(page: Page, database: Database) -> None:
    await page.log_in()
    await page.consent()
    for _ in range(KEPT + 1):
        await allow(page)
    assert await database.fetch_one("SELECT count(*) AS n FROM sessions WHERE kind = 'site'") == {"n": KEPT}
