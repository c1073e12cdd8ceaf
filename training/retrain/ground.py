"""What a backbone that is adapted here learns from and is asked about, and what any backbone says of all that."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt

from backend.learning.samples import LabelledSample
from training.backbone.crops import RENDERED, Crops
from training.backbone.eyes import eyes_of
from training.backbone.network import Backbone
from training.export.hand_model import FINDER_SCORE, FINDER_SIDE
from training.head.base import Base, choose_base
from training.head.carry import carried_over
from training.head.features import Views, look
from training.head.hand_numbers import views_of
from training.retrain.base import known_hands
from training.retrain.fit import Lesson
from training.retrain.sightings import in_training

VIEWS, RENDERED_VIEWS = 4, 2  # how often licensed crops and rendered ones are seen
KEPT, NOTHING = 2300, 2000  # crops at most by which the gate sees what stays known, and what is no hand
RENDERED_KEPT: Final = 4  # one rendered hand of so many, where no licensed people are held out


@dataclass(frozen=True)
class Ground:
    """Everything that is the same for both models: crops to learn from, those to go on knowing, those of no hand."""

    crops: Crops
    kept: Crops
    nothing: Crops
    held_out: frozenset[str]  # licensed sources
    carried: Base  # by the champion's backbone: of people whose pictures are not at hand


def ground_of(crops: Crops, held_out: frozenset[str], carried: Base) -> Ground:
    """The crops by which both models are judged are some of those that are learned from.

    Labelled hands of licensed sources that are `held_out`, and rendered ones where there are none of those.
    """
    held = np.isin(crops.source, sorted(held_out))
    hands = crops.hand > 0
    kept = hands & held & (crops.label >= 0)
    if not kept.any():
        kept = hands & (crops.source == RENDERED) & (np.cumsum(hands) % RENDERED_KEPT == 0)
    nothing = ~hands & held
    nothing = nothing if nothing.any() else ~hands
    return Ground(crops, crops.rows(_some(kept, KEPT)), crops.rows(_some(nothing, NOTHING)), held_out, carried)


def _some(chosen: npt.NDArray[np.bool_], most: int) -> npt.NDArray[np.int64]:
    """Rows that are chosen, evenly fewer where they are more than `most`."""
    rows = np.flatnonzero(chosen)
    return rows if len(rows) <= most else rows[np.linspace(0, len(rows) - 1, most).astype(int)]


def look_at_renders(backbone: Backbone, ground: Ground, seed: int) -> Views:
    """What a backbone says of the rendered crops."""
    drawn = ground.crops.rows(ground.crops.source == RENDERED)
    return look(backbone, drawn, RENDERED_VIEWS, seed, "Looking at renders")


def lesson_of(
    seed: int,
    backbone: Backbone,
    ground: Ground,
    samples: Sequence[LabelledSample],
    learned: Views,
    drawn_before: Views,
) -> Lesson:
    """What a backbone says of everything that is learned from and kept; base hands as they ship with a backbone."""
    crops = ground.crops
    drawn = views = look_at_renders(backbone, ground, seed)
    licensed = ~np.isin(crops.source, [RENDERED, *np.unique(learned.source).tolist()])
    if licensed.any():
        views = look(backbone, crops.rows(licensed), VIEWS, seed, "Looking at licensed people").and_those(views)
    hands = in_training(eyes_of(backbone, FINDER_SIDE, FINDER_SCORE), samples, learned.turn)
    people = views_of(hands, learned.allowed.argmax(1).astype(np.int64), learned.source)
    before, after = (np.concatenate([one.embedding, two.embedding]) for one, two in (
        (drawn_before, learned), (drawn, people)))  # fmt: skip
    carried = replace(ground.carried, views=carried_over(ground.carried.views, before, after))
    kept = look(backbone, ground.kept, 1, seed, "Looking at what stays known").and_those(known_hands(carried))
    base = choose_base(views, ground.held_out, "", seed).views.and_those(carried.views)
    return Lesson(base, people, kept)
