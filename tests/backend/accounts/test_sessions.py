"""Sessions: the cookie's marks, its lifetime, and that it is worth nothing once it is over."""

from __future__ import annotations

from datetime import timedelta
from http.cookies import SimpleCookie
from uuid import uuid4

import httpx
import pytest

from backend.accounts import session_store, store
from backend.database import Database
from backend.http.errors import UnauthenticatedError
from tests.backend.conftest import PASSWORD, Page

pytestmark = pytest.mark.anyio


def cookie(response: httpx.Response, name: str = "session") -> dict[str, str]:
    """The session's cookie as it was set: its marks, those that are there."""
    morsel = SimpleCookie(response.headers["set-cookie"])[name]
    return {name: value for name, value in morsel.items() if value}


async def test_remembered_or_not(page: Page, database: Database) -> None:
    remembered = cookie(await page.log_in(remember=True))
    assert remembered == {"path": "/", "max-age": "2592000", "httponly": True, "samesite": "lax"}
    left = await database.fetch_one(
        "SELECT round(extract(epoch FROM expires_at - now()) / 3600) AS hours FROM sessions"
    )
    assert left == {"hours": 720}
    assert "max-age" not in cookie(await page.log_in(remember=False))
    left = await database.fetch_one(
        "SELECT round(extract(epoch FROM expires_at - now()) / 3600) AS hours FROM sessions"
    )
    assert left == {"hours": 24}


async def test_over_https_only_https_gets_it_back(page: Page) -> None:
    body = {"name": "Ada", "password": PASSWORD, "remember": False}
    response = await page.client.post("https://testserver/api/session", json=body)
    assert cookie(response, "__Host-session") == {"path": "/", "secure": True, "httponly": True, "samesite": "lax"}
    page.client.cookies.set("session", page.client.cookies["__Host-session"])
    page.client.cookies.delete("__Host-session")
    assert (await page.client.get("https://testserver/api/session")).json()["name"] is None


async def test_each_log_in_has_a_new_token_and_ends_the_one_before(page: Page) -> None:
    await page.log_in()
    first = page.client.cookies["session"]
    await page.log_in()
    assert page.client.cookies["session"] != first
    page.client.cookies.clear()
    page.client.cookies.set("session", first)
    assert (await page.client.get("/api/session")).json()["name"] is None


async def test_two_browsers_have_sessions_of_their_own(page: Page) -> None:
    await page.log_in()
    first = page.client.cookies["session"]
    page.client.cookies.clear()
    await page.log_in()
    await page.client.delete("/api/session")
    page.client.cookies.set("session", first)
    assert (await page.client.get("/api/session")).json()["name"] is not None


async def test_a_session_that_is_over(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    await database.execute("UPDATE sessions SET expires_at = now() - interval '1 second'")
    assert (await page.client.get("/api/session")).json()["name"] is None
    await page.log_in("Grace")
    assert await database.fetch_one("SELECT count(*) AS n FROM sessions") == {"n": 1}


async def test_a_cookie_that_someone_planted_is_not_the_session_after_logging_in(page: Page) -> None:
    page.client.cookies.set("session", "planted")
    response = await page.log_in("Ada")
    assert SimpleCookie(response.headers["set-cookie"])["session"].value != "planted"
    page.client.cookies.clear()
    page.client.cookies.set("session", "planted")
    assert (await page.client.get("/api/session")).json()["name"] is None


async def test_an_account_that_was_deleted_while_its_password_was_checked(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    ada = await store.find(database, "ada")
    assert ada is not None
    await database.execute("DELETE FROM accounts")
    with pytest.raises(UnauthenticatedError, match="just been deleted"):
        await session_store.begin(database, ada, "browser", "", timedelta(days=1))


async def test_a_password_that_was_changed_while_the_old_one_was_checked(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    ada = await store.find(database, "ada")
    assert ada is not None
    assert await store.change_password(database, ada, "hash", uuid4())
    begun = await session_store.begin(database, ada, "browser", "", timedelta(days=1))
    assert await session_store.find(database, begun.token, "browser") is None


async def test_an_account_keeps_its_newest_sessions_only(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    await database.execute(
        """
        INSERT INTO sessions (token_sha256, account_id, expires_at, last_seen_at)
        SELECT n::text::bytea, a.id, now() + interval '1 day', now() - n * interval '1 minute'
        FROM accounts a, generate_series(1, 200) n
        """
    )
    page.client.cookies.clear()
    await page.log_in("Ada")
    rows = await database.fetch_all("SELECT last_seen_at > now() - interval '50 minutes' AS new FROM sessions")
    assert [row["new"] for row in rows] == [True] * session_store.KEPT


@pytest.mark.parametrize("token", ["", "x", "é", '"quoted"', "a" * 4000])
async def test_a_made_up_cookie(page: Page, token: str) -> None:
    headers = {b"Cookie": b"session=" + token.encode()}
    assert (await page.client.get("/api/session", headers=headers)).json()["name"] is None
