"""Base embeddings: what the backbone says of licensed people's labelled hands and of rendered ones; no pictures.

They ship with the backbone, so that a new head, fitted on what people send, still knows what the first one knew.
"""

import zlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
import numpy.typing as npt

from training.backbone.crops import RENDERED
from training.backbone.network import ASSETS, POINTS
from training.errors import RunError
from training.head.features import Views
from training.labels import HAND_LABELS

SHIPPED_BASE: Final = ASSETS / "hand_base.npz"
# Views of people's hands, of rendered ones, of what is no hand, and of people held out: as many as 1.5 MB hold.
COUNTS: Final = (8500, 3000, 1800, 2300)
# Eight bits: as far as rounding the backbone's own weights moves an embedding, and a tenth of what points are off.
_STEPS: Final = 127
_NUMBERS: Final = ("embedding", "points", "turn", "left")


@dataclass(frozen=True)
class Base:
    """Rows that heads are fitted on, those that they are judged by, and whose answers they are."""

    views: Views  # the points' z is 0
    validation: npt.NDArray[np.bool_]  # [n], of the sources by which a gate sees what a head still knows
    backbone: str  # SHA-256 of the published file of the backbone's weights


def choose_base(views: Views, held_out: AbstractSet[str], backbone: str, seed: int) -> Base:
    """As many views as COUNTS says, balanced over sources, labels and poses; of sources held out only exact ones."""
    random = np.random.default_rng([seed, 0xBA5E])
    held = np.isin(views.source, sorted(held_out))
    shown, drawn, labelled = views.hand > 0, views.source == RENDERED, views.allowed.any(1)
    kinds = (shown & ~drawn & ~held, drawn, ~shown & ~held, shown & held & views.exact)
    chosen = [
        _balanced(views, np.flatnonzero(kind & labelled), count, random)
        for kind, count in zip(kinds, COUNTS, strict=True)
    ]
    rows = np.sort(np.concatenate(chosen))
    return Base(views.rows(rows), held[rows], backbone)


def _balanced(
    views: Views, rows: npt.NDArray[np.int64], count: int, random: np.random.Generator
) -> npt.NDArray[np.int64]:
    """`count` of the rows: one of each group, then another of each that has more, until there are enough."""
    labels = views.allowed[rows] @ (1 << np.arange(views.allowed.shape[1]))
    groups = [f"{source} {label} {pose}" for source, label, pose in zip(
        views.source[rows], labels, views.pose[rows], strict=True)]  # fmt: skip
    _, group = np.unique(groups, return_inverse=True)
    order = np.lexsort((random.random(len(rows)), group))
    first = np.r_[True, np.diff(group[order]) > 0]
    places = np.arange(len(rows))
    turn = places - np.maximum.accumulate(np.where(first, places, 0))
    return rows[order[np.lexsort((random.random(len(rows)), turn))[:count]]]


def save_base(base: Base, path: Path) -> None:
    """Writes `path` (.npz), its numbers rounded to eight bits."""
    views = base.views
    scale = float(np.abs(views.embedding).max())
    poses, pose = np.unique(views.pose, return_inverse=True)
    sources, source = np.unique(views.source, return_inverse=True)
    numbers = {
        "embedding": views.embedding / scale,
        "points": np.clip(views.points[:, :, :2] - 0.5, -1, 1),
        "turn": views.turn,
        "left": views.left,
    }
    columns: dict[str, Any] = {name: np.round(values * _STEPS).astype(np.int8) for name, values in numbers.items()}
    columns |= {"scale": np.float32(scale), "allowed": views.allowed.astype(np.uint8), "backbone": base.backbone}
    columns |= {"poses": poses, "pose": pose.astype(np.uint8), "sources": sources, "source": source.astype(np.uint8)}
    columns |= {"hand": views.hand > 0, "exact": views.exact, "validation": base.validation}
    np.savez_compressed(path, **columns)


def refresh_base(base: Base, path: Path) -> None:
    """Writes `path` unless it holds base embeddings of the same backbone already."""
    try:
        known = load_base(path).backbone
    except RunError:
        known = ""
    if known != base.backbone:
        save_base(base, path)


def load_base(path: Path = SHIPPED_BASE) -> Base:
    """Reads what `save_base` wrote. Raises RunError where it is missing or damaged."""
    try:
        with path.open("rb") as file, np.load(file) as stored:
            numbers = {name: stored[name].astype(np.float32) / _STEPS for name in _NUMBERS}
            count = len(numbers["embedding"])
            points = np.zeros((count, POINTS, 3), np.float32)
            points[:, :, :2] = numbers["points"] + 0.5
            views = Views(
                numbers["embedding"] * stored["scale"],
                numbers["turn"] / np.linalg.norm(numbers["turn"], axis=1, keepdims=True),
                numbers["left"],
                points,
                stored["allowed"].reshape(count, len(HAND_LABELS)).astype(np.float32),
                stored["poses"][stored["pose"]],
                stored["sources"][stored["source"]],
                stored["hand"].astype(np.float32),
                stored["exact"],
            )
            base = Base(views, stored["validation"], str(stored["backbone"]))
            if {len(one) for one in (*vars(views).values(), base.validation)} != {count}:
                raise ValueError("its columns are of several lengths")
            return base
    except (OSError, EOFError, KeyError, ValueError, IndexError, BadZipFile, zlib.error) as error:
        raise RunError(
            f"{path} holds no base embeddings of this version ({error}): restore it, or write it anew with "
            "`just train-and-convert --data DIR …`."
        ) from error
