"""Sessions and tokens: each account lists and ends its own, never another's, and what has ended is worth nothing."""

from __future__ import annotations

import base64
from typing import Any

import httpx
import pytest

from backend.accounts.session_store import KEPT
from backend.database import Database
from tests.backend.batches import encode, sample
from tests.backend.conftest import PASSWORD, Page
from tests.backend.scripts import make_token, script_of

pytestmark = pytest.mark.anyio


async def sessions(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await page.client.get("/api/sessions")).json()["sessions"]
    return found


async def tokens(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await page.client.get("/api/tokens")).json()["tokens"]
    return found


async def who(page: Page) -> object:
    return (await page.client.get("/api/session")).json()["name"]


async def test_ones_browsers_are_listed_with_what_they_call_themselves(page: Page) -> None:
    phone = page.another(**{"User-Agent": "Phone/1.0", "Sec-Fetch-Site": "same-origin"})
    await phone.log_in("Ada")
    await page.log_in("Ada")
    await page.another().log_in("Grace")
    listed = await sessions(page)
    assert sorted((entry["device"], entry["current"]) for entry in listed) == [
        ("Phone/1.0", False),
        (page.client.headers["User-Agent"], True),
    ]
    assert set(listed[0]) == {"id", "device", "created_at", "last_seen_at", "expires_at", "current"}


@pytest.mark.parametrize("agent", ["", "x" * 1000, "a\x7fb\x9fc", "\xe9 <script>"])
async def test_whatever_a_browser_calls_itself(page: Page, agent: str) -> None:
    headers = httpx.Headers({"Sec-Fetch-Site": "same-origin", "User-Agent": agent}, encoding="latin-1")
    body = {"name": "Ada", "password": PASSWORD, "remember": False}
    assert (await page.client.post("/api/session", json=body, headers=headers)).status_code == 201
    (listed,) = await sessions(page)
    assert len(listed["device"]) <= 200
    assert listed["device"].isprintable()


async def test_one_browser_is_logged_out_from_another(page: Page) -> None:
    await page.log_in("Ada")
    lost = page.another()
    await lost.log_in("Ada")
    (entry,) = [entry for entry in await sessions(page) if not entry["current"]]
    assert (await page.client.delete(f"/api/sessions/{entry['id']}")).status_code == 204
    assert (await who(lost), await who(page)) == (None, "Ada")
    assert (await page.client.delete(f"/api/sessions/{entry['id']}")).status_code == 404


async def test_all_other_browsers_are_logged_out_at_once_and_tokens_stay(page: Page) -> None:
    await page.log_in("Ada")
    others = [page.another() for _ in range(3)]
    for other in others:
        await other.log_in("Ada")
    script = await script_of(page, "Ada")
    assert (await page.client.delete("/api/sessions")).status_code == 204
    assert [await who(other) for other in others] == [None, None, None]
    assert await who(page) == "Ada"
    assert await who(script) == "Ada"


async def test_nobody_ends_what_is_anothers(page: Page) -> None:
    await page.log_in("Ada")
    script = await script_of(page, "Ada")
    session, token = (await sessions(page))[0], (await tokens(page))[0]
    thief = page.another()
    await thief.log_in("Mallory")
    assert (await thief.client.delete(f"/api/sessions/{session['id']}")).status_code == 404
    assert (await thief.client.delete(f"/api/tokens/{token['id']}")).status_code == 404
    assert (await thief.client.delete("/api/sessions")).status_code == 204
    assert [entry["device"] for entry in await tokens(thief)] == []
    assert (await who(page), await who(script)) == ("Ada", "Ada")


@pytest.mark.parametrize("made_up", ["1", "x", "%00", "'; DROP TABLE sessions; --", "é"])
async def test_a_made_up_id(page: Page, made_up: str) -> None:
    await page.log_in("Ada")
    for kind in ("sessions", "tokens"):
        assert (await page.client.delete(f"/api/{kind}/{made_up}")).status_code == 404
    assert await who(page) == "Ada"


async def test_an_id_of_the_other_kind_is_not_found(page: Page) -> None:
    await page.log_in("Ada")
    script = await script_of(page, "Ada")
    session, token = (await sessions(page))[0], (await tokens(page))[0]
    assert (await page.client.delete(f"/api/tokens/{session['id']}")).status_code == 404
    assert (await page.client.delete(f"/api/sessions/{token['id']}")).status_code == 404
    assert (await who(page), await who(script)) == ("Ada", "Ada")


