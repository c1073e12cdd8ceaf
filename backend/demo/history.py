"""Four weeks of demo samples, of which the third one drifts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

import numpy as np

from backend.demo.answers import DemoModel, answer
from backend.demo.population import Device, Person
from backend.demo.silhouettes import draw
from backend.samples.check import Sample, area_of

DAYS: Final = 28
DRIFTING: Final = range(14, 21)  # the third week: people sit nearer, in worse light, and try one gesture more often
SIDE: Final = 64
_SECONDS_BETWEEN: Final = 9.0  # between two samples of a sitting, on average
_WAITED_S: Final = 11.0  # a sample waits ten seconds in the outbox before it is sent
_OFFLINE: Final = 0.04  # share of sittings without a network
# Why a sample was taken: share, reason, label_source, sampling probability.
_REASONS: Final = (
    (0.385, "prompted", "prompted", 1.0),
    (0.015, "corrected", "corrected", 1.0),
    (0.30, "random", "none", 0.01),
    (0.20, "change", "none", 1.0),
    (0.10, "uncertain", "none", 0.1),
)
# In the last week a challenger stands beside the newest model: a little better, but for one gesture.
SHADOWED: Final = range(21, DAYS)
CHALLENGER: Final = DemoModel("demo-challenger", 0.955, 0.3)
_FRAMES: Final = 270  # between two samples, all of which both answer
_KEPT: Final = 0.54  # how often a difference in free use is new, and a sample


@dataclass(frozen=True)
class Received:
    """A sample, who gave it, and when the server got it."""

    person: Person
    sample: Sample
    received_at: datetime


@dataclass(frozen=True)
class Sitting:
    """One opening of the page: who, where, when, and what is different in that week."""

    person: Person
    device: Device
    model: DemoModel
    session_id: UUID
    began: datetime
    drifts: bool
    shadowed: bool
    offline_s: float


def history(
    people: Sequence[Person],
    models: Sequence[DemoModel],
    labels: Sequence[str],
    now: datetime,
    rng: np.random.Generator,
) -> Iterator[Received]:
    """Yield every sample that was received by `now`; `models` are the oldest first, the last takes over."""
    for day in range(DAYS):
        for person in people:
            for _ in range(_sittings(person, day, rng)):
                for received in _samples(_sitting(person, models, day, now, rng), labels, rng):
                    if received.received_at <= now:
                        yield received


def _sittings(person: Person, day: int, rng: np.random.Generator) -> int:
    """Return how often somebody comes on a day; on the last one they all do, so that there is something to see."""
    often = int(rng.integers(1, 3))
    return often if day == DAYS - 1 or rng.random() < person.eager else 0


def share_of_models(day: int) -> tuple[float, float, float]:
    """Return how likely each of three models answers on a day: the newest comes in the second week."""
    newest = 0.0 if day < 7 else min(0.9, 0.35 + 0.08 * (day - 7))
    middle = (1 - newest) * min(0.75, 0.3 + 0.05 * day)
    return 1 - newest - middle, middle, newest


def _sitting(person: Person, models: Sequence[DemoModel], day: int, now: datetime, rng: np.random.Generator) -> Sitting:
    # A day of the demo ends at this time of the day, so that there is something to see of today at any hour.
    day_begins = now - timedelta(days=DAYS - day)
    hour = rng.uniform(8, 23.7) if day == DAYS - 1 else float(np.clip(rng.normal(person.hour, 2.5), 0, 23.5))
    device = person.devices[int(rng.integers(len(person.devices)))]
    model = models[int(rng.choice(len(models), p=share_of_models(day)))]
    return Sitting(
        person=person,
        device=device,
        model=model,
        session_id=_uuid(rng),
        began=day_begins + timedelta(hours=hour),
        drifts=day in DRIFTING,
        shadowed=day in SHADOWED and model is models[-1],
        offline_s=rng.uniform(600, 90_000) if rng.random() < _OFFLINE else 0.0,
    )


def _samples(sitting: Sitting, labels: Sequence[str], rng: np.random.Generator) -> Iterator[Received]:
    shares = np.array([3.0 if sitting.drifts and label == "thumbs_up" else 1.0 for label in labels])
    at = sitting.began
    for number in range(int(rng.integers(8, 34))):
        at += timedelta(seconds=rng.exponential(_SECONDS_BETWEEN))
        shown = str(rng.choice(labels, p=shares / shares.sum()))
        sample = _sample(sitting, number * 30, at, shown, labels, rng)
        waited = _WAITED_S + rng.exponential(4) + sitting.offline_s
        yield Received(sitting.person, sample, at + timedelta(seconds=waited))


def _sample(
    sitting: Sitting, number: int, at: datetime, shown: str, labels: Sequence[str], rng: np.random.Generator
) -> Sample:
    person, device, drifts = sitting.person, sitting.device, sitting.drifts
    _, reason, label_source, probability = _REASONS[int(rng.choice(len(_REASONS), p=[share for share, *_ in _REASONS]))]
    # Whoever corrects an answer had one to correct.
    harm = -2.0 if label_source == "corrected" else person.skill - (0.1 if drifts else 0.0)
    predicted, probabilities = answer(shown, sitting.model, harm, labels, rng)
    noise = float(np.clip(rng.lognormal(-5.2 + (1.3 if drifts else 0.0), 0.5), 0, 0.2))
    inference_ms = device.inference_ms * rng.lognormal(0, 0.25)
    nearer = rng.normal(1.22 if drifts else 1.0, 0.05)
    beside = _beside(shown, predicted, label_source, labels, rng) if sitting.shadowed else {}
    if beside.get("shadow_predicted") is not None and label_source == "none":
        reason, probability = "shadow", 1.0
    network_input = memoryview(draw(shown, person.hand, nearer, noise, rng, SIDE))
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
        noise=noise,
        fps=device.fps * min(1.0, rng.normal(0.97, 0.03)),
        device=device.name,
        backend=device.backend,
        consent_version=1,
        input_kind="silhouette",
        input_width=SIDE,
        input_height=SIDE,
        network_input=network_input,
        area=area_of(network_input),
        **beside,
    )


def _beside(
    shown: str, predicted: str, label_source: str, labels: Sequence[str], rng: np.random.Generator
) -> dict[str, Any]:
    """Return what a sample says of the challenger: frames compared since the one before, and its answer if another."""
    compared = int(rng.poisson(_FRAMES))
    said, probabilities = answer(shown, CHALLENGER, -0.25 if shown == "l" else 0.0, labels, rng)
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
