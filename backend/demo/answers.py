"""What a made-up model answers, with believable kinds of mistakes."""

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


@dataclass(frozen=True)
class DemoModel:
    """A model of the demo: how often it is right, and how much surer than right it is when it is wrong."""

    id: str
    accuracy: float
    conceit: float


def answer(
    shown: str, model: DemoModel, help_or_harm: float, labels: Sequence[str], rng: np.random.Generator
) -> tuple[str, tuple[float, ...]]:
    """Return the predicted label and the probabilities of all `labels`; it is the largest of them, their sum is 1."""
    right = rng.random() < np.clip(model.accuracy + help_or_harm + _HARD.get(shown, 0.0), 0.05, 0.995)
    named = shown if right else str(rng.choice(_MISTAKEN[shown], p=_SHARES))
    sure = rng.beta(9, 1.1) if right else rng.beta(3 + 5 * model.conceit, 2.2)
    sure = 0.4 + 0.5999 * float(sure)
    doubt = _MISTAKEN[named][0] if right else shown
    rest = rng.dirichlet([3.0 if label == doubt else 0.4 for label in labels if label != named])
    rest = (rest + 1 / len(rest)) / 2  # at most 0.6 of what is left: the label that is named stays the largest
    shares = iter(rest * (1 - sure))
    values = [sure if label == named else float(next(shares)) for label in labels]
    return named, _rounded(values)


def _rounded(values: Sequence[float]) -> tuple[float, ...]:
    """Round to four digits, as the page does; what that loses goes to the largest."""
    rounded = [round(value, 4) for value in values]
    largest = rounded.index(max(rounded))
    rounded[largest] = round(rounded[largest] + 1 - sum(rounded), 4)
    return tuple(rounded)
