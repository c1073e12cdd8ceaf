"""Every tile under filters: what two people's pages sent in; exactly what a direct query of the samples gives out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from backend.database import Database
from backend.stats.figures.report import ENOUGH, Json, change, rate, wilson
from tests.backend.batches import NOW, encode, sample
from tests.backend.conftest import Page
from tests.backend.model_files import LABELS, MODEL_ID

pytestmark = pytest.mark.anyio

PHONE, COMPUTER = "Safari, iOS", "Firefox, Windows"
TODAY = datetime.now(UTC).date()
LAST_WEEK = TODAY - timedelta(days=7)
SCENES = [
    {"light": light, "hands": 1, "hand_size": 0.5, "followed_ms": 60_000, "lost": lost}
    for light, lost in ((0.05, 2), (0.2, 1), (0.6, 0))
]


@pytest.fixture
async def sent(page: Page, database: Database) -> Page:
    """Ada by computer and telephone, Grace by computer: prompts, corrections and free use, of two weeks and models."""
    await database.execute("SELECT make_samples_partition(CAST(:day AS date))", day=LAST_WEEK.replace(day=1))
    for name, devices in (("Grace", [COMPUTER]), ("Ada", [COMPUTER, PHONE])):
        await page.log_in(name)
        await page.consent()
        for device in devices:
            await page.send(encode([one(n, device) for n in range(36)]))
    await database.execute(
        "UPDATE samples SET received_at = CAST(:day AS date) + interval '12 hours' WHERE number % 2 = 0", day=LAST_WEEK
    )
    await database.execute("UPDATE samples SET model_id = 'older' WHERE number % 5 = 0")
    await page.settle()
    return page


def one(n: int, device: str) -> dict[str, Any]:
    source = ("prompted", "prompted", "corrected", "none")[n % 4]
    label = None if source == "none" else LABELS[n % 3]
    predicted = LABELS[(n + (n % 7 == 0)) % 3]
    reason = "random" if source == "none" else source
    return sample(
        **{"number": n, "device": device, "label": label, "label_source": source, "predicted": predicted},
        **{"reason": reason, "scene": SCENES[n % 3], "session_id": f"7f1d3c1e-2f52-4e6b-8a35-5f1f0c9be{n % 3:03}"},
    )


FILTERS: list[tuple[dict[str, str], str]] = [
    ({}, "true"),
    ({"device_class": "handheld", "from": str(LAST_WEEK), "to": str(LAST_WEEK)}, f"device = '{PHONE}' AND {{last}}"),
    ({"model": "older", "label_source": "both"}, "model_id = 'older'"),
    ({"device": COMPUTER, "from": str(TODAY), "label_source": "corrected"}, f"device = '{COMPUTER}' AND NOT {{last}}"),
]


@pytest.mark.parametrize(("query", "where"), FILTERS, ids=["all", "handheld last week", "older model", "computer now"])
async def test_every_tile_is_what_a_direct_query_gives(
    sent: Page, database: Database, query: dict[str, str], where: str
) -> None:
    where = where.format(last=f"received_at::date = '{LAST_WEEK}'")
    source = query.get("label_source", "prompted")
    sources = ["prompted", "corrected"] if source == "both" else [source]
    rows = await database.fetch_all(f"SELECT * FROM samples WHERE {where}")
    of_model = [row for row in rows if row["model_id"] == query.get("model", MODEL_ID)]
    told = [row for row in of_model if row["label_source"] in sources]

    overview = (await sent.client.get("/api/stats", params=query)).json()
    labelled = {source: sum(row["label_source"] == source for row in rows) for source in ("prompted", "corrected")}
    totals = {
        **{"samples": len(rows), "people": len({row["account_id"] for row in rows}), **labelled},
        "sessions": len({(row["account_id"], row["session_id"]) for row in rows}),
    }
    assert {name: overview["totals"][name] for name in totals} == totals
    assert [(day["day"], day["samples"], day["people"], day["prompted"]) for day in overview["days"]] == [
        (
            str(day),
            len(of_day),
            len({row["account_id"] for row in of_day}),
            sum(row["label_source"] == "prompted" for row in of_day),
        )
        for day in sorted({row["received_at"].date() for row in rows})
        if (of_day := [row for row in rows if row["received_at"].date() == day])
    ]
    right = sum(row["label"] == row["predicted"] for row in told)
    assert overview["report"]["accuracy"] == rate(right, len(told))
    told_to_any = [row for row in rows if row["label_source"] in sources]
    right_of_any = sum(row["label"] == row["predicted"] for row in told_to_any)
    assert sum(day["correct"] for day in overview["accuracy_by_day"]) == right_of_any
    assert sum(day["n"] for day in overview["told_by_day"]) == len(told_to_any)
    assert overview["corrections"]["n"] == labelled["corrected"]
    assert sum(map(sum, overview["confusion"]["counts"])) == len(told)

    groups = (await sent.client.get("/api/stats/groups", params=query)).json()
    counted: dict[tuple[str, str, str], list[bool]] = {}
    for row in told:
        light = "dark" if row["light"] < 0.1 else "dim" if row["light"] < 0.3 else "bright"
        kind = "handheld" if row["device"] == PHONE else "computer"
        counted.setdefault((row["label"], kind, light), []).append(row["label"] == row["predicted"])
    assert {(g["gesture"], g["device_class"], g["light"]): (g["correct"], g["n"]) for g in groups["groups"]} == {
        group: (sum(each), len(each)) for group, each in counted.items() if len(each) >= ENOUGH
    }
    assert groups["too_few"] == sum(len(each) < ENOUGH for each in counted.values())

    hands = (await sent.client.get("/api/stats/hands", params=query)).json()
    assert hands["tracking"]["lost"] == sum(row["lost"] for row in of_model)
    assert hands["tracking"]["minutes"] == pytest.approx(len(of_model))
    light = next(each for each in hands["conditions"] if each["measure"] == "light")
    assert light["n"] == sum(row["label_source"] == "none" for row in of_model)
    assert sum(each["accuracy"]["n"] for each in light["bins"]) == len(told)

    speed = (await sent.client.get("/api/stats/speed", params=query)).json()
    assert sum(group["answer_ms"]["n"] for group in speed["groups"]) == len(rows)
    activity = (await sent.client.get("/api/stats/activity", params=query)).json()
    people = {row["account_id"] for row in rows}
    assert len({each["person"] for each in activity["usage"]}) <= len(people)
    models = (await sent.client.get("/api/stats/models", params=query)).json()
    by_model = {model["model_id"]: model["n"] for model in models["models"]}
    assert by_model == {
        model_id: n
        for model_id in (MODEL_ID, "older")
        if (n := sum(row["model_id"] == model_id and row["label_source"] in sources for row in rows))
    }


async def test_what_is_compared_are_the_same_figures_of_the_time_before_and_of_another_model(sent: Page) -> None:
    weeks = {"from": str(LAST_WEEK + timedelta(days=1)), "to": str(TODAY)}
    now = (await sent.client.get("/api/stats", params={**weeks, "compare": "previous"})).json()
    before = {"from": str(LAST_WEEK - timedelta(days=6)), "to": str(LAST_WEEK)}
    alone = (await sent.client.get("/api/stats", params=before)).json()
    assert now["compared_with"] == {"model": None, **before}
    assert now["compared"] == {name: alone[name] for name in now["compared"]}
    assert now["change"] == change(now, alone)
    assert alone["compared"] is alone["change"] is None
    for path in ("groups", "hands", "models", "quality", "speed", "shadow", "activity"):
        told = (await sent.client.get(f"/api/stats/{path}", params={"compare": "older"})).json()
        other = (await sent.client.get(f"/api/stats/{path}", params={"model": "older"})).json()
        for group in other["groups"] if path == "groups" else []:
            group |= {"picture": None, "sample_id": None}  # pictures are shown of what was asked for
        assert told["compared_with"]["model"] == "older"
        assert told["compared"] == {name: other[name] for name in told["compared"]}
    assert (await sent.client.get("/api/stats?compare=never")).status_code == 400


async def test_the_time_before_is_told_by_its_days_also_where_one_model_is_meant(sent: Page) -> None:
    week = {"from": str(LAST_WEEK + timedelta(days=1)), "to": str(TODAY), "compare": "previous"}
    before = {"model": None, "from": str(LAST_WEEK - timedelta(days=6)), "to": str(LAST_WEEK)}
    for path in ("", "/quality", "/hands", "/groups"):
        told = (await sent.client.get(f"/api/stats{path}", params={**week, "model": "older"})).json()
        assert told["compared_with"] == before


async def test_the_half_hours_of_today_are_compared_with_those_of_as_many_days_earlier(
    sent: Page, database: Database
) -> None:
    today = NOW.date()  # the server's
    week = {"from": str(today - timedelta(days=6)), "to": str(today), "compare": "previous"}
    then = today - timedelta(days=7)
    await database.execute("SELECT make_samples_partition(CAST(:day AS date))", day=then.replace(day=1))
    await database.execute("UPDATE samples SET received_at = CAST(:day AS date) + interval '8 hours'", day=then)
    await sent.settle()
    told = (await sent.client.get("/api/stats/activity", params=week)).json()
    assert (told["day"], told["compared"]["day"]) == (str(today), str(then))
    people = {each["start"][:16]: each["people"] for each in told["compared"]["half_hours"] if each["people"] > 0}
    assert people == {f"{then}T08:00": 2}
    other = (await sent.client.get("/api/stats/activity", params={**week, "compare": "older"})).json()
    assert other["compared"]["day"] == str(today)


def test_the_interval_of_a_change_is_newcombes() -> None:
    """His own example (1998, table II): 56 of 70 and 48 of 80, by method 10."""
    report: list[Json] = [{"report": {"accuracy": rate(correct, n)}} for correct, n in ((56, 70), (48, 80))]
    told = change(report[0], report[1])
    assert told is not None
    assert (told["difference"], told["low"], told["high"]) == pytest.approx((0.2, 0.0524, 0.3339), abs=1e-4)
    assert change(report[0], {"report": {"accuracy": rate(3, 3)}}) is None
    assert wilson(56, 70)[0] == pytest.approx(0.6920, abs=1e-3)


async def test_pictures_of_weak_groups_are_ones_own_or_the_administrators(sent: Page, database: Database) -> None:
    await database.execute("UPDATE samples SET predicted = 'none' WHERE label IS NOT NULL")
    await sent.settle()
    (mine, *_) = (await sent.client.get("/api/stats/groups")).json()["groups"]
    assert (await sent.client.get(mine["picture"])).status_code == 200  # as Ada
    visitor, root = sent.another(), sent.another()
    assert {group["picture"] for group in (await visitor.client.get("/api/stats/groups")).json()["groups"]} == {None}
    await root.log_in("Root")
    await database.execute("UPDATE accounts SET administrator = true WHERE name = 'Root'")
    seen = (await root.client.get("/api/stats/groups")).json()["groups"]
    assert {group["picture"] for group in seen} == {None}  # nobody allows photos
    await sent.consent("photos")
    await sent.settle()
    await database.execute("UPDATE stats_state SET version = version + 1")
    (first, *_) = (await root.client.get("/api/stats/groups")).json()["groups"]
    assert (await root.client.get(first["picture"])).status_code == 200


async def test_who_is_online_is_told_by_name_to_oneself_and_the_administrator(sent: Page, database: Database) -> None:
    visitor, root, grace = (sent.another() for _ in range(3))
    await root.log_in("Root")
    await grace.log_in("Grace")
    await database.execute("UPDATE accounts SET administrator = true WHERE name = 'Root'")
    await database.execute(
        "UPDATE sessions SET last_seen_at = now() - interval '1 hour' WHERE account_id IN "
        "(SELECT id FROM accounts WHERE name = 'Grace')"
    )
    nobody = (await visitor.client.get("/api/stats/online")).json()
    assert nobody == {"online": 2, "accounts": 3, "people": []}
    (ada,) = (await sent.client.get("/api/stats/online")).json()["people"]
    assert (ada["name"], ada["yours"], ada["online"]) == ("Ada", True, True)
    everybody = (await root.client.get("/api/stats/online")).json()["people"]
    assert {(each["name"], each["yours"], each["online"]) for each in everybody} == {
        ("Root", True, True),
        ("Ada", False, True),
        ("Grace", False, False),
    }
