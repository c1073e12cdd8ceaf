"""Fits a head on what is known and on people's hands, and settles how sure of itself it may be."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.calibration import find_temperature
from training.head.features import Floats, Views
from training.head.fit import Head, HeadConfig
from training.head.train import fit, measure, sharpened
from training.metrics import false_alarm_rate
from training.registry.manifest import HandManifest

JUDGES: Final = 3  # one of so many people that are learned from calibrates, in a fit without them
FEWEST_JUDGED: Final = 50  # hands, to say how sure a head may be


@dataclass(frozen=True)
class TrainConfig:
    """How a head is fitted."""

    seed: int = 1
    hidden: int = (
        32  # with 24, 135 people cost base validation 2.4 points of none, with 32 1.5; 40 would weigh 4 kB more
    )
    turned: int = 2  # copies of each sample in frames that are turned, as base hands are
    epochs: int = 30


@dataclass(frozen=True)
class Fitted:
    """A head with its threshold, and what is known of it."""

    head: Head
    threshold: float
    metrics: dict[str, Any]


@dataclass(frozen=True)
class Lesson:
    """What one backbone says of all hands that count: base ones and people's to learn from, and those of `kept`.

    `kept` are base hands with one true label, which each head must go on knowing.
    """

    base: Views
    people: Views
    kept: Views


@dataclass(frozen=True)
class Champion:
    """The champion's probabilities [n, labels] of the same people's hands, and of the same kept ones."""

    people: Floats
    kept: Floats


def judges_among(people: npt.NDArray[np.str_]) -> npt.NDArray[np.bool_]:
    """Which rows [n] are of people that a first fit leaves out, to say how sure a head may be."""
    return np.isin(people, np.unique(people)[::JUDGES])


def fit_challenger(
    first: Lesson, last: Lesson, champion: Champion, manifest: HandManifest, config: TrainConfig
) -> Fitted:
    """A head of all hands of `last`, as sure of itself as it may be by people that a first fit did not see.

    `first` are the same hands, row by row, by a backbone that has not seen those people either; where the backbone has
    learned from nobody here, it is `last`. The threshold is the lowest that raises no more false alarms than the
    champion's, on those people and on `kept`. The champion has learned from kept hands too: left out, heads would lose
    to it there for ever.
    """
    heads = HeadConfig(seed=config.seed, hidden=config.hidden, epochs=config.epochs)
    judges = judges_among(first.people.source)
    alone = fit(first.base.and_those(_turned_too(first.people.rows(~judges), config.turned)), heads)
    judged = first.people.rows(judges)
    true, said = judged.allowed.argmax(1), alone.probabilities(judged.features())
    # Never surer than heads of this backbone may be by people whom it had not seen: these here may be easy ones.
    usual = float(manifest.raw["trained"]["metrics"].get("temperature", 1.0))
    temperature = max(usual, find_temperature(true, said)) if len(true) >= FEWEST_JUDGED else usual
    head = fit(last.base.and_those(_turned_too(last.people, config.turned)), heads).sharpened(temperature)
    honest = sharpened(said, temperature)
    kept = head.probabilities(last.kept.features())
    sets = [(true, honest, champion.people[judges]), (last.kept.allowed.argmax(1), kept, champion.kept)]
    threshold = _quiet_threshold(sets, manifest.threshold)
    figures = measure(true, honest, threshold) if len(true) >= FEWEST_JUDGED else {}
    return Fitted(head, threshold, {"temperature": round(temperature, 4), "learned_here": figures})


def _turned_too(views: Views, times: int) -> Views:
    """All rows as they are, and `times` copies that a fit shows in turned frames."""
    copy = dataclasses.replace(views, exact=np.zeros(len(views.hand), np.bool_))
    for _ in range(times):
        views = views.and_those(copy)
    return views


def _quiet_threshold(sets: Sequence[tuple[npt.NDArray[np.int64], Floats, Floats]], champions: float) -> float:
    """The lowest of hundredths (0.50..0.99) with no more false alarms than the champion at its own, on each set.

    A set: true labels [n], the challenger's and the champion's probabilities [n, labels].
    """
    for hundredths in range(50, 100):
        threshold = hundredths / 100
        if all(
            false_alarm_rate(true, new, threshold) <= false_alarm_rate(true, old, champions) for true, new, old in sets
        ):
            return threshold
    return 0.99
