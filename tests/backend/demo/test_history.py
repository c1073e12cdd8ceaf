"""Four made-up weeks: as the rules for samples want them, the same for a seed, and with a third week that drifts."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import get_args

import numpy as np
import pytest

from backend.accounts.schemas import Consent
from backend.demo.answers import DemoModel
from backend.demo.history import CHALLENGER, DAYS, DRIFTING, SHADOWED, Received, history, share_of_models
from backend.demo.population import PEOPLE, people
from backend.models.manifest import Input
from backend.models.registry import Model, Registry
from backend.samples.check import Sample, check
from backend.samples.schemas import SampleReason
from backend.stats.figures.report import ENOUGH
from tests.backend.batches import raw
from tests.backend.model_files import HAND_LABELS, LABELS
from tests.server import ROOT

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 17, 6, tzinfo=UTC)


@pytest.fixture(scope="module", params=[LABELS, HAND_LABELS], ids=["silhouette", "hand"])
def model(request: pytest.FixtureRequest) -> Model:
    """A model with the labels of each way, as if it were shown what the demo draws: all of the guide box."""
    foremost = Registry(ROOT / "converted_models").foremost()
    return replace(foremost, labels=tuple(request.param), input=Input("silhouette", 64, 64))


@pytest.fixture(scope="module")
def weeks(model: Model) -> list[Received]:
    return made(model, 1)


def made(model: Model, seed: int) -> list[Received]:
    rng = np.random.default_rng(seed)
    models = [DemoModel("demo-oldest", 0.8, 0.9), DemoModel("demo-older", 0.88, 0.6), DemoModel(model.id, 0.945, 0.3)]
    return list(history(people(rng), models, model.labels, NOW, rng))


def day_of(received: Received) -> int:
    return (received.sample.captured_at - NOW) // timedelta(days=1) + DAYS


def test_every_sample_could_have_been_sent(weeks: list[Received], model: Model) -> None:
    """Each goes through the rules of POST /api/samples again; only the models of the demo are unknown to them."""
    for received in weeks:
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
            "network_input": {"kind": sample.input_kind, "width": 64, "height": 64, "bytes": len(sample.network_input)},
        }
        challenger = replace(model, id=CHALLENGER.id)
        consent = Consent(received.person.level, 1)
        sent = raw(header, bytes(sample.network_input))
        assert check(sent, model, consent, NOW, challenger).predicted == sample.predicted
        assert sample.predicted == model.labels[int(np.argmax(sample.probabilities))]
        assert sample.captured_at < received.received_at <= NOW


def shadow_of(sample: Sample) -> dict[str, object] | None:
    if sample.shadow_model_id is None:
        return None
    told = {name: getattr(sample, f"shadow_{name}") for name in ("model_id", "compared", "disagreed", "predicted")}
    return {**told, "probabilities": sample.shadow_probabilities and list(sample.shadow_probabilities)}


def test_in_the_last_week_a_challenger_answers_beside_the_newest_model(weeks: list[Received], model: Model) -> None:
    beside = [one for one in weeks if one.sample.shadow_model_id is not None]
    assert {one.sample.model_id for one in beside} == {model.id}
    assert {day_of(one) for one in beside} == set(SHADOWED)
    compared, disagreed = (
        sum(getattr(one.sample, f"shadow_{name}") for one in beside) for name in ("compared", "disagreed")
    )
    assert compared > 1_000 and 0.03 < disagreed / compared < 0.2
    told = [one.sample for one in beside if one.sample.shadow_predicted and one.sample.label_source == "prompted"]
    assert {one.shadow_predicted == one.label for one in told} == {True, False}
    assert all((one.sample.reason == "shadow") <= (one.sample.shadow_predicted is not None) for one in beside)


def test_the_same_seed_makes_the_same_and_another_makes_others(weeks: list[Received], model: Model) -> None:
    assert [one.sample.sample_id for one in made(model, 1)] == [one.sample.sample_id for one in weeks]
    assert {one.sample.sample_id for one in made(model, 2)}.isdisjoint(one.sample.sample_id for one in weeks)


def test_there_is_enough_of_everything_to_be_told(weeks: list[Received], model: Model) -> None:
    assert 3_000 < len(weeks) < 10_000
    assert len({one.person.name for one in weeks}) == PEOPLE
    assert {day_of(one) for one in weeks} == set(range(DAYS))
    told = Counter((one.sample.model_id, one.sample.label) for one in weeks if one.sample.label_source != "none")
    assert len(told) == 3 * len(model.labels)
    assert min(told.values()) >= ENOUGH
    assert {one.sample.reason for one in weeks} == set(get_args(SampleReason))
    assert max(one.received_at - one.sample.captured_at for one in weeks) > timedelta(minutes=10)


def test_the_third_week_drifts(weeks: list[Received], model: Model) -> None:
    def mean(week: list[Received], of: str) -> float:
        return float(np.mean([getattr(one.sample, of) for one in week]))

    def area(week: list[Received]) -> float:
        return float(np.mean([np.frombuffer(one.sample.network_input, np.uint8).mean() / 255 for one in week]))

    newest = [one for one in weeks if one.sample.model_id == model.id]
    before = [one for one in newest if day_of(one) < DRIFTING.start]
    drifting = [one for one in newest if day_of(one) in DRIFTING]
    after = [one for one in newest if day_of(one) >= DRIFTING.stop]
    assert mean(drifting, "noise") > 2 * max(mean(before, "noise"), mean(after, "noise"))
    assert area(drifting) > 1.15 * max(area(before), area(after))
    thumbs = [np.mean([one.sample.predicted == "thumbs_up" for one in week]) for week in (before, drifting, after)]
    assert thumbs[1] > 1.3 * max(thumbs[0], thumbs[2])


def test_better_models_are_right_more_often_and_take_over(weeks: list[Received], model: Model) -> None:
    right = [
        np.mean(
            [
                one.sample.predicted == one.sample.label
                for one in weeks
                if one.sample.label_source == "prompted" and one.sample.model_id == model_id
            ]
        )
        for model_id in ("demo-oldest", "demo-older", model.id)
    ]
    assert right == sorted(right)
    shares = [share_of_models(day) for day in range(DAYS)]
    assert all(sum(each) == pytest.approx(1) and min(each) >= 0 for each in shares)
    assert (shares[0][2], shares[-1][2]) == (0, 0.9)
