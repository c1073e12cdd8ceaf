"""Synthetic subjects: people who keep their hand and their way of showing each gesture.

synthetic/silhouettes.py draws a new hand each time; here one person keeps hand, arm and about their way of showing
each gesture, as people do who show it again and again.
"""

from dataclasses import dataclass, replace

import numpy as np

from training.data.datasets import Example
from training.labels import LABELS
from training.silhouette import Picture, SilhouetteParameters
from training.synthetic import scenes
from training.synthetic.negatives import NONE_KINDS, draw_none
from training.synthetic.poses import GESTURES, Four, Shown, draw_shape, show
from training.synthetic.render import Placement, project
from training.synthetic.rig import FingerAngles, Floats, Pose, ThumbAngles, rotation

Random = np.random.Generator

SUBTRACTED_SHARE = 1.0  # on the page every silhouette goes through background subtraction
TURN = 8.0  # degrees of spread between two times that a person shows a gesture, about each axis
BEND = 4.0  # degrees, of each joint


@dataclass(frozen=True)
class Habit:
    """How one person shows one gesture."""

    label: str
    shown: Shown
    placement: Placement


def person(seed: int, number: int, each: int, parameters: SilhouetteParameters) -> list[Example]:
    """`each` silhouettes of every label of person `number`, the gestures' first; their source is "person <number>"."""
    random = np.random.default_rng([seed, number])
    shape = draw_shape(random, wide=False)
    name = f"person {number}"
    examples = []
    for label in GESTURES:
        shown = show(label, random)
        wide = max(shape.thickness, shown.shape.thickness) if label == "closed_palm" else shape.thickness
        arm = replace(shown.shape, length=shape.length, finger_lengths=shape.finger_lengths, thickness=wide)
        habit = Habit(label, replace(shown, shape=arm), scenes.draw_placement(random))
        examples += [Example(_again(habit, parameters, random), label, name) for _ in range(each)]
    kinds = random.choice(list(NONE_KINDS), size=each, p=list(NONE_KINDS.values()))
    nothing = [draw_none(str(kind), parameters, random) for kind in kinds]
    return examples + [Example(picture, LABELS[-1], name) for picture in nothing]


def _again(habit: Habit, parameters: SilhouetteParameters, random: Random) -> Picture:
    """The same person shows the same gesture once more: never quite as before."""
    shown, at = habit.shown, habit.placement
    view = _turn(random) @ shown.view
    moved = Placement(
        at.extent * float(np.exp(random.normal(0, 0.08))),
        at.x + float(random.normal(0, 0.04)),
        at.y + float(random.normal(0, 0.04)),
    )
    hand = project(replace(shown, pose=_bend(shown.pose, random), view=view), moved, parameters.width)
    return scenes.silhouette_of(hand, parameters, random, SUBTRACTED_SHARE)


def _turn(random: Random) -> Floats:
    x, y, z = random.normal(0, TURN, 3)
    return rotation("x", float(x)) @ rotation("y", float(y)) @ rotation("z", float(z))


def _bend(pose: Pose, random: Random) -> Pose:
    fingers = (FingerAngles(*(angle + float(random.normal(0, BEND)) for angle in finger)) for finger in pose.fingers)
    return Pose(Four(*fingers), ThumbAngles(*(angle + float(random.normal(0, BEND)) for angle in pose.thumb)))
