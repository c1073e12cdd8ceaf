"""The rules for a page's word on a model, beside its shape."""

from __future__ import annotations

from typing import Final

from backend.http.errors import UnprocessableError
from backend.models.schemas import ModelReport

BAD: Final = ("wrong", "slower")
HALVED: Final = 0.5


def check_report(report: ModelReport) -> ModelReport:
    """Return the report if it keeps the rules. Raises UnprocessableError."""
    wrong = _wrong(report)
    if wrong is not None:
        raise UnprocessableError(f"{wrong}. Correct the report and send it again.")
    return report


def _wrong(report: ModelReport) -> str | None:
    if report.backend is not None and not report.backend.isprintable():
        return "backend: must be of printable characters"
    if (report.fps is None) == (report.outcome == "slower"):
        return "fps: must be there for slower, and null for anything else"
    if report.fps is None:
        return None
    if report.fps.after > HALVED * report.fps.before or report.fps.before == 0:
        return "fps: not halved, so it is not slower"
    return None
