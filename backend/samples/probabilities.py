"""The rule for a model's probabilities."""

from __future__ import annotations

import math
from typing import Final

from backend.models.manifest import Model
from backend.samples.batch_codec import RefusedError

SUM_TOLERANCE: Final = 0.01  # each probability is rounded before it is sent


def check_probabilities(field: str, values: list[float] | None, model: Model) -> None:
    """Demand one probability a label, which together are 1. Raises RefusedError."""
    if values is None or len(values) != len(model.labels):
        raise RefusedError(f"{field}: must be a list of {len(model.labels)} numbers, one for each label")
    if not math.isclose(sum(values), 1.0, abs_tol=SUM_TOLERANCE):
        raise RefusedError(f"{field}: must have the sum 1")
