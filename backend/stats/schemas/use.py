"""What is answered about speed, shadow tests, hands and people."""

from __future__ import annotations

from typing import Literal

from backend.http.messages import Count, Day, Message, Share, Time
from backend.stats.devices import DeviceClass
from backend.stats.schemas.common import ComparedWith, Confusion, HistogramBin, Positive, Rate


class Percentiles(Message):
    """Percentiles of times, where more is worse."""

    n: Count
    p50: Positive | None
    p90: Positive | None
    p99: Positive | None


class RatePercentiles(Message):
    """Percentiles of frame rates, where less is worse."""

    n: Count
    p1: Positive | None
    p10: Positive | None
    p50: Positive | None


class SpeedGroup(Message):
    """How fast it is on devices of one kind."""

    browser: str
    device_class: DeviceClass
    backend: str
    answer_ms: Percentiles
    inference_ms: Percentiles
    fps: RatePercentiles


class DayOfIngest(Message):
    """What became of the samples that were sent on a day."""

    day: Day
    stored: Count
    duplicate: Count
    refused: Count


class SpeedFigures(Message):
    """How fast it is where, and what became of what was sent, of all models and devices."""

    enough: Count
    groups: list[SpeedGroup]
    outbox_delay_s: Percentiles
    received: list[DayOfIngest]


class StatsSpeed(SpeedFigures):
    """The same, and what it is compared with."""

    compared: SpeedFigures | None
    compared_with: ComparedWith | None


class RightAnswers(Message):
    """Who was right where the two differed and a label is known."""

    champion: Count
    challenger: Count
    neither: Count


class ShadowPair(Message):
    """How a challenger's answers differ from those of the model that it is compared with."""

    champion: str
    challenger: str
    compared: Count
    disagreed: Count
    rate: Share | None
    low: Share | None
    high: Share | None
    kept: Confusion
    right: RightAnswers


class ShadowFigures(Message):
    """How challengers' answers differ from the champion's."""

    enough: Count
    champion: str
    challenger: str | None
    pairs: list[ShadowPair]


class StatsShadow(ShadowFigures):
    """The same, and what it is compared with."""

    compared: ShadowFigures | None
    compared_with: ComparedWith | None


class ConditionBin(HistogramBin):
    """Which share of free use lay in a bin, and how often labelled samples in it are right."""

    n: Count
    share: Share
    accuracy: Rate


class Condition(Message):
    """How something that is known of a hand or its picture is distributed in free use; `n` are taken by chance."""

    measure: Literal["side", "hands", "hand_size", "light"]
    n: Count
    bins: list[ConditionBin]


class Tracking(Message):
    """How often a hand was lost and found again at once, a minute of following one."""

    minutes: Positive
    lost: Count
    per_minute: Positive | None
    low: Positive | None
    high: Positive | None


class DayOfTracking(Tracking):
    """The same of a day."""

    day: Day


class HandFigures(Message):
    """How hands are seen by one model of hands, and how well they are followed."""

    model_id: str
    enough: Count
    conditions: list[Condition]
    tracking: Tracking
    tracking_by_day: list[DayOfTracking]


class StatsHands(HandFigures):
    """The same, and what it is compared with."""

    compared: HandFigures | None
    compared_with: ComparedWith | None


class PersonOnline(Message):
    """Who was last seen when."""

    name: str
    yours: bool
    online: bool
    last_seen_at: Time


class StatsOnline(Message):
    """How many accounts are online, and how many there are.

    `people` are all of them, the newest 100, for the administrator; oneself for a person; and none for nobody.
    """

    online: Count
    accounts: Count
    people: list[PersonOnline]
