"""The API and the batch's format fuzzed, briefly: `just fuzz-api` and `just fuzz-batch` ask thousands."""

from __future__ import annotations

import pytest

from tests.fuzz import batch
from tests.fuzz.api import fuzz

pytestmark = pytest.mark.slow


def test_a_few_cases_of_every_operation() -> None:
    report = fuzz(60, phases="fuzzing", seed=1)
    assert report.passed, report.text
    assert report.cases >= 60


def test_a_few_hundred_batches() -> None:
    counts = batch.fuzz(300, start=1)
    assert counts["200"] + counts["400"] + counts["413"] >= 300
    assert all(counts[fate] > 10 for fate in ("200", "400", "stored", "refused"))
