"""The models side by side: each of them, which is a head, and all heads of one backbone together."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from backend.database import Row
from backend.models.manifest import Model
from backend.stats.days import Days
from backend.stats.figures.accuracy import Confusion, matrix, reported, with_seen
from backend.stats.figures.people import rows_of_people
from backend.stats.figures.report import Json
from backend.stats.filters import Filters

BEST: Final = 3


async def side_by_side(
    days: Days, filters: Filters, known: Mapping[str, Model], fallback: Sequence[str]
) -> tuple[list[Json], list[Json]]:
    """Return the best models by macro F1, those with enough samples first, BEST of them; and all backbones.

    Models that are not `known` are taken to have the labels `fallback`, and those that were seen beside them.
    """
    sql = f"""
        SELECT model_id, label, predicted, sum(samples)::bigint AS samples FROM stats_confusion
        WHERE {filters.labelled} GROUP BY model_id, label, predicted
    """  # noqa: S608 (made of constants)
    confused, told_people = await asyncio.gather(days.sums(sql, filters), rows_of_people(days, filters))
    by_model = _by_model(confused)
    models = [
        (model_id, counts, _told(filters, counts, told_people, _labels(known.get(model_id), fallback), [model_id]))
        for model_id, counts in by_model.items()
    ]
    models.sort(key=lambda each: _rank(*each))
    best = [{"model_id": model_id, **_origin(known.get(model_id)), **told} for model_id, _, told in models[:BEST]]
    alone = {model_id: told for model_id, _, told in models}
    return best, _backbones(filters, known, by_model, told_people, alone)


def _backbones(
    filters: Filters,
    known: Mapping[str, Model],
    by_model: Mapping[str, Confusion],
    told_people: Sequence[Row],
    alone: Mapping[str, Json],
) -> list[Json]:
    """Return how good all heads of a backbone are together, the backbone with the most labels first.

    `alone` is what is told of each head.
    """
    together: dict[str, list[str]] = {}
    for model_id in sorted(by_model):
        model = known.get(model_id)
        if model is not None and model.backbone is not None:
            together.setdefault(model.backbone, []).append(model_id)
    found = []
    for backbone, ids in together.items():
        counts: Counter[tuple[str, str]] = Counter()
        for model_id in ids:
            counts.update(by_model[model_id])
        told = alone[ids[0]] if len(ids) == 1 else _told(filters, counts, told_people, known[ids[-1]].labels, ids)
        found.append((sum(counts.values()), {"backbone": backbone, "models": ids, **told}))
    return [told for _, told in sorted(found, key=lambda each: -each[0])]


def _told(
    filters: Filters, counts: Confusion, told_people: Sequence[Row], labels: Sequence[str], models: Sequence[str]
) -> Json:
    labels = with_seen(labels, counts)
    return {
        "labels": labels,
        "n": sum(counts.values()),
        "report": reported(filters, counts, told_people, labels, models),
        "confusion": {"labels": labels, "counts": matrix(counts, labels)},
    }


def _labels(model: Model | None, fallback: Sequence[str]) -> Sequence[str]:
    return fallback if model is None else model.labels


def _origin(model: Model | None) -> dict[str, str | None]:
    return {"way": None if model is None else model.way, "backbone": None if model is None else model.backbone}


def _by_model(rows: Iterable[Row]) -> dict[str, Counter[tuple[str, str]]]:
    models: dict[str, Counter[tuple[str, str]]] = {}
    for row in rows:
        models.setdefault(row["model_id"], Counter())[row["label"], row["predicted"]] += row["samples"]
    return models


def _rank(model_id: str, counts: Confusion, told: Json) -> tuple[bool, float, int, str]:
    of_model = told["report"]
    macro = of_model["macro"] if isinstance(of_model, dict) else None
    f1 = macro["f1"] if isinstance(macro, dict) else 0.0
    return macro is None, -f1, -sum(counts.values()), model_id
