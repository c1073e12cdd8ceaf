"""The administrator: one, made on purpose, and never somebody who was there first."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from backend.accounts.administrator import appoint
from backend.accounts.passwords import Passwords
from backend.database import Database
from backend.http.errors import ConflictError, UnprocessableError
from tests.backend.conftest import PASSWORD, Page

pytestmark = pytest.mark.anyio


@pytest.fixture
async def passwords() -> AsyncIterator[Passwords]:
    made = Passwords()
    yield made
    made.close()


async def test_nobody_is_it_by_default(page: Page, database: Database) -> None:
    await page.log_in("admin")
    assert await database.fetch_all("SELECT name FROM accounts WHERE administrator") == []


async def test_it_logs_in_like_anybody(page: Page, database: Database, passwords: Passwords) -> None:
    assert await appoint(database, passwords, "Root", PASSWORD)
    assert (await page.log_in("root")).status_code == 200
    assert (await page.client.get("/api/account")).json()["administrator"] is True


async def test_another_password_ends_its_sessions(page: Page, database: Database, passwords: Passwords) -> None:
    await appoint(database, passwords, "Root", PASSWORD)
    await page.log_in("Root")
    assert not await appoint(database, passwords, "root", "another good password")
    assert (await page.client.get("/api/account")).status_code == 401
    assert (await page.log_in("Root")).status_code == 401
    assert (await page.log_in("Root", "another good password")).status_code == 200


async def test_there_is_one(database: Database, passwords: Passwords) -> None:
    await appoint(database, passwords, "Root", PASSWORD)
    with pytest.raises(ConflictError, match="Root is the administrator already"):
        await appoint(database, passwords, "Boss", PASSWORD)


async def test_whoever_registered_the_name_first_does_not_become_it(
    page: Page, database: Database, passwords: Passwords
) -> None:
    await page.log_in("root", "the password of a guesser")
    with pytest.raises(ConflictError, match="registered already"):
        await appoint(database, passwords, "Root", PASSWORD)
    assert (await page.client.get("/api/account")).json()["administrator"] is False


@pytest.mark.parametrize(("name", "password"), [("", PASSWORD), ("Root", "short"), ("Root", "")])
async def test_the_rules_hold_for_it_too(database: Database, passwords: Passwords, name: str, password: str) -> None:
    with pytest.raises(UnprocessableError):
        await appoint(database, passwords, name, password)
