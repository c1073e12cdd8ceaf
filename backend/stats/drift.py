"""Drift: two histograms of the same thing in, the population stability index (PSI) and a plain verdict out."""

from __future__ import annotations

from collections.abc import Mapping
from math import log
from typing import Final

Json = dict[str, object]
Key = str | int

# Fewer samples than this on either side move the index more than what it is to tell.
ENOUGH: Final = 100
BINS: Final = 10
SOME: Final = 0.1
STRONG: Final = 0.25
# A bin that one side lacks would make the index infinite; it counts as if one sample in two thousand were in it.
LEAST_SHARE: Final = 0.0005


def psi(reference: Mapping[Key, float], current: Mapping[Key, float]) -> float:
    """Return the sum of (p - q) · ln(p / q) over all bins, of shares p now and q in the reference."""
    sums = sum(reference.values()), sum(current.values())
    index = 0.0
    for key in reference.keys() | current.keys():
        q = max(reference.get(key, 0.0) / sums[0], LEAST_SHARE)
        p = max(current.get(key, 0.0) / sums[1], LEAST_SHARE)
        index += (p - q) * log(p / q)
    return index


def binned(reference: Mapping[int, float], histogram: Mapping[int, float]) -> dict[Key, float]:
    """Put neighbouring buckets together so that each of at most BINS bins has about the same weight in `reference`."""
    whole, before = sum(reference.values()), 0.0
    bin_of: dict[int, int] = {}
    for bucket in sorted(reference):
        bin_of[bucket] = int(BINS * before / whole)
        before += reference[bucket]
    bins: dict[Key, float] = {}
    for bucket, weight in histogram.items():
        at_or_below = [known for known in bin_of if known <= bucket]
        key = bin_of[max(at_or_below)] if at_or_below else 0
        bins[key] = bins.get(key, 0.0) + weight
    return bins


def verdict(index: float) -> str:
    """Say in a word what the index means."""
    return "none" if index < SOME else "some" if index < STRONG else "strong"
