"""The page's figures beside those that scikit-learn, SciPy and NumPy work out from the very same samples."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import numpy as np
import pytest
from scipy.stats import binomtest, entropy
from sklearn.metrics import classification_report, confusion_matrix

from backend.stats.figures.calibration import BUCKETS
from backend.stats.figures.drift import LEAST_SHARE, psi
from backend.stats.figures.latency import WIDTH
from backend.stats.figures.report import wilson
from tests.backend.batches import encode, sample
from tests.backend.conftest import Page
from tests.backend.model_files import LABELS

pytestmark = pytest.mark.slow
N = 400


@pytest.fixture
async def sent(page: Page) -> list[dict[str, Any]]:
    """Samples that somebody labelled, more often right than not; sent as a page sends them, and folded."""
    random = Random(3)
    samples = []
    for _ in range(N):
        true = random.choice(LABELS)
        predicted = true if random.random() < 0.7 else random.choice(LABELS)
        best = random.uniform(0.3, 1)
        rest = (1 - best) / (len(LABELS) - 1)
        samples.append(
            sample(
                label_source="prompted",
                label=true,
                predicted=predicted,
                probabilities=[best if label == predicted else rest for label in LABELS],
                inference_ms=random.lognormvariate(0.7, 0.6),
                total_ms=random.lognormvariate(2, 0.5),
            )
        )
    await page.log_in()
    await page.consent()
    for start in range(0, N, 100):
        await page.send(encode(samples[start : start + 100]))
    await page.settle()
    return samples


@pytest.mark.anyio
async def test_the_report_is_scikit_learns(page: Page, sent: list[dict[str, Any]]) -> None:
    told = (await page.client.get("/api/stats")).json()
    true, predicted = [one["label"] for one in sent], [one["predicted"] for one in sent]
    assert told["confusion"]["counts"] == confusion_matrix(true, predicted, labels=LABELS).tolist()
    theirs = classification_report(true, predicted, labels=LABELS, output_dict=True, zero_division=0)
    for ours in told["report"]["per_gesture"]:
        figures = theirs[ours["gesture"]]
        assert ours["precision"]["rate"] == pytest.approx(figures["precision"])
        assert ours["recall"]["rate"] == pytest.approx(figures["recall"])
        assert ours["f1"] == pytest.approx(figures["f1-score"])
        assert ours["recall"]["n"] == figures["support"]
    for ours, name in (("macro", "macro avg"), ("weighted", "weighted avg")):
        for figure, their_name in (("precision", "precision"), ("recall", "recall"), ("f1", "f1-score")):
            assert told["report"][ours][figure] == pytest.approx(theirs[name][their_name])
    right = sum(map(str.__eq__, true, predicted))
    assert told["report"]["accuracy"]["rate"] == pytest.approx(right / N)


@pytest.mark.anyio
async def test_percentiles_are_numpys_within_a_hundredth(page: Page, sent: list[dict[str, Any]]) -> None:
    group = (await page.client.get("/api/stats/speed")).json()["groups"][0]
    for name, field in (("inference_ms", "inference_ms"), ("answer_ms", "total_ms")):
        values = np.array([one[field] for one in sent])
        assert group[name]["n"] == N
        for percent in (50, 90, 99):
            theirs = np.percentile(values, percent, method="inverted_cdf")
            assert group[name][f"p{percent}"] == pytest.approx(theirs, rel=WIDTH**0.5 - 1 + 1e-6)


@pytest.mark.anyio
async def test_the_calibration_error_is_numpys(page: Page, sent: list[dict[str, Any]]) -> None:
    told = (await page.client.get("/api/stats/quality")).json()["calibration"]
    best = np.array([max(one["probabilities"]) for one in sent], np.float32).astype(np.float64)
    right = np.array([one["label"] == one["predicted"] for one in sent])
    bins = np.minimum((best * BUCKETS).astype(int), BUCKETS - 1)
    theirs = sum(
        abs(right[bins == one].mean() - best[bins == one].mean()) * (bins == one).sum() / N for one in set(bins)
    )
    assert told["n"] == N
    assert told["ece"] == pytest.approx(theirs)


@pytest.mark.parametrize(("correct", "n"), [(0, 10), (3, 10), (10, 10), (123, 456), (9_999, 10_000)])
def test_intervals_are_scipys(correct: int, n: int) -> None:
    theirs = binomtest(correct, n).proportion_ci(0.95, method="wilson")
    assert wilson(correct, n) == pytest.approx((theirs.low, theirs.high))


def test_the_index_of_drift_is_both_of_scipys_entropies() -> None:
    random = Random(5)
    then, now = (
        Counter[str | int](random.choices(list(LABELS), [1 + random.random() for _ in LABELS], k=5_000))
        for _ in range(2)
    )
    p, q = (np.array([side[label] for label in LABELS]) / 5_000 for side in (now, then))
    assert min(*p, *q) > LEAST_SHARE
    assert psi(then, now) == pytest.approx(entropy(p, q) + entropy(q, p))