async def test_a_script_sends_samples_with_its_token_until_it_revokes_it(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    await page.consent()
    script = await script_of(page, "Ada")
    batch = encode([sample()])
    assert (await script.send(batch)).json()["results"][0]["status"] == "stored"
    assert (await script.client.delete("/api/tokens")).status_code == 204
    assert (await script.send(batch)).status_code == 401
    assert (await script.client.delete("/api/tokens")).status_code == 401
    assert await who(page) == "Ada"


async def test_a_token_is_told_once_and_stored_nowhere(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    token = (await make_token(page, "Ada")).json()["token"]
    row = await database.fetch_one("SELECT string_agg(s::text, ' ') AS everything FROM sessions s")
    assert row is not None
    assert token not in row["everything"]
    assert token not in (await page.client.get("/api/tokens")).text


async def test_a_token_is_revoked_from_the_list(page: Page) -> None:
    await page.log_in("Ada")
    script = await script_of(page, "Ada")
    (listed,) = await tokens(page)
    assert listed["device"] == "curl/8.1"
    assert (await page.client.delete(f"/api/tokens/{listed['id']}")).status_code == 204
    assert (await script.client.get("/api/session")).status_code == 401
    assert await tokens(page) == []


async def test_a_token_is_no_cookie_and_a_cookie_no_token(page: Page) -> None:
    await page.log_in("Ada")
    cookie = page.client.cookies["session"]
    token = (await make_token(page, "Ada")).json()["token"]
    assert (await page.another(Authorization=f"Bearer {cookie}").client.get("/api/account")).status_code == 401
    page.client.cookies.set("session", token)
    assert await who(page) is None


async def test_a_bad_token_is_not_made_good_by_a_cookie(page: Page) -> None:
    await page.log_in("Ada")
    response = await page.client.get("/api/account", headers={"Authorization": "Bearer nonsense"})
    assert response.status_code == 401


def basic(text: bytes) -> str:
    return "Basic " + base64.b64encode(text).decode()


@pytest.mark.parametrize(
    "authorization",
    [
        basic(b"Ada:a wrong password"),
        basic(b"Nobody:" + PASSWORD.encode()),
        basic(b"Ada:"),
        basic(b":" + PASSWORD.encode()),
        basic(b"Ada"),
        basic(b"\xff\xfe:" + PASSWORD.encode()),
        basic(b"Ada\x00:" + PASSWORD.encode()),
        basic(b"' OR 1=1 --:" + PASSWORD.encode()),
        "Basic",
        "Basic !!!",
        "Bearer abc",
        "nonsense",
    ],
)
async def test_no_token_without_the_right_name_and_password(page: Page, authorization: str, database: Database) -> None:
    await page.log_in("Ada")
    script = page.another(Authorization=authorization)
    response = await script.client.post("/api/tokens")
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == 'Basic realm="gestures", charset="UTF-8"'
    assert await database.fetch_one("SELECT count(*) AS n FROM sessions WHERE kind = 'script'") == {"n": 0}


async def test_asking_for_a_token_registers_nobody(page: Page, database: Database) -> None:
    assert (await make_token(page, "Ada")).status_code == 401
    assert await database.fetch_one("SELECT count(*) AS n FROM accounts") == {"n": 0}


async def test_an_account_has_so_many_tokens_at_most(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    await database.execute(
        """
        INSERT INTO sessions (token_sha256, account_id, kind, expires_at)
        SELECT n::text::bytea, a.id, 'script', now() + interval '1 day' FROM accounts a, generate_series(1, :n) n
        """,
        n=KEPT - 1,
    )
    assert (await make_token(page, "Ada")).status_code == 201
    refused = await make_token(page, "Ada")
    assert refused.status_code == 409
    assert "Revoke one" in refused.json()["detail"]


async def online(page: Page) -> object:
    return (await page.client.get("/api/presence")).json()["online"]


async def test_accounts_are_online_for_a_minute_after_they_asked_something(page: Page, database: Database) -> None:
    visitor = page.another()
    assert await online(visitor) == 0
    await page.log_in("Ada")
    second = page.another()
    await second.log_in("Ada")
    other = page.another()
    await other.log_in("Grace")
    assert await online(visitor) == 2
    await database.execute("UPDATE sessions SET last_seen_at = now() - interval '61 seconds'")
    assert await online(visitor) == 0
    assert await online(page) == 1  # whoever asks is online themselves
    assert await online(visitor) == 1


async def test_whoever_logs_out_is_not_online(page: Page) -> None:
    await page.log_in("Ada")
    await page.client.delete("/api/session")
    assert await online(page) == 0


async def test_a_session_in_use_is_not_written_at_each_request(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    for ago, moved in (("9 seconds", False), ("11 seconds", True)):
        await database.execute(f"UPDATE sessions SET last_seen_at = now() - interval '{ago}'")
        await who(page)
        row = await database.fetch_one("SELECT last_seen_at = now() AS moved FROM sessions")
        assert row == {"moved": moved}
