"""Buckets of what was measured: a bucket's number in, the values that lie in it out; and percentiles of a histogram.

The buckets themselves are chosen where the cells are counted, in the database.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, exp, log
from typing import Final

# A bucket is 2 % wide, so that its middle is at most 1 % from whatever lies in it.
WIDTH: Final = 1.02
LEAST: Final = 0.01  # milliseconds, seconds or frames a second: what is less counts as this
CONFIDENCES: Final = 20  # equal buckets from 0 to 1
PERCENTS: Final = (50, 90, 99)
OF_RATES: Final = (1, 10, 50)  # of frames a second it is the few that are bad


def middle(bucket: int) -> float:
    """Return the value in the (geometric) middle of a bucket of milliseconds, seconds or frames a second."""
    return exp((bucket + 0.5) * log(WIDTH))


def percentiles(counts: Mapping[int, int], percents: Sequence[int] = PERCENTS) -> list[float]:
    """Return for each percentage the value that so many of all do not exceed, at most 1 % beside it.

    The value is that of the sample at that rank, as NumPy's `inverted_cdf`. `counts` must not be empty.
    """
    ranks = [max(1, ceil(sum(counts.values()) * percent / 100)) for percent in percents]
    return [middle(_bucket_of(counts, rank)) for rank in ranks]


def _bucket_of(counts: Mapping[int, int], rank: int) -> int:
    reached = 0
    for bucket in sorted(counts):
        reached += counts[bucket]
        if reached >= rank:
            return bucket
    raise ValueError("no bucket holds that rank")
