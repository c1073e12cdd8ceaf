"""How fast it is: filters in, percentiles per browser, class of device and backend out, and what became of batches."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final

from backend.database import Database
from backend.stats.buckets import OF_RATES, PERCENTS, percentiles
from backend.stats.cells import summed
from backend.stats.filters import Filters
from backend.stats.report import ENOUGH, Json

# What the answer calls it, and the kind of cell that it comes from.
MEASURED: Final = {"answer_ms": "answer", "inference_ms": "inference", "fps": "fps"}
PERCENTS_OF: Final = {"fps": OF_RATES}
_HANDHELD: Final = ("Android", "iOS", "iPadOS")
_NAMES: Final = re.compile(r"(?P<browser>.+?)(?: [\d.]+)?, (?P<system>[^,]+)")
Group = tuple[str, str, str]


def group_of(device: str, backend: str) -> Group:
    """Return browser, class of device (computer, handheld, unknown) and backend, of what a page calls its device."""
    found = _NAMES.fullmatch(device)
    if found is None:
        return "unknown", "unknown", backend or "unknown"
    kind = "handheld" if found["system"] in _HANDHELD else "computer"
    return found["browser"], kind, backend or "unknown"


async def speeds(database: Database, filters: Filters) -> list[Json]:
    """Return for each group of devices n and percentiles of what was measured."""
    filters = replace(filters, label_source=None)
    groups: dict[Group, dict[str, Counter[int]]] = {}
    for name, kind in MEASURED.items():
        for row in await summed(database, kind, filters, ("device", "a", "bucket")):
            of_group = groups.setdefault(group_of(row["device"], row["a"]), {each: Counter() for each in MEASURED})
            of_group[name][row["bucket"]] += row["n"]
    return [
        {
            "browser": browser,
            "device_class": kind,
            "backend": backend,
            **{name: summary(counts, PERCENTS_OF.get(name, PERCENTS)) for name, counts in sorted(measured.items())},
        }
        for (browser, kind, backend), measured in sorted(groups.items())
    ]


async def delays(database: Database, filters: Filters) -> Json:
    """Return percentiles of the seconds from a sample's frame to its receipt."""
    rows = await summed(database, "delay", replace(filters, label_source=None), ("bucket",))
    return summary({row["bucket"]: row["n"] for row in rows})


def summary(counts: Mapping[int, int], percents: Sequence[int] = PERCENTS) -> Json:
    """Return n and the percentiles, which are null where n is not enough."""
    n = sum(counts.values())
    known: list[float] | list[None] = percentiles(counts, percents) if n >= ENOUGH else [None] * len(percents)
    return {"n": n, **{f"p{percent}": value for percent, value in zip(percents, known, strict=True)}}
