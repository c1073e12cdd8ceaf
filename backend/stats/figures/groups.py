"""For whom it fails: how often labelled gestures are named, by class of device and light."""

from __future__ import annotations

from typing import Final, cast

from backend.accounts.store import Account
from backend.database import Database, Row
from backend.stats.days import Days
from backend.stats.devices import class_of
from backend.stats.figures.mistakes import ALLOWING
from backend.stats.figures.report import ENOUGH, Json, rate, wilson
from backend.stats.filters import Filters

PICTURES_READ: Final = 500  # mistakes among which a picture for each group is looked for
OWN_READ: Final = 5_000  # of somebody's newest samples

Group = tuple[str, str, str]  # gesture, class of device, light


async def groups(days: Days, filters: Filters) -> Json:
    """Return the groups with enough labels, those first that are weak for certain, and how many have too few.

    Samples weigh equally also where people are to: no rollup has people and light.
    """
    rows = await days.sums(
        f"""
        SELECT label, device, light, sum(samples)::bigint AS samples,
            coalesce(sum(samples) FILTER (WHERE label = predicted), 0)::bigint AS correct
        FROM stats_confusion WHERE {filters.labelled} GROUP BY label, device, light
        """,  # noqa: S608 (made of constants)
        filters,
    )
    counts: dict[Group, tuple[int, int]] = {}
    for row in rows:
        group = _group_of(row)
        correct, n = counts.get(group, (0, 0))
        counts[group] = correct + row["correct"], n + row["samples"]
    enough = [(wilson(*counted)[1], group, rate(*counted)) for group, counted in counts.items() if counted[1] >= ENOUGH]
    shown = [
        {"gesture": gesture, "device_class": device_class, "light": light, **told}
        for _, (gesture, device_class, light), told in sorted(enough, key=lambda one: one[:2])
    ]
    return {"model_id": filters.model, "enough": ENOUGH, "too_few": len(counts) - len(shown), "groups": shown}


async def pictures(database: Database, filters: Filters, asker: Account | None) -> dict[Group, str]:
    """Return for groups a sample that was named wrongly and whose picture the asker may see.

    The administrator sees those of people who allow photos, everybody else their own.
    """
    if asker is None:
        return {}
    sql, values = (_OF_ALL, {"most": PICTURES_READ}) if asker.administrator else (_OF_ONE, {"most": OWN_READ})
    rows = await database.fetch_all(
        sql.format(matching=filters.matching_all_days),
        account_id=asker.id,
        **values,
        **filters.values,
        **filters.moments,
    )
    found: dict[Group, str] = {}
    for row in rows:
        found.setdefault(_group_of(row), str(row["sample_id"]))
    return found


def pictured(figures: Json, found: dict[Group, str], root: str, asker: Account | None) -> Json:
    """Return the groups with the picture that was found for each, null where there is none; `root` begins its path."""
    place = "stats/mistakes" if asker is not None and asker.administrator else "samples"
    shown = []
    for group in cast("list[Json]", figures["groups"]):
        sample_id = found.get((str(group["gesture"]), str(group["device_class"]), str(group["light"])))
        path = None if sample_id is None else f"{root}/api/{place}/{sample_id}/network-input"
        shown.append({**group, "sample_id": sample_id, "picture": path})
    return {**figures, "groups": shown}


_OF_ALL: Final = f"""
    SELECT sample_id, label, device, light_of(light) AS light FROM samples
    WHERE label_source <> 'none' AND predicted <> label AND NOT reviewed AND label_source = ANY(:sources)
        AND account_id = ANY(ARRAY({ALLOWING})) AND received_at >= :since AND received_at < :before{{matching}}
    ORDER BY confidence_of(probabilities) DESC, received_at DESC, sample_id LIMIT :most
"""  # noqa: S608 (made of constants)
_OF_ONE: Final = """
    SELECT sample_id, label, device, light_of(light) AS light FROM (
        SELECT * FROM samples WHERE account_id = :account_id AND received_at >= :since AND received_at < :before
        ORDER BY received_at DESC LIMIT :most
    ) AS own
    WHERE predicted <> label AND label_source = ANY(:sources){matching}
"""


def _group_of(row: Row) -> Group:
    return row["label"], class_of(row["device"]), row["light"]
