"""How sure the model is, and whether it is as often right as it is sure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from backend.database import Row
from backend.stats.days import Days
from backend.stats.figures.report import ENOUGH, Json, rate
from backend.stats.filters import Filters

BUCKETS: Final = 20  # equal ones from 0 to 1


async def confidence(days: Days, filters: Filters) -> tuple[list[Json], Json]:
    """Return the histogram of confidence, and the calibration of the labelled samples in it."""
    rows = await days.sums(
        f"""
        SELECT bucket, label_source, sum(samples)::bigint AS samples, sum(correct)::bigint AS correct,
            sum(confidence)::float8 AS confidence, sum(weight)::float8 AS weight
        FROM stats_confidence WHERE {filters.matching} GROUP BY bucket, label_source
        """,  # noqa: S608 (made of constants)
        filters,
    )
    free: list[list[Row]] = [[] for _ in range(BUCKETS)]
    labelled: list[list[Row]] = [[] for _ in range(BUCKETS)]
    for row in rows:
        if row["label_source"] == "none":
            free[row["bucket"]].append(row)
        elif row["label_source"] in filters.sources:
            labelled[row["bucket"]].append(row)
    weights = [sum(row["weight"] for row in found) for found in free]
    whole = sum(weights) or 1.0
    histogram = [
        {
            **_edges(bucket),
            "free": sum(row["samples"] for row in free[bucket]),
            "free_share": weights[bucket] / whole,
            "told": sum(row["samples"] for row in labelled[bucket]),
        }
        for bucket in range(BUCKETS)
    ]
    return histogram, _calibration(labelled)


def _calibration(labelled: Sequence[Sequence[Row]]) -> Json:
    """Return accuracy per bucket of confidence, and the expected calibration error: the mean distance of the two."""
    bins: list[Json] = []
    whole, error = 0, 0.0
    for bucket, rows in enumerate(labelled):
        n, correct = sum(row["samples"] for row in rows), sum(row["correct"] for row in rows)
        total = sum(row["confidence"] for row in rows)
        whole += n
        error += abs(total - correct)
        bins.append({**_edges(bucket), "confidence": total / n if n else None, **rate(correct, n), "people": None})
    return {"n": whole, "ece": error / whole if whole >= ENOUGH else None, "bins": bins}


def _edges(bucket: int) -> dict[str, object]:
    return {"from": bucket / BUCKETS, "to": (bucket + 1) / BUCKETS}
