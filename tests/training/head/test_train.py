"""A head and its honesty: threshold, temperature and figures are of people whom it had not learned from."""

import numpy as np
import pytest

from tests.training.head.views import views_of
from training.backbone.crops import RENDERED
from training.backbone.store import Calibration
from training.errors import DataError
from training.head import train as module
from training.head.features import Views
from training.head.fit import HeadConfig
from training.head.train import calibrate, fit, train_head
from training.labels import HAND_LABELS

pytestmark = pytest.mark.slow

CONFIG = HeadConfig(hidden=32, epochs=10, batch=32, learning_rate=0.05, dropout=0, weight_decay=0)
PEOPLE = ("ann", "bob", "cat", "dan", "eve")


@pytest.fixture(autouse=True)
def fewer_folds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each fold is another network that is fitted."""
    monkeypatch.setattr(module, "FOLDS", 2)


def people(noise: float = 0.2, each: int = 30, names: tuple[str, ...] = PEOPLE) -> Views:
    return views_of([*HAND_LABELS] * each, sources=names, noise=noise)


def test_the_threshold_is_as_high_as_false_alarms_ask_for() -> None:
    views = people(noise=0.4)
    held_out = np.isin(views.source, PEOPLE[:2])
    lenient, strict = (calibrate(views, held_out, CONFIG, share) for share in (1.0, 0.01))
    assert lenient.threshold == 0.5
    assert strict.threshold > 0.5
    assert strict.metrics["false_alarm_rate"] <= 0.01 < lenient.metrics["false_alarm_rate"]
    assert strict.metrics["gestures_right_at_threshold"] < lenient.metrics["gestures_right_at_threshold"]
    assert strict.metrics["n"] == held_out.sum()
    assert set(strict.metrics["f1"]) == set(HAND_LABELS)
    assert 0.5 < strict.metrics["macro_f1"] < 0.95
    assert strict.metrics["ece"] < 0.15


def test_figures_are_of_people_who_were_held_out() -> None:
    """One person's hands look as nobody else's do, so that only who has learned from them could name them."""
    views = people()
    views.embedding[views.source == "eve"] *= -1
    assert train_head(views, CONFIG, 0.5).metrics["accuracy"] < 0.87
    views.exact[::7] = False
    calibration = calibrate(views, views.source == "eve", CONFIG, 0.5)
    assert calibration.metrics["n"] == np.count_nonzero((views.source == "eve") & views.exact)
    assert calibration.metrics["accuracy"] < 0.4
    assert 0.5 <= calibration.threshold < 1


def test_rendered_hands_beside_people_are_learned_from_and_not_judged_by() -> None:
    rendered = people(names=(RENDERED,))
    rendered.embedding[:] *= -1
    both = people(each=10).and_those(rendered)
    found = train_head(both, CONFIG, 0.5)
    assert found.metrics["n"] == 10 * len(HAND_LABELS)
    said = found.head.probabilities(rendered.features()).argmax(1)
    assert np.mean(said == rendered.allowed.argmax(1)) > 0.9


def test_rendered_hands_alone_are_held_out_one_by_one_and_the_temperature_is_in_the_head() -> None:
    views = people(names=(RENDERED,))
    found = train_head(views, CONFIG, 0.5)
    assert found.metrics["n"] == len(views.hand)
    assert found.metrics["accuracy"] > 0.9
    plain = fit(views, CONFIG).logits(views.features())
    assert found.head.logits(views.features()) == pytest.approx(plain / found.temperature, rel=1e-3, abs=1e-3)


def test_one_person_alone_cannot_be_held_out() -> None:
    with pytest.raises(DataError, match=r"ann alone: nobody is left .*another --data"):
        train_head(people(each=5, names=("ann",)), CONFIG, 0.5)


def test_what_was_settled_before_is_kept() -> None:
    views = people(each=5)
    calibration = Calibration(2.0, 0.83, {"macro_f1": 0.5})
    found = train_head(views, CONFIG, 0.5, calibration)
    assert (found.temperature, found.threshold, found.metrics) == (2.0, 0.83, {"macro_f1": 0.5})
    plain = fit(views, CONFIG).logits(views.features())
    assert found.head.logits(views.features()) == pytest.approx(plain / 2, abs=1e-3)
