"""One page's word on a model: a JSON object in, a checked report out, or the reason why it is none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from backend.http.body import take
from backend.http.errors import UnprocessableError
from backend.http.fields import RefusedError, exactly, number, one_of

# It works; it answers otherwise than in training; it could not be had, which says nothing of it; it halved the rate.
OUTCOMES: Final = ("running", "wrong", "unloaded", "slower")
BAD: Final = ("wrong", "slower")
LONGEST_BACKEND: Final = 50
LONGEST_ID: Final = 100
FASTEST: Final = 1_000.0  # answers a second
HALVED: Final = 0.5
_FIELDS: Final = frozenset(("model_id", "page", "outcome", "backend", "fps"))


@dataclass(frozen=True)
class Report:
    """What became of a model on a page; `page` is a number that it drew when it was opened, and keeps nowhere."""

    model_id: str
    page: UUID
    outcome: str
    backend: str | None
    fps: tuple[float, float] | None  # answers a second before and after the model came, of `slower`


def parse(fields: dict[str, object]) -> Report:
    """Check every field. Raises UnprocessableError."""
    try:
        exactly(fields, _FIELDS, "report")
        outcome = one_of(fields, "outcome", OUTCOMES)
        return Report(_model(fields), _page(fields), outcome, _backend(fields), _fps(fields["fps"], outcome))
    except RefusedError as error:
        raise UnprocessableError(f"{error}. Correct the report and send it again.") from error


def _model(fields: dict[str, object]) -> str:
    model_id = take(fields, "model_id", str)
    if not 1 <= len(model_id) <= LONGEST_ID:
        raise RefusedError(f"model_id: not a text of 1 to {LONGEST_ID} characters")
    return model_id


def _page(fields: dict[str, object]) -> UUID:
    text = take(fields, "page", str)
    try:
        page = UUID(text)
    except ValueError as error:
        raise RefusedError("page: not a UUID") from error
    if str(page) != text.lower():
        raise RefusedError("page: not a UUID with its hyphens")
    return page


def _backend(fields: dict[str, object]) -> str | None:
    if fields["backend"] is None:
        return None
    backend = take(fields, "backend", str)
    if not 1 <= len(backend) <= LONGEST_BACKEND or not backend.isprintable():
        raise RefusedError(f"backend: not a text of 1 to {LONGEST_BACKEND} characters")
    return backend


def _fps(value: object, outcome: str) -> tuple[float, float] | None:
    if (value is None) == (outcome == "slower"):
        raise RefusedError("fps: must be there for slower, and null for anything else")
    if value is None:
        return None
    if not isinstance(value, dict):
        raise RefusedError("fps: not an object")
    exactly(value, frozenset(("before", "after")), "fps")
    before, after = number(value, "before", FASTEST), number(value, "after", FASTEST)
    if after > HALVED * before or before == 0:
        raise RefusedError("fps: not halved, so it is not slower")
    return before, after
