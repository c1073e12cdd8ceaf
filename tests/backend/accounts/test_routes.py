"""The log-in form, the session and the consent, as a page uses them."""

from __future__ import annotations

import asyncio
from typing import Any

import argon2
import httpx
import pytest

from backend.app import create_app
from backend.database import Database
from backend.settings import Settings
from tests.backend.conftest import PASSWORD, Page

pytestmark = pytest.mark.anyio


async def test_one_form_registers_and_logs_in(page: Page) -> None:
    first = await page.log_in("Ada")
    assert (first.status_code, first.json()) == (201, {"name": "Ada", "consent": None, "registered": True})
    again = await page.log_in("ada")
    assert (again.status_code, again.json()) == (200, {"name": "Ada", "consent": None, "registered": False})
    assert (await page.client.get("/api/session")).json() == {"name": "Ada", "consent": None}


async def test_a_wrong_password_changes_nothing(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    refused = await page.log_in("Ada", "a wrong password")
    assert refused.status_code == 401
    assert "set-cookie" not in refused.headers
    assert await database.fetch_one("SELECT count(*) AS n FROM sessions") == {"n": 1}


async def test_the_password_is_nowhere_in_the_database(page: Page, database: Database) -> None:
    await page.log_in("Ada")
    row = await database.fetch_one("SELECT a::text || s::text AS everything FROM accounts a, sessions s")
    assert row is not None
    assert PASSWORD not in row["everything"]
    assert page.client.cookies["session"] not in row["everything"]


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"password": PASSWORD, "remember": False}, "name"),
        ({"name": "Ada", "remember": False}, "password"),
        ({"name": "Ada", "password": PASSWORD}, "remember"),
        ({"name": "Ada", "password": PASSWORD, "remember": 1}, "remember"),
        ({"name": 7, "password": PASSWORD, "remember": False}, "name"),
        ({"name": "Ada", "password": None, "remember": False}, "password"),
    ],
)
async def test_a_missing_or_odd_field_is_named(page: Page, body: dict[str, Any], field: str) -> None:
    response = await page.client.post("/api/session", json=body)
    assert response.status_code == 422
    assert field in response.json()["detail"]


@pytest.mark.parametrize("text", ["'; DROP TABLE accounts; --", '" OR ""="', "\\'); SELECT 1; --", ":name $1 %s {0}"])
async def test_sql_is_a_name_like_any_other(page: Page, database: Database, text: str) -> None:
    assert (await page.log_in(text, text + PASSWORD)).status_code == 201
    assert (await page.client.get("/api/account")).json()["name"] == text
    assert (await page.log_in(text, text)).status_code in (401, 422)
    assert (await page.log_in(text, text + PASSWORD)).status_code == 200
    assert await database.fetch_one("SELECT count(*) AS n FROM accounts") == {"n": 1}


async def test_a_name_that_is_only_to_log_in_does_not_become_an_account(page: Page, database: Database) -> None:
    body = {"name": "Adaa", "password": PASSWORD, "remember": False, "intent": "log_in"}
    response = await page.client.post("/api/session", json=body)
    assert response.status_code == 404
    assert response.json()["detail"] == "No account has this name. Check its spelling, or register it."
    assert await database.fetch_one("SELECT count(*) AS n FROM accounts") == {"n": 0}
    await page.log_in("Ada")
    assert (await page.client.post("/api/session", json={**body, "name": "Ada"})).status_code == 200
    wrong = await page.client.post("/api/session", json={**body, "name": "Ada", "password": "battery staple"})
    assert (wrong.status_code, wrong.json()["detail"]) == (401, "The password is wrong. Try again.")


async def test_a_name_that_is_only_to_register_is_no_guess_at_somebody_elses_password(page: Page) -> None:
    body = {"name": "Ada", "password": PASSWORD, "remember": False, "intent": "register"}
    assert (await page.client.post("/api/session", json=body)).status_code == 201
    response = await page.another().client.post("/api/session", json=body)
    assert response.status_code == 409
    assert response.json()["detail"] == "This name is registered already. Log in with it, or choose another."
    assert "set-cookie" not in response.headers


@pytest.mark.parametrize("intent", ["", "guess", None, 1])
async def test_another_intent_is_refused(page: Page, intent: object) -> None:
    body = {"name": "Ada", "password": PASSWORD, "remember": False, "intent": intent}
    assert (await page.client.post("/api/session", json=body)).status_code == 422


