"""How a challenger's answers differ from the champion's: filters in, each pair of models with its disagreements out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from backend.database import Database
from backend.stats.cells import summed
from backend.stats.filters import Filters
from backend.stats.report import Json, rate
from backend.stats.told import matrix, with_seen

MOST: Final = 5  # pairs that are shown
RIGHT: Final = ("champion", "challenger", "neither")  # the buckets 1, 2 and 3 of the cells

Pair = tuple[str, str]  # champion, challenger


@dataclass
class _Counts:
    """Frames that both answered, those in which they differed, and of the kept ones both labels or who was right."""

    compared: int = 0
    disagreed: int = 0
    kept: dict[Pair, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=lambda: dict.fromkeys(RIGHT, 0))


async def pairs(
    database: Database, filters: Filters, now: tuple[str, str | None], labels_of: Callable[[str], Sequence[str]]
) -> list[Json]:
    """Return at most MOST pairs: those of `now`, champion and challenger, first, then those compared most often.

    `filters.model` is the champion; `filters.label_source` only filters what was told.
    """
    found: dict[Pair, _Counts] = {}
    frames = replace(filters, label_source=None)
    for row in await summed(database, "compared", frames, ("model_id", "a")):
        counts = found.setdefault((row["model_id"], row["a"]), _Counts())
        counts.compared, counts.disagreed = round(row["weight"]), round(row["total"])
    for row in await summed(database, "differed", frames, ("model_id", "a", "label_source", "b", "bucket")):
        counts = found.setdefault((row["model_id"], row["a"]), _Counts())
        if row["bucket"] == 0:
            champion, _, challenger = row["b"].partition(" ")
            counts.kept[champion, challenger] = row["n"]
        elif filters.label_source in (None, row["label_source"]):
            counts.right[RIGHT[row["bucket"] - 1]] += row["n"]
    ranked = sorted(found.items(), key=lambda one: (one[0] != now, -one[1].compared, one[0]))
    return [_told(pair, counts, labels_of) for pair, counts in ranked[:MOST]]


def _told(pair: Pair, counts: _Counts, labels_of: Callable[[str], Sequence[str]]) -> Json:
    labels = with_seen(labels_of(pair[0]), counts.kept)
    share = rate(counts.disagreed, counts.compared)
    return {
        "champion": pair[0],
        "challenger": pair[1],
        "compared": counts.compared,
        "disagreed": counts.disagreed,
        **{name: share[name] for name in ("rate", "low", "high")},
        "kept": {"labels": labels, "counts": matrix(counts.kept, labels)},
        "right": counts.right,
    }
