"""The API and the batch's format fuzzed, briefly: `just fuzz-api` and `just fuzz-batch` ask thousands."""

from __future__ import annotations

import pytest

from tests.fuzz import batch
from tests.fuzz import siege as sieges
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


def test_a_short_siege() -> None:
    """How long somebody honest waits depends on what else the machine does; `just siege` says that."""
    said = sieges.siege(10, 3)
    assert sieges.kept(said | {"ratio": 1}), said
    answers = said["answers"]
    assert isinstance(answers, dict)
    assert {name.split()[0] for name in answers} == {"flood", "bomb", "slow", "junk"}
