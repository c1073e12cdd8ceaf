"""The worst mistakes: seen and put right by the administrator only, and only of people who allow photos."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import uuid4

import cv2
import numpy as np
import pytest

from backend.database import Database
from tests.backend.batches import encode, sample
from tests.backend.conftest import Page

pytestmark = pytest.mark.anyio
SILHOUETTE = bytes([0, 255] * 2048)


@pytest.fixture
async def root(page: Page, database: Database) -> AsyncIterator[Page]:
    """The administrator's browser, beside that of the page."""
    administrator = page.another()
    await administrator.log_in("Root")
    await database.execute("UPDATE accounts SET administrator = true WHERE name = 'Root'")
    yield administrator
    await administrator.client.aclose()


async def wrong(page: Page, name: str, level: str, confidence: float, **changes: object) -> str:
    """Send a sample of a person that was not what the model said; its id."""
    await page.log_in(name)
    await page.consent(level)
    rest = (1 - confidence) / 5
    sent = (
        sample(label_source="prompted", label="l", probabilities=[rest, rest, confidence, rest, rest, rest]) | changes
    )
    result = await page.send(encode([sent], [SILHOUETTE]))
    assert result.json()["results"][0]["status"] == "stored"
    return str(sent["sample_id"])


async def listed(root: Page, query: str = "") -> list[str]:
    reply = await root.client.get(f"/api/stats/mistakes{query}")
    assert reply.status_code == 200
    return [each["sample_id"] for each in reply.json()["mistakes"]]


async def test_the_surest_come_first_and_only_of_those_who_allow_photos(page: Page, root: Page) -> None:
    unsure = await wrong(page, "Ada", "photos", 0.5)
    sure = await wrong(page, "Ada", "photos", 0.99, label_source="corrected")
    await wrong(page, "Ada", "photos", 0.9, label="fist")
    await wrong(page, "Bob", "shapes", 0.98)
    assert await listed(root) == [sure, unsure]
    assert await listed(root, "?label_source=prompted") == [unsure]
    assert await listed(root, "?device=other") == await listed(root, "?to=2000-01-01") == []
    told = (await root.client.get("/api/stats/mistakes")).json()["mistakes"][0]
    assert (told["label"], told["predicted"], told["confidence"]) == ("l", "fist", 0.99)
    network_input = await root.client.get(told["network_input"])
    pixels = cv2.imdecode(np.frombuffer(network_input.content, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    assert pixels.tobytes() == SILHOUETTE


async def test_whoever_takes_the_permission_back_is_no_longer_shown(page: Page, root: Page) -> None:
    sample_id = await wrong(page, "Ada", "photos", 0.9)
    assert await listed(root) == [sample_id]
    await page.consent("shapes")
    assert await listed(root) == []
    assert (await root.client.get(f"/api/stats/mistakes/{sample_id}/network-input")).status_code == 404
    changed = await root.client.put(f"/api/stats/mistakes/{sample_id}", json={"label": "fist"})
    assert changed.status_code == 404


async def test_nobody_else_sees_or_changes_them(page: Page, root: Page) -> None:
    sample_id = await wrong(page, "Ada", "photos", 0.9)
    visitor = page.another()
    for browser, status in ((page, 403), (visitor, 401)):
        for path in ("", f"/{sample_id}/network-input"):
            assert (await browser.client.get(f"/api/stats/mistakes{path}")).status_code == status
        changed = await browser.client.put(f"/api/stats/mistakes/{sample_id}", json={"label": "fist"})
        assert changed.status_code == status
    assert await listed(root) == [sample_id]


async def test_a_label_is_put_right_and_the_figures_follow(page: Page, root: Page) -> None:
    sample_id = await wrong(page, "Ada", "photos", 0.9)
    await page.settle()
    assert (await page.client.get("/api/stats")).json()["accuracy"]["correct"] == 0
    done = await root.client.put(f"/api/stats/mistakes/{sample_id}", json={"label": "fist"})
    assert done.status_code == 204
    await page.settle()
    assert (await page.client.get("/api/stats")).json()["accuracy"]["correct"] == 1
    assert await listed(root) == []


async def test_a_label_that_is_right_as_it_is_waits_no_more(page: Page, root: Page) -> None:
    sample_id = await wrong(page, "Ada", "photos", 0.9, label_source="corrected")
    other = await wrong(page, "Ada", "photos", 0.8)
    assert (await root.client.get("/api/stats/mistakes")).json()["waiting"] == {"prompted": 1, "corrected": 1}
    assert (await root.client.put(f"/api/stats/mistakes/{sample_id}", json={"label": "l"})).status_code == 204
    left = (await root.client.get("/api/stats/mistakes")).json()
    assert (left["waiting"], [each["sample_id"] for each in left["mistakes"]]) == (
        {"prompted": 1, "corrected": 0},
        [other],
    )


async def test_those_of_one_cell_and_the_newest_first(page: Page, root: Page) -> None:
    first = await wrong(page, "Ada", "photos", 0.9)
    second = await wrong(page, "Ada", "photos", 0.5)
    none = await wrong(page, "Ada", "photos", 0.7, label="none")
    assert await listed(root, "?label=l&predicted=fist") == [first, second]
    assert await listed(root, "?label=none&predicted=fist") == [none]
    assert await listed(root, "?predicted=l") == []
    assert set(await listed(root, "?order=newest")) == {first, second, none}
    assert (await root.client.get("/api/stats/mistakes?order=oldest")).status_code == 400


@pytest.mark.parametrize("body", [{}, {"label": "wave"}, {"label": None}, {"label": "l", "x": 1}])
async def test_what_is_no_label_is_refused(page: Page, root: Page, body: dict[str, object]) -> None:
    sample_id = await wrong(page, "Ada", "photos", 0.9)
    reply = await root.client.put(f"/api/stats/mistakes/{sample_id}", json=body)
    assert (reply.status_code, reply.json()["detail"].partition(":")[0]) == (422, "x" if "x" in body else "label")


async def test_what_is_not_there_or_was_not_told_is_a_404(page: Page, root: Page) -> None:
    free = await wrong(page, "Ada", "photos", 0.9, label_source="none", label=None)
    for sample_id in (free, str(uuid4())):
        reply = await root.client.put(f"/api/stats/mistakes/{sample_id}", json={"label": "l"})
        assert reply.status_code == 404
