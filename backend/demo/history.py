"""Three months of demo samples, in which models come and go, and one time is dark (story.py)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np

from backend.demo.answers import DemoModel, answer, wrong_answer
from backend.demo.hands import draw
from backend.demo.population import LATEST, Device, Person
from backend.demo.story import CHALLENGER, DARK, DAYS, IN_DARKNESS, ON_PHONES, ROLLED_BACK, SHADOWED, model_of
from backend.models.manifest import POINTS
from backend.samples.check import Sample
from backend.stats.devices import class_of

EMBEDDING: Final = 64
_EVENING: Final = 17.0  # from this hour on
_SECONDS_BETWEEN: Final = 9.0  # between two samples of a sitting, on average
_WAITED_S: Final = 11.0  # a sample waits ten seconds in the outbox before it is sent
_OFFLINE: Final = 0.04  # share of sittings without a network
# Why a sample was taken: share, reason, label_source, sampling probability.
_REASONS: Final = (
    (0.385, "prompted", "prompted", 1.0),
    (0.015, "corrected", "corrected", 1.0),
    (0.36, "random", "none", 0.01),
    (0.15, "change", "none", 1.0),
    (0.09, "uncertain", "none", 0.1),
)
_FRAMES: Final = 270  # between two samples, all of which both answer
_KEPT: Final = 0.54  # how often a difference in free use is new, and a sample
_FOLLOWED: Final = 0.7  # share of the time in which a hand is there
_LOST_PER_MINUTE: Final = {"computer": 0.4, "handheld": 1.5, "unknown": 1.0}
_HAND_SIZE: Final = {"computer": 0.38, "handheld": 0.62, "unknown": 0.5}


@dataclass(frozen=True)
class Received:
    """A sample, who gave it, and when the server got it."""

    person: Person
    sample: Sample
    received_at: datetime


@dataclass(frozen=True)
class Sitting:
    """One opening of the page: who, where, when, with which model, and how light it is."""

    person: Person
    device: Device
    model: DemoModel
    session_id: UUID
    began: datetime
    light: float
    shadowed: bool
    offline_s: float

    @property
    def help_or_harm(self) -> float:
        """By how much more often than usual the model is right."""
        dark = IN_DARKNESS if self.light < 0.2 else 0.0
        phone = ON_PHONES if class_of(self.device.name) == "handheld" else 0.0
        return self.person.skill + dark + phone * (3 if self.model is ROLLED_BACK else 1)


def history(
    people: Sequence[Person], current: DemoModel, labels: Sequence[str], now: datetime, rng: np.random.Generator
) -> Iterator[Received]:
    """Yield every sample that was received by `now`; `current` is the model that takes over last."""
    for day in range(DAYS):
        for person in people:
            if day == DAYS - 1 or rng.random() < person.eager:  # on the last day all come: there is something to see
                for received in _samples(_sitting(person, current, day, now, rng), labels, rng):
                    if received.received_at <= now:
                        yield received


def _sitting(person: Person, current: DemoModel, day: int, now: datetime, rng: np.random.Generator) -> Sitting:
    # A day of the demo ends at this time of the day, so that there is something to see of today at any hour.
    day_begins = now - timedelta(days=DAYS - day)
    hour = rng.uniform(8, 23.7) if day == DAYS - 1 else float(np.clip(rng.normal(person.hour, 2.5), 0, 23.5))
    began = day_begins + timedelta(hours=hour)
    if day == DAYS - 1:
        began = _come_again(person, began, now)
    model = model_of(day, current)
    light = person.light * (0.25 if day in DARK else 1.0) * rng.lognormal(0, 0.2)
    return Sitting(
        person=person,
        device=person.devices[int(rng.integers(len(person.devices)))],
        model=model,
        session_id=_uuid(rng),
        began=began,
        light=float(np.clip(light, 0.02, 0.95)),
        shadowed=day in SHADOWED and model is current,
        offline_s=rng.uniform(600, 90_000) if rng.random() < _OFFLINE else 0.0,
    )


def _come_again(person: Person, began: datetime, now: datetime) -> datetime:
    """Have those who like the evening come after midnight (UTC) instead: soon after it, nobody else has come today."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    late = (person.hour - _EVENING) / (LATEST - _EVENING)
    return began if began >= midnight or late < 0 else midnight + 0.8 * late * (now - midnight)


