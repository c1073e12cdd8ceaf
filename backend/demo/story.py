"""What happened in the three months of the demo: models that came and went, and a time that was dark."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from backend.demo.answers import DemoModel

DAYS: Final = 90
# When it is dark early, hands are hard to see: light is the cause, and all else follows.
DARK: Final = range(63, 72)
IN_DARKNESS: Final = -0.14  # how much more often a model is wrong then, which has seen few dark pictures
ON_PHONES: Final = -0.06

OLDEST: Final = DemoModel("demo-oldest", 0.80, 0.10)
OLDER: Final = DemoModel("demo-older", 0.87, 0.06)
ROLLED_BACK: Final = DemoModel("demo-rolled-back", 0.78, 0.16)
CURRENT: Final = (0.945, 0.02)  # accuracy and conceit of the model that the registry has
CHALLENGER: Final = DemoModel("demo-challenger", 0.955, 0.02)
REFUSED: Final = "demo-refused"
# In the last three weeks a challenger stands beside the newest model: a little better, but for one gesture.
SHADOWED: Final = range(DAYS - 18, DAYS)
_SECOND: Final = 35
_THIRD: Final = range(53, 58)
_FOURTH: Final = 72


@dataclass(frozen=True)
class Event:
    """One decision: a challenger that took the champion's place, was refused, or was taken back."""

    at: datetime
    champion: str
    challenger: str
    verdict: str
    reasons: list[dict[str, Any]]


def model_of(day: int, current: DemoModel) -> DemoModel:
    """Return the model that answers on a day."""
    if day < _SECOND:
        return OLDEST
    if day in _THIRD:
        return ROLLED_BACK
    return OLDER if day < _FOURTH else current


def events(current_id: str, now: datetime) -> list[Event]:
    """Return the decisions, the oldest first."""

    def at(day: int) -> datetime:
        return now - timedelta(days=DAYS - day)

    return [
        Event(
            at(21),
            OLDEST.id,
            REFUSED,
            "refused",
            [
                _reason("f1", False, "L is named worse: F1 fell from 0.790 to 0.701.", 0.790, 0.701),
                _reason("false_alarms", True, "There are no more false alarms.", 0.041, 0.040),
            ],
        ),
        Event(
            at(_SECOND),
            OLDEST.id,
            OLDER.id,
            "promoted",
            [
                _reason("f1", True, "The macro F1 rose from 0.801 to 0.868.", 0.801, 0.868),
                _reason("false_alarms", True, "There are fewer false alarms.", 0.041, 0.033),
            ],
        ),
        Event(
            at(_THIRD.start),
            OLDER.id,
            ROLLED_BACK.id,
            "promoted",
            [_reason("f1", True, "The macro F1 rose from 0.868 to 0.874 on few people.", 0.868, 0.874)],
        ),
        Event(
            at(_THIRD.stop),
            ROLLED_BACK.id,
            OLDER.id,
            "rolled back",
            [
                _reason(
                    "reports",
                    False,
                    "9 of 14 accounts reported that it does not work for them: answers come half as often.",
                )
            ],
        ),
        Event(
            at(_FOURTH),
            OLDER.id,
            current_id,
            "promoted",
            [
                _reason("f1", True, "The macro F1 rose from 0.862 to 0.941, most in the dark.", 0.862, 0.941),
                _reason("false_alarms", True, "There are fewer false alarms.", 0.033, 0.018),
            ],
        ),
    ]


def _reason(
    check: str, passed: bool, words: str, champion: float | None = None, challenger: float | None = None
) -> dict[str, Any]:
    return {"check": check, "passed": passed, "words": words, "champion": champion, "challenger": challenger}
