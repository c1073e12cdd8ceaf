"""A challenger beside the champion on the stats page: what pages sent in; counts, rates, differences, who was right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from backend.models import publish
from backend.stats.figures.report import wilson
from tests.backend.batches import POINTS, hand_sample
from tests.backend.batches import encode as encode_batch
from tests.backend.conftest import Page
from tests.backend.model_files import HAND_ID, HAND_LABELS, write_hand_model

pytestmark = pytest.mark.anyio
FIRST, SECOND = "20270101-5e6f7a8b", "20270102-9c0d1e2f"


@pytest.fixture
async def consenting(page: Page, models_dir: Path, tmp_path: Path) -> Page:
    """Somebody whose page compares with the second of two challengers."""
    for model_id in (HAND_ID, FIRST, SECOND):
        write_hand_model(tmp_path / "new", model_id)
    publish.publish(tmp_path / "new" / HAND_ID, models_dir, "the first")
    for model_id in (FIRST, SECOND):
        publish.challenge(tmp_path / "new" / model_id, models_dir, "to be compared")
    await page.log_in()
    await page.consent()
    return page


def sent(compared: int, disagreed: int, predicted: str | None = None, *, of: str = FIRST, **changes: Any) -> Any:
    values = None if predicted is None else [1.0 if label == predicted else 0.0 for label in HAND_LABELS]
    shadow = {"model_id": of, "compared": compared, "disagreed": disagreed}
    return hand_sample(shadow=shadow | {"predicted": predicted, "probabilities": values}, **changes)


def encode(samples: Sequence[Any]) -> bytes:
    return encode_batch(samples, [POINTS] * len(samples))


async def shadow_of(page: Page, **query: str) -> dict[str, Any]:
    await page.settle()
    response = await page.client.get("/api/stats/shadow", params=query)
    assert response.status_code == 200, response.text
    told: dict[str, Any] = response.json()
    return told


async def test_frames_differences_and_who_was_right(consenting: Page) -> None:
    shadow = {"reason": "shadow"}
    await consenting.send(
        encode(
            [
                sent(40, 3),
                sent(9, 1, "none", **shadow),
                sent(0, 0, "none", **shadow),
                sent(1, 1, "l", **shadow, device="Firefox, Windows"),
                sent(0, 0, "l", label_source="prompted", label="l", reason="prompted"),
                sent(0, 0, "l", label_source="prompted", label="fist", reason="prompted"),
                sent(0, 0, "none", label_source="corrected", label="none", reason="corrected"),
                sent(0, 0, "none", label_source="corrected", label="l", reason="corrected"),
                sent(5, 5, of=SECOND),
            ]
        )
    )
    told = await shadow_of(consenting)
    assert (told["champion"], told["challenger"], told["enough"]) == (HAND_ID, SECOND, 10)
    now, before = told["pairs"]
    assert (now["challenger"], now["compared"], now["disagreed"], now["rate"]) == (SECOND, 5, 5, None)
    assert (before["champion"], before["challenger"], before["compared"], before["disagreed"]) == (
        HAND_ID,
        FIRST,
        50,
        5,
    )
    assert (before["rate"], before["low"], before["high"]) == pytest.approx((0.1, *wilson(5, 50)))
    fist = dict(zip(HAND_LABELS, before["kept"]["counts"][HAND_LABELS.index("fist")], strict=True))
    assert (fist["none"], fist["l"], sum(map(sum, before["kept"]["counts"]))) == (2, 1, 3)
    assert before["right"] == {"champion": 1, "challenger": 1, "neither": 0}


async def test_filters(consenting: Page) -> None:
    await consenting.send(
        encode(
            [
                sent(20, 2, "l", reason="shadow", device="Firefox, Windows"),
                sent(20, 4, "none"),
                sent(0, 0, "l", label_source="prompted", label="l", reason="prompted"),
                sent(0, 0, "l", label_source="corrected", label="l", reason="corrected"),
            ]
        )
    )
    (told,) = (await shadow_of(consenting, device="Firefox, Windows"))["pairs"]
    assert (told["compared"], told["disagreed"], sum(map(sum, told["kept"]["counts"]))) == (20, 2, 1)
    (prompted,) = (await shadow_of(consenting, label_source="prompted"))["pairs"]
    assert (prompted["compared"], prompted["right"]) == (40, {"champion": 0, "challenger": 1, "neither": 0})
    assert (await shadow_of(consenting, model="demo-older"))["pairs"] == []
    assert (await shadow_of(consenting, to="2026-01-01"))["pairs"] == []


async def test_who_deletes_takes_the_counts_along_and_the_figures_are_marked(consenting: Page) -> None:
    await consenting.send(encode([sent(40, 3), sent(1, 1, "l", reason="shadow")]))
    await consenting.settle()
    first = await consenting.client.get("/api/stats/shadow")
    same = {"If-None-Match": first.headers["etag"]}
    assert (await consenting.client.get("/api/stats/shadow", headers=same)).status_code == 304
    await consenting.client.request("DELETE", "/api/account", json={"password": "correct horse battery"})
    assert (await shadow_of(consenting))["pairs"] == []


async def test_a_new_challenger_is_told_although_no_figure_changed(consenting: Page, models_dir: Path) -> None:
    assert (await shadow_of(consenting))["challenger"] == SECOND
    publish.shadow(models_dir, None, "enough")
    assert (await shadow_of(consenting))["challenger"] is None
