"""What pages say of a new model: who has a vote, what counts, and when the server takes the model back."""

from __future__ import annotations

import asyncio
import dataclasses
import json
import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import msgspec
import pytest
from prometheus_client import REGISTRY

from backend.accounts.passwords import Passwords
from backend.app import create_app
from backend.database import Database
from backend.models import publish, reports
from backend.models.auto_rollback import AutoRollback, Rule
from backend.models.document import Change, Document
from backend.models.registry import Registry
from backend.models.schemas import ModelReport
from backend.settings import Settings
from tests.backend.conftest import PASSWORD, QUICK, Page, client_of
from tests.backend.model_files import MODEL_ID, write_model
from tests.backend.samples.consenting import consenting

pytestmark = pytest.mark.anyio
NEW = "20270101-5e6f7a8b"
GOOD: dict[str, object] = {"model_id": NEW, "outcome": "running", "backend": "WebAssembly", "fps": None}
WRONG = GOOD | {"outcome": "wrong"}
SLOWER = GOOD | {"outcome": "slower", "fps": {"before": 30.0, "after": 15.0}}
UNLOADED = GOOD | {"outcome": "unloaded"}


@pytest.fixture
def promoted(models_dir: Path) -> Path:
    """A registry in which a new model has just taken the first one's place."""
    made = models_dir.parent / "made"
    write_model(made, NEW)
    publish.publish(made / NEW, models_dir, "a test")
    return models_dir


@pytest.fixture
async def visitors(settings: Settings, database: Database, promoted: Path) -> Visitors:
    """Pages at addresses of their own, on a server that takes a model back when 3 accounts and over 30 % say so."""
    settings = dataclasses.replace(settings, roll_back_reports=3)
    return Visitors(create_app(settings, database, passwords=Passwords(cost=QUICK)))


class Visitors:
    """Pages of one server, each at an address of its own; whoever has a name is logged in."""

    def __init__(self, app: object) -> None:
        self._app = app
        self._logged_in: dict[str, httpx.Cookies] = {}

    async def say(self, name: str, report: dict[str, object], address: str = "203.0.113.1") -> httpx.Response:
        """What a page says; of nobody where the name is empty."""
        transport = httpx.ASGITransport(self._app, client=(address, 1))  # type: ignore[arg-type]
        async with client_of(transport, {"Sec-Fetch-Site": "same-origin"}) as client:
            if name and name not in self._logged_in:
                body = {"name": name, "password": PASSWORD, "remember": False}
                (await client.post("/api/session", json=body)).raise_for_status()
                self._logged_in[name] = client.cookies
            client.cookies = self._logged_in.get(name, httpx.Cookies())
            return await client.post("/api/models/reports", json=report)

    async def all_say(self, report: dict[str, object], people: range) -> None:
        for number in people:
            assert (await self.say(f"person {number}", report, f"203.0.113.{number}")).status_code == 204


def current(models: Path) -> str | None:
    return publish.read(models).current["silhouette"]


async def test_enough_accounts_take_a_model_back_and_it_is_said(
    visitors: Visitors, promoted: Path, page: Page, caplog: pytest.LogCaptureFixture
) -> None:
    before = REGISTRY.get_sample_value("roll_backs_total") or 0
    await visitors.all_say(GOOD, range(1, 5))
    await visitors.all_say(WRONG, range(5, 7))
    assert current(promoted) == NEW  # two are too few
    with caplog.at_level(logging.WARNING):
        await visitors.all_say(SLOWER, range(7, 8))
    assert current(promoted) == MODEL_ID
    last = publish.read(promoted).history[-1]
    assert (last.who, last.what, last.before, last.after) == ("server", "roll back", NEW, MODEL_ID)
    assert last.why == (
        "3 of 7 accounts reported that it does not work for them: 2 that it answers otherwise than in training, "
        "1 that answers come half as often. More than 30% may not."
    )
    assert f"rolled back from {NEW} to {MODEL_ID}: 3 of 7" in caplog.text
    assert (REGISTRY.get_sample_value("roll_backs_total") or 0) == before + 1
    told = (await page.client.get("/api/stats/decisions")).json()["timeline"][0]
    switch = {"at": last.at, "before": NEW, "model_id": MODEL_ID, "why": last.why}
    assert told == {"what": "rolled back", "reasons": [], **switch}
    assert (await page.client.get("/api/models/current")).json()["silhouette"]["id"] == MODEL_ID


async def test_why_people_switch_is_not_told_to_everybody(page: Page, promoted: Path) -> None:
    publish.roll_back(promoted, "silhouette", "our own business", who="a person")
    told = (await page.client.get("/api/stats/decisions")).json()["timeline"]
    assert (told[0]["what"], {event["why"] for event in told}) == ("rolled back", {None})


