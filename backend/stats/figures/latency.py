"""How fast it is: percentiles per browser, class of device and backend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from math import ceil, exp, log
from typing import Final

from backend.stats.days import Days
from backend.stats.devices import class_of
from backend.stats.figures.report import ENOUGH, Json
from backend.stats.filters import Filters

# The buckets themselves are chosen in the database, by log_bucket. One is 5 % wide, so that its middle is at most 2.5 %
# from whatever lies in it.
WIDTH: Final = 1.05
LEAST: Final = 0.01  # milliseconds, seconds or frames a second: what is less counts as this

PERCENTS: Final = (50, 90, 99)
# Of frames a second it is the few that are bad.
MEASURED: Final = {"answer_ms": PERCENTS, "fps": (1, 10, 50), "inference_ms": PERCENTS}
_DELAY: Final = "outbox_delay_s"
Group = tuple[str, str, str]


def group_of(device: str, backend: str) -> Group:
    """Return browser, class of device (computer, handheld, unknown) and backend, of what a page calls its device."""
    browser, comma, _ = device.partition(", ")
    return browser if comma else "unknown", class_of(device), backend or "unknown"


async def speeds(days: Days, filters: Filters) -> tuple[list[Json], Json]:
    """Return for each group of devices n and percentiles of what was measured.

    Beside them stand those of the seconds from a sample's frame to its receipt, of all devices together.
    """
    rows = await days.sums(
        f"""
        SELECT metric, device, backend, bucket, sum(samples)::bigint AS samples FROM stats_latency
        WHERE {filters.matching} GROUP BY metric, device, backend, bucket
        """,  # noqa: S608 (made of constants)
        filters,
    )
    groups: dict[Group, dict[str, Counter[int]]] = {}
    delays: Counter[int] = Counter()
    for row in rows:
        if row["metric"] == _DELAY:
            delays[row["bucket"]] += row["samples"]
            continue
        group = group_of(row["device"], row["backend"])
        counts = groups.setdefault(group, {metric: Counter() for metric in MEASURED})[row["metric"]]
        counts[row["bucket"]] += row["samples"]
    told: list[Json] = [
        {
            "browser": browser,
            "device_class": kind,
            "backend": backend,
            **{metric: summary(counts, MEASURED[metric]) for metric, counts in measured.items()},
        }
        for (browser, kind, backend), measured in sorted(groups.items())
    ]
    return told, summary(delays)


def summary(counts: Mapping[int, int], percents: Sequence[int] = PERCENTS) -> Json:
    """Return n and the percentiles, which are null where n is not enough."""
    n = sum(counts.values())
    known: list[float] | list[None] = percentiles(counts, percents) if n >= ENOUGH else [None] * len(percents)
    return {"n": n, **{f"p{percent}": value for percent, value in zip(percents, known, strict=True)}}


def percentiles(counts: Mapping[int, int], percents: Sequence[int] = PERCENTS) -> list[float]:
    """Return for each percentage the value that so many of all do not exceed, at most 2.5 % beside it.

    The value is that of the sample at that rank, as NumPy's `inverted_cdf`. `counts` must not be empty.
    """
    ranks = [max(1, ceil(sum(counts.values()) * percent / 100)) for percent in percents]
    return [middle(_bucket_of(counts, rank)) for rank in ranks]


def middle(bucket: int) -> float:
    """Return the value in the (geometric) middle of a bucket of milliseconds, seconds or frames a second."""
    return exp((bucket + 0.5) * log(WIDTH))


def _bucket_of(counts: Mapping[int, int], rank: int) -> int:
    reached = 0
    for bucket in sorted(counts):
        reached += counts[bucket]
        if reached >= rank:
            return bucket
    raise ValueError("no bucket holds that rank")
