"""What is answered on the first tab of the stats page: whether it is good, for whom it fails, and how it changes."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from backend.http.messages import Count, Day, Message, Time, Uuid
from backend.stats.devices import DeviceClass
from backend.stats.schemas.common import ComparedWith, Confusion, Difference, Rate, Report


class Choices(Message):
    """What can be filtered by, of all time."""

    models: list[str]
    devices: list[str]
    first: Day | None = field(name="from")
    last: Day | None = field(name="to")


class Totals(Message):
    """How many samples there are, labels of either source, people who gave them, and openings of the page."""

    samples: Count
    prompted: Count
    corrected: Count
    people: Count
    sessions: Count


class DayOfUse(Message):
    """How much came on a day."""

    day: Day
    samples: Count
    people: Count
    prompted: Count
    corrected: Count


class DayOfGesture(Message):
    """How often a gesture was predicted on a day."""

    day: Day
    gesture: str
    samples: Count


class DayOfAccuracy(Rate):
    """How well labelled gestures were named on a day."""

    day: Day


class DayOfLabel(Rate):
    """How well a labelled gesture was named on a day."""

    day: Day
    gesture: str


class GestureAccuracy(Message):
    """How often a labelled gesture was named."""

    gesture: str
    correct: Count
    n: Count


class Accuracy(Message):
    """How often labelled gestures were named."""

    correct: Count
    n: Count
    per_gesture: list[GestureAccuracy]


class GestureCount(Message):
    """How many there are of a gesture."""

    gesture: str
    n: Count


class Corrections(Message):
    """How many labels people corrected, and to which gesture."""

    n: Count
    per_gesture: list[GestureCount]


class SampleSession(Message):
    """One opening of the page by whoever asks."""

    session_id: Uuid
    started_at: Time
    samples: Count
    gestures: dict[str, Count]


class Switch(Message):
    """When another model became the current one of its way, and how."""

    at: Time
    way: Literal["hand", "silhouette"]
    what: Literal["publish", "promote", "roll back"]
    before: str | None
    after: str | None


class OverviewFigures(Message):
    """Totals, days, and how good one model is."""

    model_id: str
    labels: list[str]
    totals: Totals
    days: list[DayOfUse]
    by_day: list[DayOfGesture]
    corrections: Corrections
    told_by_day: list[DayOfLabel]
    accuracy_by_day: list[DayOfAccuracy]
    accuracy: Accuracy
    confusion: Confusion
    report: Report


class Stats(OverviewFigures):
    """The same, what it is compared with, and what is of all time; `your_sessions` is null for nobody.

    `change` is the accuracy less the one compared with; `choices` and `latest_sample_at` are of all time.
    """

    latest_sample_at: Time | None
    demo: bool
    choices: Choices
    switches: list[Switch]
    your_sessions: list[SampleSession] | None
    change: Difference | None
    compared: OverviewFigures | None
    compared_with: ComparedWith | None


class Group(Rate):
    """How often a labelled gesture was named on a class of device in some light, and one that was not."""

    gesture: str
    device_class: DeviceClass
    light: Literal["dark", "dim", "bright", "unknown"]
    sample_id: Uuid | None
    picture: str | None


class GroupFigures(Message):
    """For whom it fails: the groups that have enough labels, those first that are weak for certain.

    Samples weigh equally in all of them; `too_few` groups have labels, and not enough of them.
    """

    model_id: str
    enough: Count
    too_few: Count
    groups: list[Group]


class StatsGroups(GroupFigures):
    """The same, and what it is compared with, which has no pictures."""

    compared: GroupFigures | None
    compared_with: ComparedWith | None
