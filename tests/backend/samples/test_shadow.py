"""What a challenger said, sent with a sample: kept as it came, shown to its owner, gone with the sample, or refused."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from backend.database import Database
from backend.models import publish
from backend.models.manifest import Input
from backend.samples.batch_codec import RefusedError
from backend.samples.check import Sample, check
from tests.backend.batches import NOW, POINTS, encode, hand_sample, raw, sample
from tests.backend.conftest import Page
from tests.backend.model_files import HAND_ID, write_hand_model
from tests.backend.samples.test_check import CONSENT, MODEL

OTHER = "20270101-5e6f7a8b"
CHALLENGER = replace(MODEL, id=OTHER)
SHADOW = {
    "model_id": OTHER,
    "compared": 7,
    "disagreed": 2,
    "predicted": "none",
    "probabilities": [0.1, 0.1, 0.1, 0.1, 0.1, 0.5],
}


@pytest.fixture
async def consenting(page: Page) -> Page:
    await page.log_in()
    await page.consent()
    return page


def checked(shadow: object, **changes: object) -> Sample:
    return check(raw(sample(shadow=shadow, **changes)), MODEL, CONSENT, NOW, CHALLENGER)


def test_it_is_kept_as_it_came_and_may_be_absent() -> None:
    kept = checked(SHADOW, reason="shadow")
    assert (kept.shadow_model_id, kept.shadow_compared, kept.shadow_disagreed) == (OTHER, 7, 2)
    assert (kept.shadow_predicted, kept.shadow_probabilities) == ("none", [0.1, 0.1, 0.1, 0.1, 0.1, 0.5])
    counts = checked(SHADOW | {"predicted": None, "probabilities": None})
    assert (counts.shadow_compared, counts.shadow_predicted, counts.shadow_probabilities) == (7, None, None)
    assert checked(None).shadow_model_id is None
    assert checked(...).shadow_compared is None


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("model_id", [...]),
        ("compared", [1, -1, 10_001, 2**40, 3.0, True, None, "7", ...]),
        ("disagreed", [8, -1, 1.5, None, ...]),
        ("predicted", ["fist", "Fist", "", 2, None, ...]),
        ("probabilities", [[], [1.0], [0.2] * 6, [2, -1, 0, 0, 0, 0], "1", None, ...]),
        ("extra", [1]),
    ],
)
def test_what_is_refused(field: str, values: list[object]) -> None:
    for value in values:
        changed = {name: old for name, old in (SHADOW | {field: value}).items() if old is not ...}
        with pytest.raises(RefusedError, match=r"^shadow\."):
            checked(changed)


@pytest.mark.parametrize("shadow", [[], "x", 7, True, {}])
def test_what_is_no_object_of_these_fields(shadow: object) -> None:
    with pytest.raises(RefusedError, match=r"^shadow"):
        checked(shadow)


def test_a_sample_that_was_taken_for_the_difference_has_one() -> None:
    for shadow in (None, SHADOW | {"predicted": None, "probabilities": None}):
        with pytest.raises(RefusedError, match="shadow"):
            checked(shadow, reason="shadow")


def test_a_challenger_that_is_unknown_or_looks_at_other_pictures() -> None:
    of_challenger = raw(sample(shadow=SHADOW))
    for challenger in (None, MODEL, replace(CHALLENGER, input=Input("silhouette", 32, 32))):
        with pytest.raises(RefusedError, match=r"shadow\.model_id"):
            check(of_challenger, MODEL, CONSENT, NOW, challenger)


@pytest.fixture
def challenged(models_dir: Path, tmp_path: Path) -> None:
    for model_id in (HAND_ID, OTHER):
        write_hand_model(tmp_path / "new", model_id)
    publish.publish(tmp_path / "new" / HAND_ID, models_dir, "the first")
    publish.challenge(tmp_path / "new" / OTHER, models_dir, "to be compared")


@pytest.mark.anyio
@pytest.mark.usefixtures("challenged")
async def test_its_owner_sees_it_exports_it_and_deletes_it(consenting: Page, database: Database) -> None:
    shadow = SHADOW | {"probabilities": [0.0, 0.1, 0.1, 0.1, 0.1, 0.1, 0.0, 0.5]}
    differs = hand_sample(shadow=shadow, reason="shadow")
    counts = hand_sample(shadow=shadow | {"predicted": None, "probabilities": None})
    batch = encode([differs, counts, hand_sample()], [POINTS] * 3)
    results = (await consenting.send(batch)).json()["results"]
    assert [result["status"] for result in results] == ["stored"] * 3
    told = (await consenting.client.get("/api/samples")).json()["samples"]
    expected = {differs["sample_id"]: shadow, counts["sample_id"]: counts["shadow"]}
    assert {one["sample_id"]: one["shadow"] for one in told if one["shadow"]} == expected
    archive = zipfile.ZipFile(io.BytesIO((await consenting.client.get("/api/samples.zip")).content))
    lines = [json.loads(line) for line in archive.read("samples.jsonl").decode().splitlines()]
    assert {one["sample_id"]: one["shadow"] for one in lines if one["shadow"]} == expected
    await consenting.settle()
    counted = "SELECT sum(compared)::integer AS n FROM stats_shadow_frames"
    assert await database.fetch_one(counted) == {"n": 14}
    await consenting.client.request("DELETE", "/api/samples", json={"all": True})
    await consenting.settle()
    assert await database.fetch_one(counted) == {"n": None}


@pytest.mark.anyio
async def test_of_a_model_that_the_server_does_not_have_only_that_sample_is_refused(consenting: Page) -> None:
    results = (await consenting.send(encode([sample(shadow=SHADOW), sample()]))).json()["results"]
    assert [result["status"] for result in results] == ["refused", "stored"]
    assert results[0]["reason"] == "shadow.model_id: this server has no such model"
