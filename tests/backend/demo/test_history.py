"""Three made-up months: as the rules for samples want them, the same for a seed, and with the story that they tell."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import get_args

import numpy as np
import pytest

from backend.accounts.schemas import Consent
from backend.demo.answers import DemoModel
from backend.demo.history import Received, history
from backend.demo.population import PEOPLE, people
from backend.demo.story import CHALLENGER, CURRENT, DARK, DAYS, SHADOWED, events, model_of
from backend.models.registry import Model, Registry
from backend.samples.check import Sample, check
from backend.samples.schemas import SampleReason
from backend.stats.figures import drift
from backend.stats.figures.report import ENOUGH
from tests.backend.batches import raw
from tests.server import ROOT

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 17, 6, tzinfo=UTC)
MODELS = ("demo-oldest", "demo-older", "demo-rolled-back")


@pytest.fixture(scope="module")
def model() -> Model:
    """The model of hands that ships."""
    return Registry(ROOT / "converted_models").foremost()


@pytest.fixture(scope="module")
def months(model: Model) -> list[Received]:
    return made(model, 1)


def made(model: Model, seed: int, most: int | None = None, now: datetime = NOW) -> list[Received]:
    rng = np.random.default_rng(seed)
    return list(islice(history(people(rng), DemoModel(model.id, *CURRENT), model.labels, now, rng), most))


def day_of(received: Received) -> int:
    return (received.sample.captured_at - NOW) // timedelta(days=1) + DAYS


@pytest.mark.parametrize("minutes", [5, 20, 70, 600, 1430])
def test_some_have_come_today_at_any_hour(model: Model, minutes: int) -> None:
    now = NOW.replace(hour=0, minute=0) + timedelta(minutes=minutes)
    today = [received for received in made(model, 1, now=now) if received.sample.captured_at.date() == now.date()]
    assert all(received.received_at <= now for received in today)
    assert len({received.person.name for received in today}) >= 3


def test_every_sample_could_have_been_sent(months: list[Received], model: Model) -> None:
    """Each goes through the rules of POST /api/samples again; only the models of the demo are unknown to them."""
    for received in months:
        sample = received.sample
        header = {
            **{name: getattr(sample, name) for name in ("number", "predicted", "label", "label_source", "reason")},
            **{name: getattr(sample, name) for name in ("sampling_probability", "inference_ms", "total_ms", "noise")},
            "sample_id": str(sample.sample_id),
            "session_id": str(sample.session_id),
            "captured_at": sample.captured_at.isoformat(),
            "model_id": model.id,
            "probabilities": list(sample.probabilities),
            "device": sample.device,
            "consent_version": sample.consent_version,
            "shadow": shadow_of(sample),
            "scene": {name: getattr(sample, name) for name in ("light", "hands", "hand_size", "followed_ms", "lost")},
            "network_input": {
                "kind": sample.input_kind,
                "width": sample.input_width,
                "height": sample.input_height,
                "bytes": len(sample.network_input),
            },
        }
        challenger = replace(model, id=CHALLENGER.id)
        consent = Consent(received.person.level, 1)
        sent = raw(header, bytes(sample.network_input))
        taken = check(sent, model, consent, received.received_at, challenger)
        assert (taken.predicted, taken.hand_side) == (sample.predicted, sample.hand_side)
        assert sample.predicted == model.labels[int(np.argmax(sample.probabilities))]
        assert sample.captured_at < received.received_at <= NOW


def shadow_of(sample: Sample) -> dict[str, object] | None:
    if sample.shadow_model_id is None:
        return None
    told = {name: getattr(sample, f"shadow_{name}") for name in ("model_id", "compared", "disagreed", "predicted")}
    return {**told, "probabilities": sample.shadow_probabilities and list(sample.shadow_probabilities)}


def test_in_the_last_weeks_a_challenger_answers_beside_the_newest_model(months: list[Received], model: Model) -> None:
    beside = [one for one in months if one.sample.shadow_model_id is not None]
    assert {one.sample.model_id for one in beside} == {model.id}
    assert {day_of(one) for one in beside} == set(SHADOWED)
    compared, disagreed = (
        sum(getattr(one.sample, f"shadow_{name}") for one in beside) for name in ("compared", "disagreed")
    )
    assert compared > 1_000 and 0.03 < disagreed / compared < 0.2
    told = [one.sample for one in beside if one.sample.shadow_predicted and one.sample.label_source == "prompted"]
    assert {one.shadow_predicted == one.label for one in told} == {True, False}
    assert all((one.sample.reason == "shadow") <= (one.sample.shadow_predicted is not None) for one in beside)


def test_the_same_seed_makes_the_same_and_another_makes_others(months: list[Received], model: Model) -> None:
    first = [one.sample.sample_id for one in months[:200]]
    assert [one.sample.sample_id for one in made(model, 1, 200)] == first
    assert {one.sample.sample_id for one in made(model, 2, 200)}.isdisjoint(first)


def test_there_is_enough_of_everything_to_be_told(months: list[Received], model: Model) -> None:
    assert 4_000 < len(months) < 9_000
    assert len({one.person.name for one in months}) == PEOPLE
    assert {day_of(one) for one in months} == set(range(DAYS))
    told = Counter((one.sample.model_id, one.sample.label) for one in months if one.sample.label_source == "prompted")
    assert all(told[model_id, label] >= ENOUGH for model_id in MODELS[:2] for label in model.labels)
    assert {one.sample.reason for one in months} == set(get_args(SampleReason))
    assert max(one.received_at - one.sample.captured_at for one in months) > timedelta(minutes=10)


def test_drift_of_the_newest_model_can_be_told(months: list[Received], model: Model) -> None:
    days = [day_of(one) for one in months if one.sample.model_id == model.id and one.sample.reason == "random"]
    assert min(sum(day < min(days) + 7 for day in days), sum(day >= DAYS - 7 for day in days)) >= drift.ENOUGH


def accuracy(months: list[Received], of: Callable[[Received], bool]) -> float:
    chosen = [one.sample for one in months if one.sample.label_source == "prompted" and of(one)]
    assert len(chosen) > 50
    return float(np.mean([sample.predicted == sample.label for sample in chosen]))


def test_in_dark_weeks_less_is_known_and_hands_are_lost(months: list[Received]) -> None:
    older = [one for one in months if one.sample.model_id == "demo-older"]
    parts = [[one for one in older if (day_of(one) in DARK) == dark] for dark in (True, False)]
    (dark, lit), (lost, kept) = (
        [float(np.mean([getattr(one.sample, of) for one in part])) for part in parts] for of in ("light", "lost")
    )
    assert dark < 0.4 * lit and lost > 2 * kept
    assert accuracy(parts[0], lambda _: True) < accuracy(parts[1], lambda _: True) - 0.06


def test_models_become_better_but_for_the_one_that_was_rolled_back(months: list[Received], model: Model) -> None:
    right = [accuracy(months, lambda one, id_=id_: one.sample.model_id == id_) for id_ in (*MODELS, model.id)]  # type: ignore[misc]
    oldest, older, rolled_back, current = right
    assert rolled_back < oldest < older < current
    on_phones = accuracy(months, lambda one: one.sample.device.endswith(("Android", "iOS")))
    assert on_phones < accuracy(months, lambda one: not one.sample.device.endswith(("Android", "iOS"))) - 0.03


def test_a_model_is_about_as_often_right_as_it_is_sure(months: list[Received], model: Model) -> None:
    told = [one.sample for one in months if (one.sample.label_source, one.sample.model_id) == ("prompted", model.id)]
    for low, high in ((0.5, 0.85), (0.85, 0.97), (0.97, 1.0)):
        sure = [(max(one.probabilities), one.predicted == one.label) for one in told]
        chosen = [(share, right) for share, right in sure if low <= share < high]
        mean, right = np.mean(chosen, axis=0)
        assert abs(mean - right) < 0.12, (low, len(chosen))


def test_decisions_tell_what_answered_when(model: Model) -> None:
    told = events(model.id, NOW)
    assert [one.verdict for one in told] == ["refused", "promoted", "promoted", "rolled back", "promoted"]
    current = DemoModel(model.id, *CURRENT)
    for one in told[1:]:
        day = DAYS - (NOW - one.at).days
        assert (model_of(day - 1, current).id, model_of(day, current).id) == (one.champion, one.challenger)
