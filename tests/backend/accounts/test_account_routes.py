"""One's own account: changing the password ends all else, deleting leaves nothing, and nobody else can do either."""

from __future__ import annotations

from datetime import datetime

import httpx
import pytest

from backend.database import Database
from backend.samples import user_samples
from tests.backend.batches import encode, sample
from tests.backend.conftest import PASSWORD, Page
from tests.backend.scripts import script_of

pytestmark = pytest.mark.anyio
OTHER = "another good password"


async def change(page: Page, current: str = PASSWORD, new: str = OTHER) -> httpx.Response:
    return await page.client.put("/api/account/password", json={"current": current, "new": new})


async def delete(page: Page, password: str = PASSWORD) -> httpx.Response:
    return await page.client.request("DELETE", "/api/account", json={"password": password})


async def who(page: Page) -> object:
    return (await page.client.get("/api/session")).json()["name"]


async def test_the_account(page: Page) -> None:
    await page.log_in("Ada")
    await page.consent()
    account = (await page.client.get("/api/account")).json()
    assert datetime.fromisoformat(account.pop("created_at")).tzinfo is not None
    assert [(each["kind"], each["used"]) for each in account.pop("today")] == [
        *(("samples", 0), ("bytes", 0), ("requests", 0), ("consents", 1))
    ]
    assert account == {"name": "Ada", "administrator": False, "consent": {"level": "shapes", "version": 1}}


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/account"),
        ("DELETE", "/api/account"),
        ("PUT", "/api/account/password"),
        ("GET", "/api/sessions"),
        ("DELETE", "/api/sessions"),
        ("DELETE", "/api/sessions/0b0c1c9e-6a52-4d6f-9c5e-000000000001"),
        ("GET", "/api/tokens"),
        ("DELETE", "/api/tokens"),
        ("DELETE", "/api/tokens/0b0c1c9e-6a52-4d6f-9c5e-000000000001"),
    ],
)
async def test_nobody_has_none(page: Page, method: str, path: str) -> None:
    response = await page.client.request(method, path)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"


async def test_another_password_ends_other_sessions_and_tokens_but_not_this_one(page: Page) -> None:
    await page.log_in("Ada")
    other = page.another()
    await other.log_in("Ada")
    script = await script_of(page, "Ada")
    bystander = page.another()
    await bystander.log_in("Grace")
    assert (await change(page)).status_code == 204
    assert (await who(page), await who(other), await who(bystander)) == ("Ada", None, "Grace")
    assert (await script.client.get("/api/account")).status_code == 401
    assert (await other.log_in("Ada")).status_code == 401
    assert (await other.log_in("Ada", OTHER)).status_code == 200
    assert await who(page) == "Ada"


@pytest.mark.parametrize(
    ("current", "new", "status"), [("a wrong password", OTHER, 403), (PASSWORD, "short", 422), (PASSWORD, "", 422)]
)
async def test_a_change_that_is_refused_changes_nothing(page: Page, current: str, new: str, status: int) -> None:
    await page.log_in("Ada")
    other = page.another()
    await other.log_in("Ada")
    assert (await change(page, current, new)).status_code == status
    assert await who(other) == "Ada"
    assert (await page.log_in("Ada")).status_code == 200


async def test_deleting_leaves_nothing_of_ones_own_and_all_of_others(
    page: Page, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(user_samples, "AT_ONCE", 2)
    await page.log_in("Ada")
    await page.consent()
    assert (await page.send(encode([sample() for _ in range(5)]))).status_code == 200
    script = await script_of(page, "Ada")
    other = page.another()
    await other.log_in("Grace")
    await other.consent()
    await other.send(encode([sample()]))
    response = await delete(page)
    assert response.status_code == 204
    assert "session" not in page.client.cookies
    for table in ("accounts", "sessions", "consents", "samples"):
        count = await database.fetch_one(f"SELECT count(*) AS n FROM {table}")
        assert count == {"n": 1}, table
    assert (await script.client.get("/api/account")).status_code == 401
    assert await who(other) == "Grace"
    assert (await page.log_in("Ada", OTHER)).status_code == 201  # the name is free again


async def test_a_wrong_password_deletes_nothing(page: Page) -> None:
    await page.log_in("Ada")
    assert (await delete(page, "a wrong password")).status_code == 403
    assert await who(page) == "Ada"


async def test_a_cookie_of_a_deleted_account_is_worth_nothing(page: Page) -> None:
    await page.log_in("Ada")
    cookie = page.client.cookies["session"]
    await delete(page)
    page.client.cookies.set("session", cookie)
    assert await who(page) is None
    assert (await page.consent()).status_code == 401
    assert (await page.send(encode([sample()]))).status_code == 401


async def test_a_token_can_neither_change_the_password_nor_delete_the_account(page: Page) -> None:
    await page.log_in("Ada")
    script = await script_of(page, "Ada")
    assert (await change(script)).status_code == 401
    assert (await delete(script)).status_code == 401
    assert (await script.consent()).status_code == 401
    assert (await script.client.get("/api/account")).json()["name"] == "Ada"
