"""What is answered about decisions on models."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from backend.http.messages import Message, Time

Verdict = Literal["promoted", "refused"]


class DecisionReason(Message):
    """One thing that the gate looked at, in words and, where it compares, both models' metrics."""

    check: str
    passed: bool
    words: str
    champion: float | None
    challenger: float | None


class ModelDecision(Message):
    """Whether a challenger took the champion's place, and why."""

    at: Time
    champion: str
    challenger: str
    verdict: Verdict
    reasons: list[DecisionReason]


class RollBack(Message):
    """A model that the server took back by itself."""

    at: Time
    before: str = field(name="from")
    after: str = field(name="to")
    why: str


class ModelDecisions(Message):
    """The newest decisions, and the newest models that the server took back, each the newest first."""

    decisions: list[ModelDecision]
    roll_backs: list[RollBack]