async def test_enough_accounts_that_are_too_small_a_share_do_not(visitors: Visitors, promoted: Path) -> None:
    await visitors.all_say(GOOD, range(1, 8))
    await visitors.all_say(WRONG, range(8, 11))  # 3 of 10: not more than 30 %
    assert current(promoted) == NEW
    await visitors.all_say(WRONG, range(11, 12))
    assert current(promoted) == MODEL_ID


async def test_an_account_has_one_vote_however_many_pages_it_opens(visitors: Visitors, promoted: Path) -> None:
    for number in range(40):
        await visitors.say("Ada", WRONG, f"203.0.113.{number}")
    assert current(promoted) == NEW


async def test_pages_of_nobody_have_no_vote(visitors: Visitors, promoted: Path, database: Database) -> None:
    before = REGISTRY.get_sample_value("model_reports_total", {"outcome": "wrong"}) or 0
    for number in range(40):
        assert (await visitors.say("", WRONG, f"203.0.113.{number}")).status_code == 204
    assert current(promoted) == NEW
    assert await rows(database) == 0
    assert REGISTRY.get_sample_value("model_reports_total", {"outcome": "wrong"}) == before + 40


async def test_one_address_is_stopped_after_so_many(visitors: Visitors) -> None:
    answers = [(await visitors.say("", GOOD)).status_code for _ in range(125)]
    assert answers[:120] == [204] * 120
    assert answers[-1] == 429
    assert (await visitors.say("", GOOD, "203.0.113.2")).status_code == 204


@pytest.mark.parametrize(
    "report", [UNLOADED, WRONG | {"model_id": MODEL_ID}, WRONG | {"model_id": "unknown"}], ids=lambda one: str(one)[:60]
)
async def test_what_says_nothing_of_the_current_model_takes_nothing_back(
    visitors: Visitors, promoted: Path, database: Database, report: dict[str, object]
) -> None:
    await visitors.all_say(report, range(1, 20))
    assert current(promoted) == NEW
    # Nor does it count among those who could say how the model works.
    await visitors.all_say(WRONG, range(20, 23))
    assert current(promoted) == MODEL_ID


async def test_whoever_had_the_model_later_speaks_for_it(visitors: Visitors, promoted: Path) -> None:
    for number in range(1, 9):
        await visitors.say("Ada" if number < 7 else f"person {number}", WRONG)
        await visitors.say("Ada" if number < 7 else f"person {number}", GOOD)
    await visitors.all_say(WRONG, range(20, 22))
    assert current(promoted) == NEW


async def test_what_was_gone_back_to_stays_whatever_is_said_of_it(visitors: Visitors, promoted: Path) -> None:
    await visitors.all_say(WRONG, range(1, 4))
    await visitors.all_say(WRONG, range(4, 9))
    await visitors.all_say(WRONG | {"model_id": MODEL_ID}, range(1, 30))
    assert [one.what for one in publish.read(promoted).history] == ["publish", "roll back"]


async def test_a_model_that_is_promoted_again_is_heard_anew(visitors: Visitors, promoted: Path) -> None:
    await visitors.all_say(WRONG, range(1, 4))
    await asyncio.sleep(1.1)  # the history has seconds
    publish.promote(promoted, NEW, "it was the network")
    await visitors.all_say(WRONG, range(1, 3))
    assert current(promoted) == NEW
    await visitors.all_say(WRONG, range(3, 4))
    assert current(promoted) == MODEL_ID


async def test_the_only_model_stays(page: Page, models_dir: Path) -> None:
    for _ in range(3):
        body = WRONG | {"model_id": MODEL_ID}
        assert (await page.client.post("/api/models/reports", json=body)).status_code == 204
    assert publish.read(models_dir).history == ()


