"""The API fuzzed, briefly: `just fuzz-api` asks thousands."""

from __future__ import annotations

from tests.fuzz.api import fuzz


def test_a_few_cases_of_every_operation() -> None:
    report = fuzz(60, phases="fuzzing", seed=1)
    assert report.passed, report.text
    assert report.cases >= 60