async def test_a_large_form_is_refused(page: Page) -> None:
    response = await page.client.post("/api/session", json={"name": "a" * 20_000})
    assert response.status_code == 413


async def test_logging_out_ends_the_session_on_the_server_too(page: Page) -> None:
    await page.log_in()
    token = page.client.cookies["session"]
    response = await page.client.delete("/api/session")
    assert response.status_code == 204
    assert "session" not in page.client.cookies
    page.client.cookies.set("session", token)
    assert (await page.client.get("/api/session")).json()["name"] is None


async def test_logging_out_twice_is_no_error(page: Page) -> None:
    assert (await page.client.delete("/api/session")).status_code == 204


async def test_consent_is_off_until_chosen_and_can_be_changed(page: Page, database: Database) -> None:
    await page.log_in()
    assert (await page.consent("shapes", 1)).json() == {"level": "shapes", "version": 1}
    assert (await page.client.get("/api/session")).json()["consent"] == {"level": "shapes", "version": 1}
    assert (await page.consent("nothing", 2)).status_code == 200
    assert (await page.log_in()).json()["consent"] == {"level": "nothing", "version": 2}
    history = await database.fetch_all("SELECT level, version FROM consents ORDER BY id")
    assert history == [{"level": "shapes", "version": 1}, {"level": "nothing", "version": 2}]


async def test_consent_is_per_account(page: Page) -> None:
    await page.log_in("Ada")
    await page.consent()
    assert (await page.log_in("Grace")).json()["consent"] is None


@pytest.mark.parametrize(("level", "version"), [("all", 1), ("shapes", 0), ("shapes", 2**31), ("", 1)])
async def test_a_choice_that_does_not_exist(page: Page, level: str, version: int) -> None:
    await page.log_in()
    assert (await page.consent(level, version)).status_code == 422


async def test_nobody_cannot_choose(page: Page) -> None:
    assert (await page.consent()).status_code == 401


async def test_an_outdated_hash_is_made_anew(page: Page, database: Database) -> None:
    old = argon2.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(PASSWORD)
    await database.execute("INSERT INTO accounts (name, name_key, password_hash) VALUES ('Ada', 'ada', :old)", old=old)
    assert (await page.log_in("Ada")).status_code == 200
    row = await database.fetch_one("SELECT password_hash FROM accounts")
    assert row is not None
    assert row["password_hash"] != old
    assert (await page.log_in("Ada")).status_code == 200


async def test_two_who_register_one_name_at_once(settings: Settings, postgres: str) -> None:
    """On connections of their own, so this one test really writes, and cleans up."""
    database = Database(postgres)
    app = create_app(settings, database)
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app)
        headers = {"Sec-Fetch-Site": "same-origin"}
        async with httpx.AsyncClient(transport=transport, base_url="http://testserver", headers=headers) as client:
            bodies = [{"name": "Twin", "password": f"password {n % 2}", "remember": False} for n in range(4)]
            answers = await asyncio.gather(*(client.post("/api/session", json=body) for body in bodies))
        count = await database.fetch_one("SELECT count(*) AS n FROM accounts WHERE name_key = 'twin'")
        await database.execute("DELETE FROM accounts WHERE name_key = 'twin'")
    assert count == {"n": 1}
    assert sorted(answer.status_code for answer in answers) == [200, 201, 401, 401]


@pytest.mark.parametrize("other", ["\u0410da", "\u0391DA"])
async def test_a_name_that_looks_like_another(page: Page, database: Database, other: str) -> None:
    await page.log_in("Ada")
    refused = await page.another().log_in(other)
    assert (refused.status_code, "looks like" in refused.json()["detail"]) == (422, True)
    assert await database.fetch_one("SELECT count(*) AS n FROM accounts") == {"n": 1}


async def test_a_common_password_is_no_new_one(page: Page, database: Database) -> None:
    assert (await page.log_in("Ada", "Password1")).status_code == 422
    assert await database.fetch_one("SELECT count(*) AS n FROM accounts") == {"n": 0}
    await page.log_in("Ada")
    changed = await page.client.put("/api/account/password", json={"current": PASSWORD, "new": "password1"})
    assert (changed.status_code, "most common" in changed.json()["detail"]) == (422, True)


async def test_an_account_of_before_keeps_its_common_password(page: Page, database: Database) -> None:
    hashed = argon2.PasswordHasher().hash("password")
    await database.execute("INSERT INTO accounts (name, name_key, password_hash) VALUES ('Ada', 'ada', :h)", h=hashed)
    assert (await page.log_in("Ada", "password")).status_code == 200
