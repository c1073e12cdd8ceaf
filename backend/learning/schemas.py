"""What is answered about decisions on models."""

from __future__ import annotations

from typing import Literal

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
    verdict: Verdict | Literal["rolled back"]  # the last one only of made-up models
    reasons: list[DecisionReason]


class LearningEvent(Message):
    """What became of a model, and why; `why` is told of what the server did by itself, reasons of what was compared."""

    at: Time
    what: Literal["promoted", "refused", "rolled back", "published"]
    model_id: str
    before: str | None
    why: str | None
    reasons: list[DecisionReason]


class ModelDecisions(Message):
    """What became of models, the newest first."""

    timeline: list[LearningEvent]
