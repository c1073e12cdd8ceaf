"""The stats page's data, from the samples that a page sent."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.backend.batches import encode, sample
from tests.backend.conftest import Page
from tests.backend.models import LABELS, MODEL_ID

pytestmark = pytest.mark.anyio


async def test_samples_show_up_at_once(page: Page) -> None:
    await page.log_in()
    await page.consent()
    before = (await page.client.get("/api/stats")).json()
    assert before["totals"] == {"samples": 0, "users": 1, "sessions": 0}
    assert before["your_sessions"] == []
    await page.send(encode([sample(), sample(truth="prompted", true_gesture="l")]))
    after = (await page.client.get("/api/stats")).json()
    assert after["totals"] == {"samples": 2, "users": 1, "sessions": 1}
    assert after["computed_at"] == "2026-11-22T17:06:00Z"
    assert (after["model_id"], after["labels"]) == (MODEL_ID, LABELS)
    assert after["accuracy"] == {"correct": 0, "n": 1, "per_gesture": [{"gesture": "l", "correct": 0, "n": 1}]}
    assert after["confusion"]["counts"][LABELS.index("l")][LABELS.index("fist")] == 1
    assert sum(map(sum, after["confusion"]["counts"])) == 1
    assert after["report"]["accuracy"] == {"correct": 0, "n": 1, "rate": None, "low": None, "high": None}
    assert after["your_sessions"][0]["gestures"] == {"fist": 2}


async def test_the_report_is_of_those_whose_truth_was_told(page: Page) -> None:
    await page.log_in()
    await page.consent()
    told = [sample(truth="prompted", true_gesture=label) for label in ["fist"] * 9 + ["l"]]
    await page.send(encode([*told, sample(), sample()]))
    report = (await page.client.get("/api/stats")).json()["report"]
    low, high = report["accuracy"].pop("low"), report["accuracy"].pop("high")
    assert report["accuracy"] == {"correct": 9, "n": 10, "rate": 0.9}
    assert (low, high) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert report["per_gesture"][LABELS.index("fist")]["precision"]["rate"] == 0.9
    assert report["macro"] is None
    by_day = (await page.client.get("/api/stats")).json()["told_by_day"]
    assert sorted((day["gesture"], day["correct"], day["n"]) for day in by_day) == [("fist", 9, 9), ("l", 0, 1)]


async def test_sessions_are_shown_to_their_owner_only(page: Page) -> None:
    await page.log_in()
    await page.consent()
    await page.send(encode([sample()]))
    await page.log_in("Grace")
    assert (await page.client.get("/api/stats")).json()["your_sessions"] == []
    await page.client.delete("/api/session")
    assert (await page.client.get("/api/stats")).json()["your_sessions"] is None


async def test_without_models_it_says_so(page: Page, models_dir: Path) -> None:
    (models_dir / "registry.json").unlink()
    response = await page.client.get("/api/stats")
    assert response.status_code == 503
    assert "train-and-convert" in response.json()["detail"]