def _samples(sitting: Sitting, labels: Sequence[str], rng: np.random.Generator) -> Iterator[Received]:
    at = sitting.began
    for number in range(int(rng.integers(5, 15))):
        passed = rng.exponential(_SECONDS_BETWEEN)
        at += timedelta(seconds=passed)
        sample = _sample(sitting, number * 30, at, passed, labels, rng)
        waited = _WAITED_S + rng.exponential(4) + sitting.offline_s
        yield Received(sitting.person, sample, at + timedelta(seconds=waited))


def _sample(
    sitting: Sitting, number: int, at: datetime, passed_s: float, labels: Sequence[str], rng: np.random.Generator
) -> Sample:
    device, shown = sitting.device, str(rng.choice(labels))
    _, reason, label_source, probability = _REASONS[int(rng.choice(len(_REASONS), p=[share for share, *_ in _REASONS]))]
    if label_source == "corrected":  # whoever corrects an answer had one to correct
        predicted, probabilities = wrong_answer(shown, labels, rng)
    else:
        predicted, probabilities = answer(shown, sitting.model, sitting.help_or_harm, labels, rng)
    inference_ms = device.inference_ms * rng.lognormal(0, 0.25) * (2 if sitting.model is ROLLED_BACK else 1)
    beside = _beside(shown, predicted, label_source, sitting.help_or_harm, labels, rng) if sitting.shadowed else {}
    if beside.get("shadow_predicted") is not None and label_source == "none":
        reason, probability = "shadow", 1.0
    network_input, side = draw(shown, sitting.person.hand, EMBEDDING, rng)
    kind = class_of(device.name)
    followed_s = passed_s * _FOLLOWED
    lost_per_minute = _LOST_PER_MINUTE[kind] * (3 if sitting.light < 0.2 else 1)
    return Sample(
        sample_id=_uuid(rng),
        session_id=sitting.session_id,
        number=number,
        captured_at=at,
        model_id=sitting.model.id,
        predicted=predicted,
        probabilities=probabilities,
        label=None if label_source == "none" else shown,
        label_source=label_source,
        reason=reason,
        sampling_probability=probability,
        inference_ms=inference_ms,
        total_ms=inference_ms + 2.2 * rng.lognormal(0, 0.3),
        noise=None,
        fps=device.fps * min(1.0, rng.normal(0.97, 0.03)) / (2 if sitting.model is ROLLED_BACK else 1),
        device=device.name,
        backend=device.backend,
        consent_version=1,
        input_kind=POINTS,
        input_width=EMBEDDING,
        input_height=1,
        network_input=memoryview(network_input),
        area=None,
        light=float(np.clip(sitting.light + rng.normal(0, 0.01), 0.01, 1.0)),
        hands=2 if rng.random() < 0.08 else 1,
        hand_size=float(np.clip(rng.normal(_HAND_SIZE[kind], 0.08), 0.1, 1.5)),
        hand_side=side,
        followed_ms=round(1000 * followed_s),
        lost=int(rng.poisson(lost_per_minute * followed_s / 60)),
        **beside,
    )


def _beside(
    shown: str, predicted: str, label_source: str, help_or_harm: float, labels: Sequence[str], rng: np.random.Generator
) -> dict[str, Any]:
    """Return what a sample says of the challenger: frames compared since the one before, and its answer if another."""
    compared = int(rng.poisson(_FRAMES))
    said, probabilities = answer(shown, CHALLENGER, help_or_harm - (0.25 if shown == "l" else 0.0), labels, rng)
    differs = said != predicted and (label_source != "none" or rng.random() < _KEPT)
    counted = differs and label_source == "none"
    return {
        "shadow_model_id": CHALLENGER.id,
        "shadow_compared": compared + counted,
        "shadow_disagreed": int(rng.binomial(compared, 0.06)) + counted,
        "shadow_predicted": said if differs else None,
        "shadow_probabilities": probabilities if differs else None,
    }


def _uuid(rng: np.random.Generator) -> UUID:
    return UUID(bytes=rng.bytes(16), version=4)
