"""Connectors belong to one account, keep their secrets, act once for a key, and go with the account."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from uuid import uuid4

import pytest

from backend.actions.schemas import MOST
from backend.database import Database
from backend.settings import Settings
from tests.backend.actions.devices import device, replying
from tests.backend.actions.telling import add, ask, tell
from tests.backend.conftest import PASSWORD, Page
from tests.backend.scripts import script_of

pytestmark = pytest.mark.anyio

HOOK = "http://127.0.0.1:9/hook"
CALL = {"kind": "webhook"}


async def listed(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await page.client.get("/api/connectors")).json()["connectors"]
    return found


async def runs(page: Page) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = (await page.client.get("/api/runs")).json()["runs"]
    return found


async def test_secrets_are_told_to_nobody_and_lie_encrypted(page: Page, database: Database) -> None:
    await page.log_in()
    connector = await add(page, "mqtt", "mqtt://127.0.0.1", user="ada", secret="hush")
    (told,) = await listed(page)
    assert told == {
        **told,
        **{"id": connector, "kind": "mqtt", "name": "Mine", "address": "mqtt://127.0.0.1", "user": "ada"},
        **{"has_secret": True, "state": "ready"},
    }
    assert "hush" not in json.dumps(told)
    row = await database.fetch_one("SELECT * FROM connectors")
    assert row is not None
    assert not any(word in bytes(row["sealed"]) for word in (b"hush", b"ada", b"127.0.0.1"))


async def test_a_change_keeps_the_rest_but_no_secret_at_another_address(page: Page) -> None:
    await page.log_in()
    connector = await add(page, "webhook", HOOK, secret="hush")
    path = f"/api/connectors/{connector}"
    assert (await page.client.put(path, json={"name": "Other"})).json()["has_secret"]
    moved = await page.client.put(path, json={"address": "http://127.0.0.1:10/"})
    assert (moved.status_code, moved.json()["detail"].startswith("secret: ")) == (422, True)
    assert (await page.client.put(path, json={"address": "http://127.0.0.1:10/", "secret": ""})).status_code == 200
    (told,) = await listed(page)
    assert (told["name"], told["address"], told["has_secret"]) == ("Other", "http://127.0.0.1:10/", False)


WRONG: list[tuple[str, str, dict[str, str], str]] = [
    ("webhook", "ftp://127.0.0.1/", {}, "address: must be https://host/path (or http://…)"),
    ("webhook", "http://ada:hush@127.0.0.1/", {}, "without a name or a password"),
    ("webhook", "http:///path", {}, "address: must be"),
    ("webhook", "http://127.0.0.1:99999/", {}, "address: must be"),
    ("webhook", "http://127.0.0.1/", {"user": "ada"}, "user: only MQTT"),
    ("webhook", "http://10.0.0.1/", {}, "The server may not call 10.0.0.1 at port 80"),
    ("webhook", "http://[::1]/", {}, "may not call ::1"),
    ("mqtt", "http://127.0.0.1", {}, "mqtt://host:1883"),
    ("mqtt", "mqtt://127.0.0.1/topic", {}, "mqtt://host:1883"),
    ("mqtt", "mqtt://127.0.0.1", {"secret": "hush"}, "user: MQTT takes"),
    ("home-assistant", "http://127.0.0.1:8123", {}, "long-lived access token"),
    ("hue", "http://127.0.0.1/", {}, "the bridge's address"),
    ("hue", "127.0.0.1", {"secret": "key"}, "makes its own"),
    ("sonos", "127.0.0.1", {"secret": "key"}, "speakers have none"),
]


async def test_what_cannot_work_is_refused(page: Page) -> None:
    await page.log_in()
    for kind, address, more, words in WRONG:
        body = {"kind": kind, "name": "Mine", "address": address, **more}
        refused = await page.client.post("/api/connectors", json=body)
        assert (refused.status_code, words in refused.json()["detail"]) == (422, True), (address, refused.text)
    assert await listed(page) == []


async def test_an_account_has_so_many(page: Page, database: Database) -> None:
    await page.log_in()
    await add(page, "webhook", HOOK)
    await database.execute(
        "INSERT INTO connectors (account_id, kind, name, sealed) SELECT account_id, kind, name, sealed "
        f"FROM connectors, generate_series(2, {MOST})"
    )
    one_more = await page.client.post("/api/connectors", json={"kind": "webhook", "name": "x", "address": HOOK})
    assert one_more.status_code == 409
    # Copies of another's row open for nobody.
    assert sorted(told["state"] for told in await listed(page)) == ["locked"] * (MOST - 1) + ["ready"]
    locked = next(told["id"] for told in await listed(page) if told["state"] == "locked")
    assert (await ask(page, locked, CALL)).status_code == 409
    again = await page.client.put(f"/api/connectors/{locked}", json={"address": HOOK})
    assert again.json()["state"] == "ready"


async def test_the_same_key_acts_once(page: Page) -> None:
    await page.log_in()
    key = str(uuid4())
    async with device(replying(200)) as there:
        connector = await add(page, "webhook", f"http://127.0.0.1:{there.port}/")
        first, second = await tell(page, connector, CALL, key), await tell(page, connector, CALL, key)
    assert (first, len(there.asked)) == (second, 1)
    assert await runs(page) == [first]
    assert first == {**first, "connector": "Mine", "gesture": "fist", "outcome": "done", "attempts": 1, "detail": None}


async def test_a_command_must_be_of_the_connectors_kind(page: Page) -> None:
    await page.log_in()
    connector = await add(page, "webhook", HOOK)
    wrong = await ask(page, connector, {"kind": "sonos", "do": "play"})
    assert (wrong.status_code, "webhook" in wrong.json()["detail"]) == (422, True)
    assert (await ask(page, connector, {"kind": "mqtt", "topic": "a/#", "payload": ""})).status_code == 422
    elsewhere = {"kind": "hue", "target": "light", "id": "../../../config/00000000000000000000000", "do": "on"}
    assert (await ask(page, connector, elsewhere)).status_code == 422
    no_key = await ask(page, connector, CALL, "x" * 36)
    assert (no_key.status_code, "UUID" in no_key.json()["detail"]) == (422, True)
    assert await runs(page) == []


async def test_too_much_at_once_is_told(page: Page) -> None:
    await page.log_in()
    async with device(replying(404)) as there:
        connector = await add(page, "webhook", f"http://127.0.0.1:{there.port}/")
        answers = [await ask(page, connector, CALL) for _ in range(34)]
    assert {answer.status_code for answer in answers} == {200, 429}
    assert int(answers[-1].headers["retry-after"]) >= 1


async def test_nobody_elses(page: Page) -> None:
    await page.log_in("Ada")
    connector = await add(page, "webhook", HOOK)
    other = page.another()
    await other.log_in("Grace")
    path = f"/api/connectors/{connector}"
    assert await listed(other) == []
    assert (await other.client.put(path, json={"name": "x"})).status_code == 404
    assert (await other.client.get(f"{path}/choices")).status_code == 404
    assert (await other.client.post(f"{path}/pair")).status_code == 404
    assert (await ask(other, connector, CALL)).status_code == 404
    assert (await other.client.delete(path)).status_code == 404
    assert (await page.client.delete(path)).status_code == 204
    assert (await page.client.delete(path)).status_code == 404
    for method, address in (("GET", "/api/connectors"), ("GET", "/api/runs"), ("DELETE", path)):
        assert (await page.another().client.request(method, address)).status_code == 401


async def test_a_token_may_tell_but_not_change(page: Page) -> None:
    await page.log_in("Ada")
    connector = await add(page, "webhook", HOOK)
    script = await script_of(page, "Ada")
    assert len(await listed(script)) == 1
    assert (await ask(script, connector, CALL)).status_code == 200
    assert (await script.client.delete(f"/api/connectors/{connector}")).status_code == 401
    assert (await script.client.put(f"/api/connectors/{connector}", json={"name": "x"})).status_code == 401


async def test_all_of_it_is_exported_and_deleted_with_the_account(page: Page, database: Database) -> None:
    await page.log_in()
    async with device(replying(200)) as there:
        connector = await add(page, "webhook", f"http://127.0.0.1:{there.port}/", secret="hush")
        await tell(page, connector, CALL)
    exported = zipfile.ZipFile(io.BytesIO((await page.client.get("/api/samples.zip")).content))
    told = json.loads(exported.read("connectors.json"))
    assert (told["connectors"], told["runs"]) == (await listed(page), await runs(page))
    assert b"hush" not in exported.read("connectors.json")
    await page.client.request("DELETE", "/api/account", json={"password": PASSWORD})
    left = "SELECT (SELECT count(*) FROM connectors) + (SELECT count(*) FROM connector_runs) AS n"
    assert await database.fetch_one(left) == {"n": 0}


class TestWithoutAddresses:
    """Where the administrator allowed none."""

    @pytest.fixture
    def settings(self, settings: Settings) -> Settings:
        return Settings(models_dir=settings.models_dir, web_dir=settings.web_dir, data_dir=settings.data_dir)

    async def test_nothing_can_be_added(self, page: Page) -> None:
        await page.log_in()
        assert (await page.client.get("/api/connectors")).json()["enabled"] is False
        refused = await page.client.post("/api/connectors", json={"kind": "webhook", "name": "x", "address": HOOK})
        assert (refused.status_code, "ACTION_ADDRESSES" in refused.json()["detail"]) == (422, True)
