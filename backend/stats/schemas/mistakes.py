"""What is asked and answered about samples that were named wrongly."""

from __future__ import annotations

from typing import Annotated, Literal

from backend.http.messages import Count, Message, Share, Time, Uuid
from backend.stats.schemas.common import StatsQuery, Text, about


class MistakesQuery(StatsQuery):
    """The same, and which mistakes; without `label_source` those of both."""

    label: Annotated[Text | None, about("Only samples with this label.")] = None
    predicted: Annotated[Text | None, about("Only samples that were named this.")] = None
    order: Annotated[Literal["surest", "newest"], about("Which ones come first.")] = "surest"


class Mistake(Message):
    """A sample that was named wrongly, and the path of what the model saw."""

    sample_id: Uuid
    captured_at: Time
    label: str
    label_source: Literal["prompted", "corrected"]
    predicted: str
    confidence: Share
    model_id: str
    device: str
    light: Share | None
    network_input: str


class Waiting(Message):
    """How many mistakes nobody has looked at, by the source of their labels."""

    prompted: Count
    corrected: Count


class StatsMistakes(Message):
    """Mistakes that nobody has looked at, at most fifty of those that wait."""

    waiting: Waiting
    mistakes: list[Mistake]


class LabelCorrection(Message):
    """The label that a sample should have: another one, or the one that it has, which is right then."""

    label: str
