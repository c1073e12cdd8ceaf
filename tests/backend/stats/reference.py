"""What the rollups must hold, counted in Python from rows of samples."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from math import floor, log
from typing import Any

from backend.database import Database, Row
from backend.stats.figures.latency import LEAST, WIDTH

QUARTER = timedelta(minutes=15)
Key = tuple[object, ...]
Sums = dict[Key, tuple[Any, ...]]
Part = tuple[str, dict[str, object], dict[str, Any]]  # a rollup, the row that a sample counts in, and as what

# A rollup's key and what it counts. The day comes first; those in ALL_DAYS keep its sum too.
ROLLUPS = {
    "samples": ("day model_id device", "samples"),
    "sessions": ("day account_id session_id model_id device", "samples"),
    "predictions": ("day model_id device predicted", "samples random_samples random_weight"),
    "confusion": ("day model_id device label_source label predicted light", "samples"),
    "people": ("day model_id device label_source account_id gesture", "correct missed mistaken"),
    "confidence": ("day model_id device label_source bucket", "samples correct confidence weight"),
    "conditions": ("day measure model_id device label_source bucket", "samples correct weight"),
    "tracking": ("day model_id device", "samples followed_ms lost"),
    "latency": ("day model_id device backend metric bucket", "samples"),
    "shadow_frames": ("day model_id device challenger", "samples compared disagreed"),
    "shadow_differences": (
        "day model_id device challenger label_source predicted challenger_predicted",
        "samples model_correct challenger_correct",
    ),
}
ALL_DAYS = ("confusion", "people", "confidence", "conditions", "latency")
PRESENCE = "quarter account_id model_id device"


async def differences(database: Database) -> list[object]:
    """Where the rollups differ from a count of the samples, by more than rounding at an edge between two buckets."""
    samples = await database.fetch_all("SELECT *, confidence_of(probabilities) AS confidence FROM samples")
    found: list[object] = []
    for rollup, (key, sums) in ROLLUPS.items():
        held = {
            tuple(row[name] for name in key.split()): tuple(row[name] for name in sums.split())
            for row in await database.fetch_all(f"SELECT * FROM stats_{rollup}")
        }
        counted = _counted(rollup, samples)
        if "bucket" in key:
            found += _of_histograms(key.split().index("bucket"), held, counted)
        else:
            found += [(rollup, *each) for each in _unequal(held, counted)]
    held = {
        tuple(row[name] for name in PRESENCE.split()): (*row["samples_by_minute"], *row["free_by_minute"])
        for row in await database.fetch_all("SELECT * FROM stats_usage")
    }
    return found + [("usage", *each) for each in _unequal(held, _minutes(samples))]


def _unequal(held: Mapping[Key, object], counted: Mapping[Key, object]) -> list[Key]:
    keys = held.keys() | counted.keys()
    return [(key, held.get(key), counted.get(key)) for key in keys if held.get(key) != counted.get(key)]


def _of_histograms(place: int, held: Sums, counted: Sums) -> list[Key]:
    """Each sample must lie in its bucket or one beside it; whether sums of weights agree is told without buckets."""

    def values(sums: Sums) -> dict[Key, list[object]]:
        found: defaultdict[Key, list[object]] = defaultdict(list)
        for key, (n, *_) in sorted(sums.items(), key=lambda one: int(str(one[0][place]))):
            found[*key[:place], *key[place + 1 :]] += [key[place]] * n
        return dict(found)

    def totals(sums: Sums) -> dict[Key, tuple[Any, ...]]:
        found: dict[Key, tuple[Any, ...]] = {}
        for key, numbers in sums.items():
            rest = (*key[:place], *key[place + 1 :])
            found[rest] = tuple(map(sum, zip(found.get(rest, (0,) * len(numbers)), numbers, strict=True)))
        return found

    ours, theirs = values(held), values(counted)
    beside = [
        (key, ours[key], theirs[key])
        for key in ours.keys() & theirs.keys()
        if any(abs(int(str(a)) - int(str(b))) > 1 for a, b in zip(ours[key], theirs[key], strict=False))
    ]
    return beside + _unequal(totals(held), totals(counted))


def _counted(rollup: str, samples: Iterable[Row]) -> Sums:
    key, sums = (names.split() for names in ROLLUPS[rollup])
    found: defaultdict[Key, Counter[str]] = defaultdict(Counter)
    for sample in samples:
        days = [sample["received_at"].astimezone(UTC).date(), *([date.min] if rollup in ALL_DAYS else [])]
        for part, more, counts in _parts(sample):
            if part == rollup:
                for day in days:
                    values = {**sample, **more, "day": day}
                    found[tuple(values[name] for name in key)].update({"samples": 1, **counts})
    return {row: tuple(counts[name] for name in sums) for row, counts in found.items()}


def _parts(sample: Row) -> Iterator[Part]:
    label, predicted, random = sample["label"], sample["predicted"], sample["reason"] == "random"
    by_chance = label is None and random
    weight = round(1 / Decimal(f"{sample['sampling_probability']:.6g}"), 6)
    confidence = Decimal(f"{sample['confidence']:.6g}")
    yield "samples", {}, {}
    yield "sessions", {}, {}
    yield "predictions", {}, {"random_samples": by_chance, "random_weight": weight if by_chance else 0}
    if label is not None:
        yield "confusion", {"light": _light(sample["light"])}, {}
        right = label == predicted
        yield "people", {"gesture": label}, {"correct": right, "missed": not right}
        if not right:
            yield "people", {"gesture": predicted}, {"mistaken": 1}
    if by_chance or label is not None:
        bucket = min(floor(confidence * 20), 19)
        counts = {"correct": label == predicted, "confidence": confidence, "weight": weight}
        yield "confidence", {"bucket": bucket}, counts
        for measure, bucket in _buckets(sample):
            yield (
                "conditions",
                {"measure": measure, "bucket": bucket},
                {"correct": label == predicted, "weight": weight},
            )
    if sample["followed_ms"]:
        yield "tracking", {}, {"followed_ms": sample["followed_ms"], "lost": sample["lost"]}
    yield from _latencies(sample)
    if sample["shadow_compared"]:
        counts = {"compared": sample["shadow_compared"], "disagreed": sample["shadow_disagreed"]}
        yield "shadow_frames", {"challenger": sample["shadow_model_id"]}, counts
    if sample["shadow_predicted"] is not None:
        yield (
            "shadow_differences",
            {"challenger": sample["shadow_model_id"], "challenger_predicted": sample["shadow_predicted"]},
            {"model_correct": label == predicted, "challenger_correct": label == sample["shadow_predicted"]},
        )


def _light(light: float | None) -> str:
    return "unknown" if light is None else "dark" if light < 0.1 else "dim" if light < 0.3 else "bright"


def _buckets(sample: Row) -> Iterator[tuple[str, int]]:
    if sample["noise"] is not None:
        yield "noise", floor(log(max(sample["noise"], 0.0001), 1.25))
    for measure, width, most in (("area", 0.02, 49), ("light", 0.05, 19), ("hand_size", 0.05, 29)):
        if sample[measure] is not None:
            yield measure, min(floor(sample[measure] / width), most)
    if sample["hands"] is not None:
        yield "hands", sample["hands"]
    if sample["hand_side"] is not None:
        yield "side", int(sample["hand_side"] == "left")


def _latencies(sample: Row) -> Iterator[Part]:
    delay = (sample["received_at"] - sample["captured_at"]).total_seconds()
    for metric, value in (
        ("inference_ms", sample["inference_ms"]),
        ("answer_ms", sample["total_ms"]),
        ("outbox_delay_s", delay),
        ("fps", sample["fps"]),
    ):
        if value is not None:
            bucket = floor(log(max(value, LEAST), WIDTH))
            yield "latency", {"metric": metric, "bucket": bucket, "backend": sample["backend"] or ""}, {}


def _minutes(samples: Iterable[Row]) -> dict[Key, tuple[int, ...]]:
    """Samples of each minute of a quarter of an hour, and behind them those of free use."""
    found: defaultdict[Key, list[int]] = defaultdict(lambda: [0] * 30)
    for sample in samples:
        since = (sample["received_at"] - datetime(2000, 1, 1, tzinfo=UTC)) % QUARTER
        values = {**sample, "quarter": sample["received_at"] - since}
        counts, minute = found[tuple(values[name] for name in PRESENCE.split())], since // timedelta(minutes=1)
        counts[minute] += 1
        counts[15 + minute] += sample["label"] is None
    return {key: tuple(counts) for key, counts in found.items()}
