"""How a challenger's answers differ from the champion's, for each pair of models."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Final

from backend.database import Database
from backend.stats.figures.accuracy import matrix, with_seen
from backend.stats.figures.report import Json, rate
from backend.stats.filters import Filters

MOST: Final = 5  # pairs that are shown

Pair = tuple[str, str]  # champion, challenger


@dataclass
class _Counts:
    """Frames that both answered, those in which they differed, and of the kept ones both labels or who was right."""

    compared: int = 0
    disagreed: int = 0
    kept: dict[Pair, int] = field(default_factory=dict)
    right: dict[str, int] = field(default_factory=lambda: {"champion": 0, "challenger": 0, "neither": 0})


async def pairs(
    database: Database, filters: Filters, now: tuple[str, str | None], labels_of: Callable[[str], Sequence[str]]
) -> list[Json]:
    """Return at most MOST pairs: those of `now`, champion and challenger, first, then those compared most often.

    `filters.model` is the champion; `filters.sources` only filter what was labelled.
    """
    frames = await database.fetch_all(
        f"""
        SELECT model_id, challenger, sum(compared)::bigint AS compared, sum(disagreed)::bigint AS disagreed
        FROM stats_shadow_frames WHERE {filters.matching} GROUP BY model_id, challenger
        """,  # noqa: S608 (made of constants)
        **filters.values,
    )
    differences = await database.fetch_all(
        f"""
        SELECT model_id, challenger, predicted, challenger_predicted, label_source <> 'none' AS labelled,
            sum(samples)::bigint AS samples, sum(model_correct)::bigint AS model_correct,
            sum(challenger_correct)::bigint AS challenger_correct
        FROM stats_shadow_differences
        WHERE {filters.matching} AND (label_source = 'none' OR label_source = ANY(:sources))
        GROUP BY model_id, challenger, predicted, challenger_predicted, labelled
        """,  # noqa: S608 (made of constants)
        **filters.values,
    )
    found: dict[Pair, _Counts] = {}
    for row in frames:
        counts = found.setdefault((row["model_id"], row["challenger"]), _Counts())
        counts.compared, counts.disagreed = row["compared"], row["disagreed"]
    for row in differences:
        counts = found.setdefault((row["model_id"], row["challenger"]), _Counts())
        if row["labelled"]:
            counts.right["champion"] += row["model_correct"]
            counts.right["challenger"] += row["challenger_correct"]
            counts.right["neither"] += row["samples"] - row["model_correct"] - row["challenger_correct"]
        else:
            counts.kept[row["predicted"], row["challenger_predicted"]] = row["samples"]
    ranked = sorted(found.items(), key=lambda one: (one[0] != now, -one[1].compared, one[0]))
    return [_shown(pair, counts, labels_of) for pair, counts in ranked[:MOST]]


def _shown(pair: Pair, counts: _Counts, labels_of: Callable[[str], Sequence[str]]) -> Json:
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
