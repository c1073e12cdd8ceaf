"""How well each person's gestures are known, and what that makes a day's rates where people weigh equally."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final, TypeVar

import numpy as np

from backend.database import Row
from backend.stats.days import Days
from backend.stats.figures.person_report import Numbers, mean_over_people
from backend.stats.figures.report import Json
from backend.stats.filters import Filters

T = TypeVar("T", date, str)

_WIDTH: Final = 4  # numbers of a person's gesture
# Tens of thousands of rows, as the bytes of their numbers: NumPy adds them up sooner than Postgres does.
_PACKED: Final = """
    SELECT day, model_id, gesture, string_agg(
        int8send(account_id) || int8send(correct) || int8send(missed) || int8send(mistaken), ''
    ) AS packed FROM stats_people WHERE {matching} GROUP BY day, model_id, gesture
"""


async def rows(days: Days, filters: Filters) -> Sequence[Row]:
    """Return rows of days (by_day), and rows of people, which have no day (of_people).

    None where samples weigh equally.
    """
    if not filters.people_equal:
        return []

    async def read(part: Filters) -> list[Row]:
        blocks = await days.database.fetch_all(_PACKED.format(matching=part.labelled), **part.values)
        return _added_up(blocks)

    return await days.parts(_PACKED, filters, read)


async def rows_of_people(days: Days, filters: Filters) -> Sequence[Row]:
    """Return only those of people; none where samples weigh equally."""
    if not filters.people_equal:
        return []
    # Sums of floats are exact up to 2^53, and take two thirds of the time of those of bigint, which are numeric.
    sql = f"""
        SELECT model_id, account_id, gesture, sum(correct::float8)::bigint AS correct,
            sum(missed::float8)::bigint AS missed, sum(mistaken::float8)::bigint AS mistaken
        FROM stats_people WHERE {filters.labelled} GROUP BY model_id, account_id, gesture
    """  # noqa: S608 (made of constants)
    return await days.sums(sql, filters)


def of_people(found: Iterable[Row]) -> list[Row]:
    """Return how well each person's gestures are known by each model, in rows that add up."""
    return [row for row in found if row["day"] is None]


def by_day(found: Iterable[Row]) -> tuple[list[Json], list[Json]]:
    """Return each day's rates of gestures and that of all of them together, the oldest first: means over people."""
    told: tuple[list[Json], list[Json]] = [], []
    for row in found:
        if row["day"] is not None:
            mean = mean_over_people(row["correct"], row["n"], row["people"], row["mean"])
            named = {} if row["gesture"] is None else {"gesture": row["gesture"]}
            told[not named].append({"day": row["day"].isoformat(), **named, **mean})
    return told


def _added_up(blocks: Sequence[Row]) -> list[Row]:
    if not blocks:
        return []
    numbers = np.frombuffer(b"".join(block["packed"] for block in blocks), ">i8").astype(np.int64).reshape(-1, _WIDTH)
    sizes = [len(block["packed"]) // (8 * _WIDTH) for block in blocks]
    days, day = _numbered([block["day"] for block in blocks], sizes)
    models, model = _numbered([block["model_id"] for block in blocks], sizes)
    gestures, gesture = _numbered([block["gesture"] for block in blocks], sizes)
    account, sums = numbers[:, 0], numbers[:, 1:]
    (of_model, of_account, of_gesture), added = _grouped(sums, model, account, gesture)
    columns = (of_model, of_account, of_gesture, *added.T)
    people = [
        {
            **{"day": None, "model_id": models[row[0]], "account_id": row[1], "gesture": gestures[row[2]]},
            **{"correct": row[3], "missed": row[4], "mistaken": row[5]},
        }
        for row in zip(*(column.tolist() for column in columns), strict=True)
    ]
    return people + _means(days, [*gestures, None], day, account, gesture, sums[:, :2])


def _means(
    days: Sequence[date],
    gestures: Sequence[str | None],
    day: Numbers,
    account: Numbers,
    gesture: Numbers,
    sums: Numbers,
) -> list[Row]:
    """Return the mean of people's shares of each day and gesture, and of all gestures: None, the last of them."""
    shown = sums.sum(axis=1) > 0
    keys, each = _grouped(sums[shown], day[shown], account[shown], gesture[shown])
    whole, all_of_each = _grouped(each, keys[0], keys[1])
    place = np.concatenate([keys[0], whole[0]]) * len(gestures)
    place += np.concatenate([keys[2], np.full(len(whole[0]), len(gestures) - 1)])
    correct, missed = np.concatenate([each, all_of_each]).T
    n = correct + missed
    means = np.stack([np.bincount(place, values) for values in (correct, n, np.ones(len(n)), correct / n)], axis=1)
    return [
        {
            **{"day": days[index // len(gestures)], "gesture": gestures[index % len(gestures)]},
            **{"correct": int(right), "n": int(of), "people": int(people), "mean": share / people},
        }
        for index, (right, of, people, share) in enumerate(means.tolist())
        if people > 0
    ]


def _numbered(values: Sequence[T], sizes: Sequence[int]) -> tuple[list[T], Numbers]:
    """Return the values in order, each once, and for so many rows as `sizes` says which of them it is."""
    names = sorted(set(values))
    numbers = {name: number for number, name in enumerate(names)}
    return names, np.repeat(np.array([numbers[value] for value in values], np.int64), sizes)


def _grouped(sums: Numbers, *keys: Numbers) -> tuple[list[Numbers], Numbers]:
    """Add up the rows of `sums` whose keys agree; the keys of each come in order."""
    joined = keys[0]
    for key in keys[1:]:
        joined = joined * (key.max(initial=0) + 1) + key  # days × gestures × accounts: far below 2^63
    order = np.argsort(joined, kind="stable")
    joined = joined[order]
    starts = np.flatnonzero(np.concatenate([[True], joined[1:] != joined[:-1]])) if len(joined) else order
    return [key[order][starts] for key in keys], np.add.reduceat(sums[order], starts) if len(joined) else sums