async def test_a_folder_that_cannot_be_written_is_said_and_the_page_hears_nothing_of_it(
    visitors: Visitors, promoted: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("backend.models.publish._write", full)
        await visitors.all_say(WRONG, range(1, 4))
    assert current(promoted) == NEW
    assert "should be rolled back, but cannot be" in caplog.text
    await visitors.all_say(WRONG, range(4, 5))
    assert current(promoted) == MODEL_ID


async def test_two_that_decide_at_once_roll_back_once(promoted: Path) -> None:
    promotion = publish.read(promoted).promotion(NEW)
    assert promotion is not None
    ends = await asyncio.gather(
        *(asyncio.to_thread(publish.take_back, promoted, promotion, "bad", "server") for _ in range(6)),
        return_exceptions=True,
    )
    assert ends.count(MODEL_ID) == 1
    assert sum(isinstance(end, publish.OvertakenError) for end in ends) == 5
    assert [one.what for one in publish.read(promoted).history] == ["publish", "roll back"]


async def test_a_model_is_watched_for_seven_days_and_then_all_is_forgotten(database: Database, promoted: Path) -> None:
    now = [datetime.now(UTC) + timedelta(days=6, hours=23)]
    ids = [(await consenting(database, name)).id for name in ("Ada", "Grace")]
    rollback = AutoRollback(database, Registry(promoted), promoted, Rule(0.3, 2), lambda: now[0])
    wrong = msgspec.convert(WRONG, ModelReport)
    await rollback.receive(wrong, ids[0])
    assert await rows(database) == 1
    assert await reports.forget_old(database, now[0]) == 0
    now[0] += timedelta(hours=2)
    await rollback.receive(wrong, ids[1])
    assert current(promoted) == NEW
    assert await rows(database) == 1
    assert await reports.forget_old(database, now[0]) == 1
    assert await rows(database) == 0


async def test_whoever_leaves_takes_their_report_along(visitors: Visitors, database: Database, promoted: Path) -> None:
    await visitors.all_say(WRONG, range(1, 3))
    await database.execute("DELETE FROM accounts WHERE name = 'person 1'")
    assert await rows(database) == 1


async def rows(database: Database) -> int:
    row = await database.fetch_one("SELECT count(*) AS n FROM model_reports")
    assert row is not None
    return int(row["n"])


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"model_id": ""}, "model_id: must be a text of 1 to 100 characters"),
        ({"model_id": "a" * 101}, "model_id"),
        ({"model_id": 7}, "model_id: must be a text"),
        ({"outcome": "broken"}, "outcome: must be one of running, slower, unloaded, wrong"),
        ({"backend": "WebGPU"}, "backend: must be a text that fits"),
        ({"backend": "a\x00b"}, "backend"),
        ({"backend": 3}, "backend: must be a text"),
        ({"fps": {"before": 30, "after": 10}}, "null for anything else"),
        ({"outcome": "slower"}, "must be there for slower"),
        ({"outcome": "slower", "fps": [30, 10]}, "fps: must be an object"),
        ({"outcome": "slower", "fps": {"before": 30}}, "fps.after: is missing"),
        ({"outcome": "slower", "fps": {"before": 30, "after": 15.1}}, "not halved"),
        ({"outcome": "slower", "fps": {"before": 0, "after": 0}}, "not halved"),
        ({"outcome": "slower", "fps": {"before": 1e9, "after": 1}}, "fps.before: must be a number from 0 to 1000"),
        ({"name": "Ada"}, "name: there is no such field"),
    ],
)
async def test_a_report_of_another_shape_is_refused_with_the_reason(
    visitors: Visitors, database: Database, changes: dict[str, object], words: str
) -> None:
    answer = await visitors.say("Ada", GOOD | changes)
    assert answer.status_code == 422
    assert words in answer.json()["detail"]
    assert await rows(database) == 0


async def test_another_site_cannot_report(page: Page, promoted: Path, database: Database) -> None:
    stranger = page.another(**{"Sec-Fetch-Site": "cross-site"})
    body = json.dumps(WRONG)
    answer = await stranger.client.post("/api/models/reports", content=body, headers={"Content-Type": "text/plain"})
    assert answer.status_code == 403
    assert await rows(database) == 0


def promotion_of(*changes: tuple[str, str | None, str | None]) -> Change | None:
    at = "2027-01-01T00:00:00Z"
    history = tuple(Change(at, "me", what, old, new, "why", "hand") for what, old, new in changes)  # type: ignore[arg-type]
    of_other_way = Change(at, "me", "publish", "x", "y", "why", "silhouette")
    document = Document({"hand": "b", "silhouette": "y"}, None, {}, (*history, of_other_way))
    assert document.promotion("y") == of_other_way
    return document.promotion("b")


async def test_what_can_be_taken_back_is_the_newest_switch_if_it_was_a_promotion() -> None:
    assert promotion_of() is None
    assert promotion_of(("publish", None, "b")) is None  # the first one
    for what in ("publish", "promote"):
        taken = promotion_of((what, "a", "b"), ("challenge", None, "c"))
        assert taken is not None
        assert (taken.before, taken.after) == ("a", "b")
    assert promotion_of(("publish", "b", "a"), ("roll back", "a", "b")) is None
    assert promotion_of(("publish", "b", "a")) is None  # registry.json was changed by hand since
