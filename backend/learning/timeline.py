"""What became of models over time: decisions of the gate, and switches that somebody or the server made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final, Literal

from backend.learning.schemas import LearningEvent, ModelDecision
from backend.models.auto_rollback import SERVER
from backend.models.document import Change, What
from backend.stats.filters import Filters

_WHAT: Final[dict[What, Literal["published", "promoted", "rolled back"]]] = {
    "publish": "published",
    "promote": "promoted",
    "roll back": "rolled back",
}
_SAME: Final = timedelta(minutes=10)  # a decision is noted, and its model published, one after the other


def of(decisions: Sequence[ModelDecision], history: Sequence[Change], filters: Filters) -> list[LearningEvent]:
    """Return the events within the days and of the model of the filters, the newest first.

    A decision and the switch that it led to are one event.
    """
    decided = [LearningEvent(one.at, one.verdict, one.challenger, one.champion, None, one.reasons) for one in decisions]
    switched = [
        LearningEvent(one.at, _WHAT[one.what], one.after, one.before, one.why if one.who == SERVER else None, [])
        for one in history
        if one.what in _WHAT and one.after is not None and not any(_led_to(each, one) for each in decided)
    ]
    found = [event for event in decided + switched if _is_asked_for(event, filters)]
    return sorted(found, key=_at)[::-1]  # of one second, the one that was noted last comes first


def _led_to(event: LearningEvent, change: Change) -> bool:
    """Whether a switch only did what a decision said."""
    near = abs(datetime.fromisoformat(change.at) - _at(event)) < _SAME
    return near and event.what == "promoted" and change.after == event.model_id


def _is_asked_for(event: LearningEvent, filters: Filters) -> bool:
    is_of_model = filters.model is None or filters.model in (event.model_id, event.before)
    return is_of_model and filters.moments["since"] <= _at(event) < filters.moments["before"]


def _at(event: LearningEvent) -> datetime:
    return datetime.fromisoformat(event.at)
