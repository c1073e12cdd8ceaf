"""The stats page's data, from the samples that a page sent."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from backend.database import Database
from backend.models import publish
from tests.backend.batches import PICTURE, POINTS, encode, hand_sample, sample
from tests.backend.conftest import Page
from tests.backend.model_files import HAND_ID, HAND_LABELS, LABELS, MODEL_ID, write_hand_model

pytestmark = pytest.mark.anyio
NOTHING = dict.fromkeys(("samples", "prompted", "corrected", "people", "sessions"), 0)


async def test_samples_show_up_at_once(page: Page) -> None:
    await page.log_in()
    await page.consent()
    first = await page.client.get("/api/stats")
    before = first.json()
    assert before["totals"] == NOTHING
    assert before["your_sessions"] == []
    await page.send(encode([sample(), sample(label_source="prompted", label="l")]))
    await page.settle()
    second = await page.client.get("/api/stats")
    after = second.json()
    assert after["totals"] == {"samples": 2, "prompted": 1, "corrected": 0, "people": 1, "sessions": 1}
    assert second.headers["figures-computed-at"] >= first.headers["figures-computed-at"]
    assert (after["model_id"], after["labels"]) == (MODEL_ID, LABELS)
    assert after["accuracy"] == {"correct": 0, "n": 1, "per_gesture": [{"gesture": "l", "correct": 0, "n": 1}]}
    assert after["confusion"]["counts"][LABELS.index("l")][LABELS.index("fist")] == 1
    assert sum(map(sum, after["confusion"]["counts"])) == 1
    assert after["report"]["accuracy"] == {
        **{"correct": 0, "n": 1, "rate": None, "low": None, "high": None},
        "people": None,
    }
    assert after["your_sessions"][0]["gestures"] == {"fist": 2}


async def test_the_report_is_of_those_whose_truth_was_told(page: Page) -> None:
    await page.log_in()
    await page.consent()
    told = [sample(label_source="prompted", label=label) for label in ["fist"] * 9 + ["l"]]
    await page.send(encode([*told, sample(), sample()]))
    await page.settle()
    report = (await page.client.get("/api/stats")).json()["report"]
    low, high = report["accuracy"].pop("low"), report["accuracy"].pop("high")
    assert report["accuracy"] == {"correct": 9, "n": 10, "rate": 0.9, "people": None}
    assert (low, high) == pytest.approx((0.5958, 0.9821), abs=1e-4)
    assert report["per_gesture"][LABELS.index("fist")]["precision"]["rate"] == 0.9
    assert report["macro"] is None
    by_day = (await page.client.get("/api/stats")).json()["told_by_day"]
    assert sorted((day["gesture"], day["correct"], day["n"]) for day in by_day) == [("fist", 9, 9), ("l", 0, 1)]


@pytest.fixture
def both_ways(models_dir: Path) -> None:
    """Beside the model that sees silhouettes, one that sees the hand itself."""
    write_hand_model(models_dir.parent / "made")
    publish.publish(models_dir.parent / "made" / HAND_ID, models_dir, "a test")


@pytest.mark.usefixtures("both_ways")
async def test_figures_are_of_the_model_that_sees_hands_unless_another_is_asked_for(page: Page) -> None:
    await page.log_in()
    await page.consent()
    told: dict[str, Any] = {"label_source": "prompted", "reason": "prompted"}
    samples = [
        *(hand_sample(predicted="okay", label=label, **told) for label in ("okay", "peace")),
        sample(label="fist", **told),
    ]
    await page.send(encode(samples, [POINTS, POINTS, PICTURE]))
    await page.settle()
    figures = (await page.client.get("/api/stats")).json()
    assert (figures["model_id"], figures["labels"]) == (HAND_ID, HAND_LABELS)
    assert (figures["accuracy"]["correct"], figures["accuracy"]["n"]) == (1, 2)
    assert figures["confusion"]["counts"][HAND_LABELS.index("peace")][HAND_LABELS.index("okay")] == 1
    assert set(figures["choices"]["models"]) == {HAND_ID, MODEL_ID}
    other = (await page.client.get("/api/stats", params={"model": MODEL_ID})).json()
    assert (other["model_id"], other["labels"], other["accuracy"]["n"]) == (MODEL_ID, LABELS, 1)
    models = (await page.client.get("/api/stats/models")).json()["models"]
    assert {model["model_id"]: model["labels"] for model in models} == {HAND_ID: HAND_LABELS, MODEL_ID: LABELS}


@pytest.mark.usefixtures("both_ways")
async def test_points_count_in_everything_but_noise_and_area(page: Page, database: Database) -> None:
    await page.log_in()
    await page.consent()
    await page.send(encode([hand_sample(), hand_sample(noise=0.5), sample()], [POINTS, POINTS, PICTURE]))
    await page.settle()
    counted = await database.fetch_one(
        """
        SELECT (SELECT sum(samples) FROM stats_samples WHERE model_id = :model)::integer AS samples,
            (SELECT sum(random_samples) FROM stats_predictions WHERE model_id = :model)::integer AS predictions,
            (SELECT sum(samples) FROM stats_confidence
             WHERE model_id = :model AND day > '-infinity')::integer AS confidence,
            (SELECT string_agg(measure, ' ' ORDER BY measure) FROM stats_conditions
             WHERE model_id = :model AND day > '-infinity') AS conditions
        """,
        model=HAND_ID,
    )
    assert counted == {"samples": 2, "predictions": 2, "confidence": 2, "conditions": "noise side"}
    drift = (await page.client.get("/api/stats/quality")).json()["drift"]
    assert (drift["noise"]["verdict"], drift["area"]["verdict"]) == (None, None)


async def test_sessions_are_shown_to_their_owner_only(page: Page) -> None:
    await page.log_in()
    await page.consent()
    await page.send(encode([sample()]))
    await page.settle()
    await page.log_in("Grace")
    assert (await page.client.get("/api/stats")).json()["your_sessions"] == []
    await page.client.delete("/api/session")
    assert (await page.client.get("/api/stats")).json()["your_sessions"] is None


async def test_without_models_it_says_so(page: Page, models_dir: Path) -> None:
    (models_dir / "registry.json").unlink()
    response = await page.client.get("/api/stats")
    assert response.status_code == 503
    assert "train-and-convert" in response.json()["detail"]


FIGURES = ["", "/groups", "/hands", "/models", "/activity", "/quality", "/shadow", "/speed"]


@pytest.mark.parametrize("path", FIGURES)
async def test_figures_are_sent_again_only_when_they_change(page: Page, path: str) -> None:
    await page.log_in()
    await page.consent()
    url = f"/api/stats{path}"
    first = await page.client.get(url)
    assert first.headers["cache-control"] == "no-cache"
    same = await page.client.get(url, headers={"If-None-Match": f'"other", {first.headers["etag"]}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", first.headers["etag"])
    assert same.headers["figures-computed-at"] >= first.headers["figures-computed-at"]
    await page.send(encode([sample(label_source="prompted", label="l", captured_at="2026-11-22T17:05:00Z")]))
    await page.settle()
    changed = await page.client.get(url, headers={"If-None-Match": first.headers["etag"]})
    if path in ("/shadow", "/hands") or path == "/activity":  # which nothing of that is about
        assert changed.status_code == 304
    else:
        assert (changed.status_code, changed.headers["etag"] != first.headers["etag"]) == (200, True)


@pytest.mark.parametrize("path", FIGURES)
@pytest.mark.parametrize("query", ["from=yesterday", "label_source=none", "people=some", "since=2026-11-22"])
async def test_a_filter_that_makes_no_sense_is_a_400(page: Page, path: str, query: str) -> None:
    response = await page.client.get(f"/api/stats{path}?{query}")
    assert response.status_code == 400
    assert response.json()["detail"].startswith(query.partition("=")[0])


@pytest.mark.parametrize("path", FIGURES)
async def test_filters_that_nothing_meets_leave_no_figures(page: Page, path: str) -> None:
    await page.log_in()
    await page.consent()
    await page.send(encode([sample(), sample(label_source="prompted", label="l")]))
    await page.settle()
    for query in ("device=none", "from=2999-12-31", "to=2000-01-01", "label_source=corrected", "people=equal"):
        response = await page.client.get(f"/api/stats{path}?{query}")
        assert response.status_code == 200
    assert (await page.client.get("/api/stats?device=none")).json()["confusion"]["counts"] == [[0] * 6] * 6


async def test_a_model_that_never_was_is_a_400_and_one_that_is_gone_has_figures(page: Page, database: Database) -> None:
    await page.log_in()
    await page.consent()
    await page.send(encode([sample(label_source="prompted", label="l")]))
    await database.execute("UPDATE samples SET model_id = 'retired'")
    await page.settle()
    for path in ("", "/quality"):
        unknown = await page.client.get(f"/api/stats{path}?model=never")
        assert (unknown.status_code, unknown.json()["detail"][:6]) == (400, "model:")
        assert (await page.client.get(f"/api/stats{path}?model=retired")).json()["model_id"] == "retired"
    assert (await page.client.get("/api/stats?model=retired")).json()["accuracy"]["n"] == 1


@pytest.mark.parametrize("zone", ["Mars/Olympus", "../../etc/passwd", "", "/", "Europe"])
async def test_an_unknown_time_zone_is_a_400(page: Page, zone: str) -> None:
    response = await page.client.get("/api/stats/activity", params={"zone": zone})
    assert (response.status_code, response.json()["detail"][:5]) == (400, "zone:")


@pytest.mark.parametrize("path", FIGURES)
async def test_an_answer_is_the_same_packed_and_unpacked(page: Page, path: str) -> None:
    url = f"/api/stats{path}"
    packed = await page.client.get(url)
    plain = await page.client.get(url, headers={"Accept-Encoding": "identity"})
    assert (packed.headers["content-encoding"], packed.headers["vary"]) == ("gzip", "Accept-Encoding")
    assert "content-encoding" not in plain.headers
    assert packed.json() == plain.json()
    assert packed.headers["etag"] == plain.headers["etag"]
