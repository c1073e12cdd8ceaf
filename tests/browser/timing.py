"""Percentiles of what answers took, stage by stage, in milliseconds."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from tests.browser.segments import Answer

STAGES = ("camera_ms", "silhouette_ms", "inference_ms", "total_ms")


def milliseconds(answers: Sequence[Answer]) -> dict[str, float | None]:
    """p50 and p95 of each stage and of the whole way from a frame to its answer.

    Looking for hands is summed up over the frames in which it was done; `find_share` says how many that were.
    """
    looked = [one.find_ms for one in answers if one.find_ms > 0]
    result: dict[str, float | None] = {}
    for stage in STAGES:
        result |= both(stage, [getattr(one, stage) for one in answers])
    return result | both("find_ms", looked) | {"find_share": round(len(looked) / len(answers), 4) if answers else None}


def both(name: str, numbers: Sequence[float]) -> dict[str, float | None]:
    """The median and the 95th percentile under names that say so; None where there is no number."""
    return {
        f"{name}_p50": percentile(numbers, 50) if numbers else None,
        f"{name}_p95": percentile(numbers, 95) if numbers else None,
    }


def percentile(numbers: Sequence[float], share: float) -> float:
    """The `share`th percentile, to a microsecond."""
    return round(float(np.percentile(numbers, share)), 3)
