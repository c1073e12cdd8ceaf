"""What a made-up model answers: believable mistakes, and a confidence that is about as often right as it says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

# What a gesture is taken for when the answer is wrong, the likeliest first.
_MISTAKEN: Final[Mapping[str, tuple[str, ...]]] = {
    "thumbs_up": ("fist", "l", "none"),
    "l": ("thumbs_up", "open_palm", "none"),
    "fist": ("thumbs_up", "closed_palm", "none"),
    "open_palm": ("closed_palm", "l", "none"),
    "closed_palm": ("open_palm", "fist", "none"),
    "okay": ("open_palm", "l", "none"),
    "peace": ("l", "open_palm", "none"),
    "none": ("fist", "closed_palm", "thumbs_up"),
}
_SHARES: Final = (0.6, 0.25, 0.15)
_HARD: Final[Mapping[str, float]] = {"closed_palm": -0.05, "l": -0.03, "open_palm": 0.03}
_LEAST: Final = 0.34  # a label that is named has at least this probability
_SPREAD: Final = 3.0  # of confidence: more is narrower


@dataclass(frozen=True)
class DemoModel:
    """A model of the demo: how often it is right, and by how much surer than right it is where it is half sure."""

    id: str
    accuracy: float
    conceit: float


def answer(
    shown: str, model: DemoModel, help_or_harm: float, labels: Sequence[str], rng: np.random.Generator
) -> tuple[str, tuple[float, ...]]:
    """Return the predicted label and the probabilities of all `labels`; it is the largest of them, their sum is 1."""
    accuracy = float(np.clip(model.accuracy + help_or_harm + _HARD.get(shown, 0.0), 0.4, 0.985))
    mean = (accuracy - _LEAST) / (1 - _LEAST)
    sure = _LEAST + (0.9999 - _LEAST) * float(rng.beta(mean * _SPREAD, (1 - mean) * _SPREAD))
    right = rng.random() < sure - 4 * model.conceit * sure * (1 - sure)
    return spread(shown, shown if right else mistaken(shown, rng), sure, labels, rng)


def wrong_answer(shown: str, labels: Sequence[str], rng: np.random.Generator) -> tuple[str, tuple[float, ...]]:
    """Return what somebody corrected: another label, of which the model was more or less sure."""
    return spread(shown, mistaken(shown, rng), _LEAST + 0.6 * float(rng.beta(2, 2)), labels, rng)


def mistaken(shown: str, rng: np.random.Generator) -> str:
    """Return what a gesture is taken for when it is not known."""
    return str(rng.choice(_MISTAKEN[shown], p=_SHARES))


def spread(
    shown: str, named: str, sure: float, labels: Sequence[str], rng: np.random.Generator
) -> tuple[str, tuple[float, ...]]:
    """Return the label that is named so surely, and probabilities of which the rest goes mostly to one other label."""
    doubt = _MISTAKEN[named][0] if named == shown else shown
    rest = rng.dirichlet([3.0 if label == doubt else 0.4 for label in labels if label != named])
    most = sure / (1 - sure)  # of what is left: the label that is named stays the largest
    weight = min(1.0, max(0.0, 0.9 * most - 1 / len(rest)))
    rest = weight * rest + (1 - weight) / len(rest)
    shares = iter(rest * (1 - sure))
    return named, _rounded([sure if label == named else float(next(shares)) for label in labels])


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    """Round to four digits, as the page does; what that loses goes to the largest."""
    rounded = [round(value, 4) for value in values]
    largest = rounded.index(max(rounded))
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded), 4)
    return tuple(rounded)
