"""The counts that figures are made of: a kind of count and filters in, its sums by what is asked for out.

A cell says how many samples of one day, or of all days (the day -infinity), agree in what its kind tells apart:

received    model, device
predicted   model, device, label_source; a: predicted gesture
told        model, device, label_source; a: true gesture, b: predicted one
person      model, device, label_source, account; a: gesture, b: right, missed (it was true) or wrongly (it was
predicted)
session     account; a: opening of the page
free        model, device; a: predicted gesture        weight: sum of 1 / sampling probability
noise, area model, device; bucket                      weight
confidence  model, device, label_source; b: right, wrong or nothing (free); bucket    weight; total: sum of confidences
inference, answer, fps, delay                          model, device; a: backend; bucket (buckets.py)
compared    model, device; a: challenger        weight: frames compared; total: those in which the two
differed
differed    model, device, label_source; a: challenger; b: predicted gesture and the challenger's, a space
between; bucket: who
            was right, 0 nobody told, 1 the model, 2 the challenger, 3 neither
minutes     model, device: minutes of free use, summed over people

free, noise, area and the confidence of free use are of the samples that were taken by chance, because the others were
taken for what they show. Samples of points have neither noise nor area.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from backend.database import Database, Row
from backend.stats.filters import Filters

DAY_BY_DAY: Final = "day"
_FIRST: Final = date(2000, 1, 1)
_LAST: Final = date(2999, 12, 31)
_ALL_DAYS: Final = "day = '-infinity'"


async def summed(database: Database, kind: str, filters: Filters, by: Sequence[str]) -> Sequence[Row]:
    """Return n, weight and total of a kind for each value of the columns `by`, in their order.

    `filters.label_source` counts only for kinds that tell label sources apart: give those None whose free use is
    meant too.
    """
    values: dict[str, object] = {"kind": kind}
    where = ["kind = :kind", _of_days(filters, by, values)]
    for column in ("model_id", "device", "label_source"):
        value = {"model_id": filters.model, "device": filters.device, "label_source": filters.label_source}[column]
        if value is not None:
            where.append(f"{column} = :{column}")
            values[column] = value
    columns = ", ".join(by)
    return await database.fetch_all(
        f"""
        SELECT {columns}{", " if by else ""} sum(n)::bigint AS n, sum(weight)::float8 AS weight,
            sum(total)::float8 AS total
        FROM stats_cells WHERE {" AND ".join(where)} {f"GROUP BY {columns} ORDER BY {columns}" if by else ""}
        """,  # noqa: S608 (made of names in this package only)
        **values,
    )


def _of_days(filters: Filters, by: Sequence[str], values: dict[str, object]) -> str:
    if DAY_BY_DAY not in by and not filters.some_days:
        return _ALL_DAYS
    values["first"] = filters.first or _FIRST
    values["last"] = filters.last or _LAST
    return "day BETWEEN :first AND :last"
