"""What is answered about models, their use, and their quality."""

from __future__ import annotations

from typing import Literal

from msgspec import field

from backend.http.messages import Count, Day, Message, Share, Time
from backend.stats.schemas.common import ComparedWith, Confusion, HistogramBin, Positive, Rate, Report


class ModelStats(Message):
    """How good one model is, which is one head; `way` and `backbone` are null where the registry has it no more."""

    model_id: str
    way: Literal["hand", "silhouette"] | None
    backbone: str | None
    labels: list[str]
    n: Count
    report: Report
    confusion: Confusion


class DayOfModel(Message):
    """How much a model answered on a day."""

    day: Day
    model_id: str
    samples: Count


class BackboneStats(Message):
    """How good all heads of one backbone are together."""

    backbone: str
    models: list[str]
    labels: list[str]
    n: Count
    report: Report
    confusion: Confusion


class ModelFigures(Message):
    """The best models side by side, all backbones, and which models answer."""

    enough: Count
    models: list[ModelStats]
    backbones: list[BackboneStats]
    adoption: list[DayOfModel]


class StatsModels(ModelFigures):
    """The same, and what it is compared with."""

    compared: ModelFigures | None
    compared_with: ComparedWith | None


class HalfHour(Message):
    """How many people showed something within half an hour."""

    start: Time
    people: Count


class UsageOfPerson(Message):
    """In how many minutes of each day from `usage_from` to `usage_to` a person showed something."""

    person: str
    yours: bool
    minutes: list[Count]


class ActivityFigures(Message):
    """Who uses it: today by half hours, and minutes by person and day."""

    zone: str
    day: Day
    half_hours: list[HalfHour]
    usage_from: Day | None
    usage_to: Day | None
    usage: list[UsageOfPerson]


class StatsActivity(ActivityFigures):
    """The same, and what it is compared with."""

    compared: ActivityFigures | None
    compared_with: ComparedWith | None


class FalseAlarms(Message):
    """How often a gesture was named where none was shown."""

    free_minutes: Count
    corrected_to_none: Count
    per_minute: Positive | None
    low: Positive | None
    high: Positive | None
    of_none_shown: Rate


class ConfidenceBin(Message):
    """How many answers were this sure."""

    low: Share = field(name="from")
    high: Share = field(name="to")
    free: Count
    free_share: Share
    told: Count


class CalibrationBin(Rate):
    """How often answers that were this sure are right."""

    low_edge: Share = field(name="from")
    high_edge: Share = field(name="to")
    confidence: Share | None


class Calibration(Message):
    """Whether confidence is what is right; `ece` is the expected calibration error."""

    n: Count
    ece: Share | None
    bins: list[CalibrationBin]


class Days(Message):
    """From a day to another."""

    first: Day = field(name="from")
    last: Day = field(name="to")


class DriftBin(HistogramBin):
    """Which share lay in a bin then and now."""

    reference: Share
    current: Share


class Drift(Message):
    """How far a distribution has moved, as its population stability index, and both of them side by side."""

    psi: Positive | None
    verdict: Literal["none", "some", "strong"] | None
    n: Count
    n_reference: Count
    bins: list[DriftBin]


class Drifts(Message):
    """How far the newest days are from the model's first week."""

    enough: Count
    reference: Days | None
    current: Days | None
    predictions: Drift
    noise: Drift
    area: Drift
    light: Drift
    hand_size: Drift
    hands: Drift
    side: Drift


class QualityFigures(Message):
    """False alarms, confidence, calibration and drift of one model."""

    model_id: str
    enough: Count
    false_alarms: FalseAlarms
    confidence: list[ConfidenceBin]
    calibration: Calibration
    drift: Drifts


class StatsQuality(QualityFigures):
    """The same, and what it is compared with."""

    compared: QualityFigures | None
    compared_with: ComparedWith | None
