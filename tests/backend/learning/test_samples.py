"""What may be learned from: only what was told, and only of people who allow it at this moment."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.accounts import store
from backend.accounts.schemas import Consent
from backend.database import Database
from backend.learning.samples import LabelledSample, labelled_samples
from backend.models import publish
from backend.samples import user_samples
from tests.backend.batches import PICTURE, POINTS, encode, hand_sample, sample
from tests.backend.conftest import Page
from tests.backend.frame_images import described, jpeg
from tests.backend.model_files import HAND_ID, write_hand_model
from tests.backend.samples.consenting import consenting

pytestmark = pytest.mark.anyio


@pytest.fixture(autouse=True)
def hand_model(models_dir: Path) -> None:
    write_hand_model(models_dir.parent / "made")
    publish.publish(models_dir.parent / "made" / HAND_ID, models_dir, "first")


async def all_labelled(database: Database) -> list[LabelledSample]:
    return [told async for told in labelled_samples(database)]


async def give(
    page: Page, name: str, *samples: dict[str, object], level: str = "shapes", inputs: list[bytes] | None = None
) -> None:
    """Register, consent and send."""
    assert (await page.log_in(name)).status_code in (200, 201)
    assert (await page.consent(level)).status_code == 200
    results = (await page.send(encode(samples, inputs or [POINTS] * len(samples)))).json()["results"]
    assert {result["status"] for result in results} == {"stored"}


def told(gesture: str = "l", label_source: str = "prompted") -> dict[str, object]:
    return hand_sample(label=gesture, label_source=label_source, reason=label_source)


async def test_only_what_a_person_told_is_given(page: Page, database: Database) -> None:
    await give(page, "Ada", told(), told("fist", "corrected"), hand_sample())
    found = await all_labelled(database)
    assert sorted(one.label for one in found) == ["fist", "l"]
    assert {(one.name_key, one.model_id, one.network_input) for one in found} == {("ada", HAND_ID, POINTS)}


async def test_silhouettes_are_not_learned_from(page: Page, database: Database) -> None:
    silhouette = sample(label="l", label_source="prompted", reason="prompted")
    await give(page, "Ada", silhouette, told(), inputs=[PICTURE, POINTS])
    assert [one.model_id for one in await all_labelled(database)] == [HAND_ID]


async def test_pictures_are_given_where_they_are_asked_for_and_allowed_now(page: Page, database: Database) -> None:
    image = jpeg(100, 100)
    with_image = told() | {"frame_image": described(image)}
    await give(page, "Ada", with_image, level="photos", inputs=[POINTS + image])
    (one,) = await all_labelled(database)
    assert one.frame_image is not None
    assert [each.frame_image async for each in labelled_samples(database, [HAND_ID])] == [None]
    await database.execute("UPDATE consents SET level = 'shapes'")
    assert [each.frame_image for each in await all_labelled(database)] == [None]


async def test_who_allows_nothing_any_more_is_left_out_at_once(page: Page, database: Database) -> None:
    await give(page, "Ada", told())
    assert len(await all_labelled(database)) == 1
    assert (await page.consent("nothing")).status_code == 200
    assert await all_labelled(database) == []
    assert (await page.consent("photos")).status_code == 200
    assert len(await all_labelled(database)) == 1


async def test_deleted_samples_never_come_back(page: Page, database: Database) -> None:
    one = told()
    await give(page, "Ada", one, told("fist"))
    account = await store.find(database, "ada")
    assert account is not None
    assert (await page.client.delete(f"/api/samples/{one['sample_id']}")).status_code == 204
    assert [each.label for each in await all_labelled(database)] == ["fist"]
    await user_samples.delete_all(database, account.id)
    assert await all_labelled(database) == []


async def test_made_up_people_are_left_out_and_pages_of_rows_follow_each_other(
    page: Page, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("backend.learning.samples._SELECT", _with_pages_of(2))
    for name in ("Ada", "Grace"):
        await give(page, name, *(told() for _ in range(3)))
        page.client.cookies.clear()
    demo = await consenting(database, "Demo 01")
    await database.execute("UPDATE accounts SET demo = true WHERE id = :id", id=demo.id)
    assert await store.choose_consent(database, demo.id, Consent("photos", 1))
    assert [one.name_key for one in await all_labelled(database)] == ["ada"] * 3 + ["grace"] * 3


def _with_pages_of(rows: int) -> str:
    from backend.learning import samples

    return samples._SELECT.replace(f"LIMIT {samples._AT_ONCE}", f"LIMIT {rows}")
