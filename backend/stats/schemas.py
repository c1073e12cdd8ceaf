"""What is asked and answered about statistics."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, field

from backend.http.messages import Count, Day, Message, Share, Time, Uuid, fitting

LONGEST: Final = 300

_Text = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
_Day = Annotated[str, fitting("2[0-9]{3}-[0-9]{2}-[0-9]{2}"), Meta(extra_json_schema={"format": "date"})]
_Positive = Annotated[float, Meta(ge=0)]


def _about(description: str) -> Meta:
    return Meta(description=description)


class StatsQuery(Message):
    """What to count; what is left out does not filter."""

    model: Annotated[_Text | None, _about("Only this model; for metrics of one model, the current without it.")] = None
    first: Annotated[_Day | None, _about("The first day of receipt, in UTC.")] = field(name="from", default=None)
    last: Annotated[_Day | None, _about("The last day of receipt, in UTC.")] = field(name="to", default=None)
    device: Annotated[_Text | None, _about("Only samples of exactly this device.")] = None
    label_source: Annotated[Literal["prompted", "corrected"] | None, _about("Only labels of this source.")] = None
    people: Annotated[Literal["equal"] | None, _about("Let people weigh equally in reports, not samples.")] = None
    zone: Annotated[_Text | None, _about("Where the days of usage are, as an IANA time zone; else UTC.")] = None


class Rate(Message):
    """A share of `n`, with its 95 % confidence interval; null where there are too few."""

    correct: Count
    n: Count
    rate: Share | None
    low: Share | None
    high: Share | None
    people: Count | None


class Averages(Message):
    """Averages over the gestures."""

    precision: Share
    recall: Share
    f1: Share


class GestureReport(Message):
    """How well one gesture is named."""

    gesture: str
    precision: Rate
    recall: Rate
    f1: Share | None


class Report(Message):
    """How well a model names gestures; `enough` labels, of `enough_people`, are needed for a rate."""

    enough: Count
    enough_people: Count | None
    accuracy: Rate
    per_gesture: list[GestureReport]
    macro: Averages | None
    weighted: Averages | None


class Confusion(Message):
    """How often a label (a row) was predicted as which (a column)."""

    labels: list[str]
    counts: list[list[Count]]


class Choices(Message):
    """What can be filtered by."""

    models: list[str]
    devices: list[str]
    first: Day | None = field(name="from")
    last: Day | None = field(name="to")


class Totals(Message):
    """What there is altogether."""

    samples: Count
    users: Count
    sessions: Count


class DayOfGesture(Message):
    """How often a gesture was predicted on a day."""

    day: Day
    gesture: str
    samples: Count


class DayOfLabel(Message):
    """How well a labelled gesture was named on a day."""

    day: Day
    gesture: str
    correct: Count
    n: Count
    rate: Share | None
    low: Share | None
    high: Share | None
    people: Count | None


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


class SampleSession(Message):
    """One opening of the page by whoever asks."""

    session_id: Uuid
    started_at: Time
    samples: Count
    gestures: dict[str, Count]


class Stats(Message):
    """Totals, days, and how good one model is; `your_sessions` is null for nobody."""

    model_id: str
    labels: list[str]
    latest_sample_at: Time | None
    demo: bool
    choices: Choices
    totals: Totals
    by_day: list[DayOfGesture]
    told_by_day: list[DayOfLabel]
    accuracy: Accuracy
    confusion: Confusion
    report: Report
    your_sessions: list[SampleSession] | None


class ModelStats(Message):
    """How good one model is."""

    model_id: str
    labels: list[str]
    n: Count
    report: Report
    confusion: Confusion


class DayOfModel(Message):
    """How much a model answered on a day."""

    day: Day
    model_id: str
    samples: Count


class StatsModels(Message):
    """The best models side by side, and which ones answer."""

    enough: Count
    models: list[ModelStats]
    adoption: list[DayOfModel]


class HalfHour(Message):
    """How many people showed something within half an hour."""

    start: Time
    people: Count


class Usage(Message):
    """In how many minutes of a day a person showed something."""

    day: Day
    person: str
    yours: bool
    minutes: Count


class StatsActivity(Message):
    """Who uses it: today by half hours, and minutes by day and person."""

    zone: str
    day: Day
    half_hours: list[HalfHour]
    usage_from: Day | None
    usage_to: Day | None
    usage: list[Usage]


class FalseAlarms(Message):
    """How often a gesture was named where none was shown."""

    free_minutes: Count
    corrected_to_none: Count
    per_minute: _Positive | None
    low: _Positive | None
    high: _Positive | None
    of_none_shown: Rate


class ConfidenceBin(Message):
    """How many answers were this sure."""

    low: Share = field(name="from")
    high: Share = field(name="to")
    free: Count
    free_share: Share
    told: Count


class CalibrationBin(Message):
    """How often answers that were this sure are right."""

    low_edge: Share = field(name="from")
    high_edge: Share = field(name="to")
    confidence: Share | None
    correct: Count
    n: Count
    rate: Share | None
    low: Share | None
    high: Share | None
    people: Count | None


class Calibration(Message):
    """Whether confidence is what is right; `ece` is the expected calibration error."""

    n: Count
    ece: Share | None
    bins: list[CalibrationBin]


class Days(Message):
    """From a day to another."""

    first: Day = field(name="from")
    last: Day = field(name="to")


class Drift(Message):
    """How far a distribution has moved, as its population stability index."""

    psi: _Positive | None
    verdict: Literal["none", "some", "strong"] | None
    n: Count
    n_reference: Count


class Drifts(Message):
    """How far the newest days are from those before."""

    enough: Count
    reference: Days | None
    current: Days | None
    predictions: Drift
    noise: Drift
    area: Drift


class StatsQuality(Message):
    """False alarms, confidence, calibration and drift of one model."""

    model_id: str
    enough: Count
    false_alarms: FalseAlarms
    confidence: list[ConfidenceBin]
    calibration: Calibration
    drift: Drifts


class Percentiles(Message):
    """Percentiles of times, where more is worse."""

    n: Count
    p50: _Positive | None
    p90: _Positive | None
    p99: _Positive | None


class RatePercentiles(Message):
    """Percentiles of frame rates, where less is worse."""

    n: Count
    p1: _Positive | None
    p10: _Positive | None
    p50: _Positive | None


class SpeedGroup(Message):
    """How fast it is on devices of one kind."""

    browser: str
    device_class: Literal["computer", "handheld", "unknown"]
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


class StatsSpeed(Message):
    """How fast it is where, and what became of what was sent."""

    enough: Count
    groups: list[SpeedGroup]
    outbox_delay_s: Percentiles
    received: list[DayOfIngest]


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


class StatsShadow(Message):
    """How challengers' answers differ from the champion's."""

    enough: Count
    champion: str
    challenger: str | None
    pairs: list[ShadowPair]


class Mistake(Message):
    """A sample that was named wrongly, and the path of what the model saw."""

    sample_id: Uuid
    captured_at: Time
    label: str
    predicted: str
    confidence: Share
    model_id: str
    network_input: str


class StatsMistakes(Message):
    """The worst mistakes."""

    mistakes: list[Mistake]


class LabelCorrection(Message):
    """The label that a sample should have."""

    label: str
