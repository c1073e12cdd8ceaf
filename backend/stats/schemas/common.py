"""What every request for figures may say, and what many answers have."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from msgspec import Meta, field

from backend.http.messages import Count, Day, Message, Share, fitting

LONGEST: Final = 300

Text = Annotated[str, Meta(min_length=1, max_length=LONGEST)]
_Day = Annotated[str, fitting("2[0-9]{3}-[0-9]{2}-[0-9]{2}"), Meta(extra_json_schema={"format": "date"})]
Positive = Annotated[float, Meta(ge=0)]


def about(description: str) -> Meta:
    """Say in the document what a field of a query is for."""
    return Meta(description=description)


class StatsQuery(Message):
    """What to count; what is left out does not filter."""

    model: Annotated[Text | None, about("Only this model; for metrics of one model, the current without it.")] = None
    first: Annotated[_Day | None, about("The first day of receipt, in UTC.")] = field(name="from", default=None)
    last: Annotated[_Day | None, about("The last day of receipt, in UTC.")] = field(name="to", default=None)
    device: Annotated[Text | None, about("Only samples of exactly this device.")] = None
    device_class: Annotated[Literal["computer", "handheld"] | None, about("Only samples of devices of this class.")] = (
        None
    )
    label_source: Annotated[
        Literal["prompted", "corrected", "both"] | None,
        about(
            "Which labels rates are of: prompted ones without it. Corrections are made where a mistake is seen: they "
            "say which mistakes there are, not how many. Counts of samples are of all."
        ),
    ] = None
    people: Annotated[Literal["equal"] | None, about("Let people weigh equally in rates, not samples.")] = None
    compare: Annotated[
        Text | None,
        about("What the figures are compared with: `previous`, as many days directly before `from`, or a model's id."),
    ] = None


class ActivityQuery(StatsQuery):
    """The same, and where the days are."""

    zone: Annotated[Text | None, about("Where the days of usage are, as an IANA time zone; else UTC.")] = None


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


class Difference(Message):
    """How much larger one rate is than another, from -1 to 1, with its 95 % confidence interval."""

    difference: Annotated[float, Meta(ge=-1, le=1)]
    low: Annotated[float, Meta(ge=-1, le=1)]
    high: Annotated[float, Meta(ge=-1, le=1)]


class ComparedWith(Message):
    """What figures are compared with: another model on the same days, or, where that is null, the days before."""

    model: str | None
    first: Day | None = field(name="from")
    last: Day | None = field(name="to")


class HistogramBin(Message):
    """A bin that has a name, or goes from one value to another."""

    name: str | None
    low: Positive | None = field(name="from")
    high: Positive | None = field(name="to")
