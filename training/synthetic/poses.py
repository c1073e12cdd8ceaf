"""How people show each gesture: poses, shapes of hands and views, drawn at random.

Angles, spreads and shares are those of the recipe in docs/decisions/0004-synthetic-hand.md. Gestures other than the
five are shown as `none`: the network must know what is close to a gesture and is not one.
"""

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from training.synthetic.rig import FingerAngles, Floats, HandShape, Pose, ThumbAngles, rotation

Random = np.random.Generator


class Four(NamedTuple):
    """Angles of the four fingers."""

    fore: FingerAngles
    middle: FingerAngles
    ring: FingerAngles
    little: FingerAngles


def _four(*angles: tuple[float, float, float, float]) -> Four:
    return Four(*(FingerAngles(*a) for a in angles))


CURL = _four((80, 100, 55, 0), (84, 102, 60, 0), (84, 100, 60, 2), (82, 95, 60, 4))
TOGETHER = _four((0, 3, 2, -6), (0, 3, 2, -1), (0, 3, 2, 8), (0, 4, 2, 11))
SPREAD = _four((-3, 3, 2, 9), (-3, 3, 2, 2), (-3, 3, 2, -5), (-3, 5, 3, -16))
ROUND = _four((25, 48, 32, -4), (25, 48, 32, 0), (25, 48, 32, 6), (25, 48, 32, 9))
PINCHED = _four((52, 62, 25, -4), (52, 62, 25, 0), (54, 62, 25, 4), (56, 62, 25, 8))

OUT = ThumbAngles(20, -24, 0, -5, -8)
SIDE = ThumbAngles(-26, -18, 10, 8, 5)
FOLD = ThumbAngles(-28, 22, 25, 40, 42)
TUCKED = ThumbAngles(-25, 12, 40, 50, 55)
FIST_SIDE = ThumbAngles(-24, 2, 10, 15, 15)
OPPOSED = ThumbAngles(-14, 22, 25, 22, 20)
ROUND_THUMB = ThumbAngles(-8, 28, 30, 5, 15)

# Which fingers of other gestures are straight (index, middle, ring, little), and where their thumb is.
STRAIGHT_FINGERS: dict[str, tuple[str, tuple[ThumbAngles, ...]]] = {
    "point": ("i", (FOLD, FIST_SIDE, SIDE)),
    "peace": ("im", (FOLD, TUCKED)),
    "rock": ("il", (FOLD, FIST_SIDE)),
    "three": ("imr", (FOLD, TUCKED)),
    "three_with_thumb": ("im", (OUT,)),
    "four": ("imrl", (FOLD, TUCKED)),
    "little": ("l", (FOLD, FIST_SIDE)),
    "shaka": ("l", (OUT,)),
    "i_love_you": ("il", (OUT,)),
    "u": ("im", (FOLD, TUCKED)),
    "middle_two": ("mr", (FOLD,)),
}
OTHER_GESTURES = (*STRAIGHT_FINGERS, "ok", "c", "o", "f", "thumbs_down", "thumb_sideways")
GESTURES = ("thumbs_up", "l", "fist", "open_palm", "closed_palm")


@dataclass(frozen=True)
class Shown:
    """A posed hand before the camera: `view` turns the hand's axes to the camera's (x right, y up, z to it)."""

    pose: Pose
    shape: HandShape
    view: Floats
    mirrored: bool  # a left hand
    distance: float  # centimetres from the camera


def show(gesture: str, random: Random) -> Shown:
    """One person showing `gesture` (one of GESTURES or OTHER_GESTURES, or "transition"). KeyError for other names."""
    shape = draw_shape(random, wide=gesture == "closed_palm" or gesture == "u")
    if gesture == "thumbs_up":  # the arm comes from the side or from below
        side = shape.forearm_side + random.uniform(-5, 35)
        shape = replace(shape, forearm_side=side, forearm=bool(random.random() < 0.75))
    pose, roll, yaw, pitch = _DRAWERS.get(gesture, _draw_other)(random, gesture)
    # The roll is in the plane of the palm, so that a thumb that points up does so from the back and the front.
    view = rotation("x", pitch) @ rotation("y", yaw) @ rotation("z", roll)
    distance = float(np.exp(random.uniform(np.log(28), np.log(110))))
    return Shown(_jitter(pose, random), shape, view, bool(random.random() < 0.5), distance)


def draw_shape(random: Random, *, wide: bool) -> HandShape:
    """A person's hand and forearm; `wide` hands leave no gaps between fingers that lie together."""
    thickness = float(np.clip(random.normal(1.05, 0.13), 0.78, 1.4))
    return HandShape(
        length=float(np.clip(random.normal(1, 0.05), 0.85, 1.15)),
        finger_lengths=_finger_lengths(random),
        thickness=max(thickness, 1.12) if wide else thickness,
        forearm=bool(random.random() < 0.9),
        forearm_side=float(random.normal(0, 11)),
        forearm_flexion=float(random.normal(0, 13)),
        forearm_width=float(np.clip(random.normal(1.05, 0.15), 0.75, 1.6)),
    )


def _finger_lengths(random: Random) -> tuple[float, float, float, float, float]:
    """Fingers differ together and each for itself; thumbs most of all."""
    common = random.normal(1.04, 0.07)
    thumb, index, middle, ring, little = np.clip(common + random.normal(0, [0.10, 0.03, 0.03, 0.03, 0.05]), 0.8, 1.35)
    return float(thumb), float(index), float(middle), float(ring), float(little)


Drawn = tuple[Pose, float, float, float]  # pose, roll, yaw, pitch in degrees


def _roll(random: Random) -> float:
    return float(np.clip(random.normal(0, 17), -42, 42))


def _any_roll(random: Random, limit: float) -> float:
    """Mostly upright; some people hold a palm or a fist sideways, or hang the arm from above."""
    return float(random.uniform(-limit, limit)) if random.random() < 0.12 else _roll(random)


def _front_or_back(random: Random, spread: float) -> float:
    return float(random.choice([0.0, 180.0]) + random.normal(0, spread))


def _open_palm(random: Random, _: str) -> Drawn:
    k = random.uniform(0.4, 1.4)
    fingers = Four(*(f._replace(abduction=f.abduction * k) for f in SPREAD))
    # Some hold the thumb beside the hand, as far from it as the fingers are from each other.
    thumb = ThumbAngles(10 + random.uniform(-28, 12), -20 + random.uniform(-8, 20), 0, -5, -5)
    return Pose(fingers, thumb), _any_roll(random, 85), _front_or_back(random, 18), float(random.normal(0, 15))


def _closed_palm(random: Random, _: str) -> Drawn:
    cup = abs(random.normal(0, 6))
    fingers = Four(
        *(f._replace(mcp=f.mcp + cup, abduction=f.abduction + random.normal(0, 1.2)) for f in TOGETHER),
    )
    thumb, kind = SIDE, random.random()
    if kind < 0.30:
        thumb = SIDE._replace(rad=SIDE.rad + random.uniform(10, 28))
    elif kind < 0.55:  # ASL B: across the palm
        thumb = TUCKED
    return Pose(fingers, thumb), _any_roll(random, 85), _front_or_back(random, 20), float(random.normal(0, 13))


def _fist(random: Random, _: str) -> Drawn:
    opened = random.uniform(5, 18) if random.random() < 0.25 else 0.0
    fingers = Four(*(f._replace(mcp=f.mcp - opened, pip=f.pip - opened) for f in CURL))
    thumb = (FOLD, FIST_SIDE, TUCKED)[random.choice(3, p=[0.55, 0.35, 0.10])]
    pitch = random.uniform(40, 85) if random.random() < 0.15 else random.normal(0, 16)
    return Pose(fingers, thumb), _any_roll(random, 180), float(random.uniform(0, 360)), float(pitch)


def _l(random: Random, _: str) -> Drawn:
    fingers = CURL._replace(fore=FingerAngles(0, 3, 2, 2 + random.uniform(-4, 4)))
    thumb = OUT._replace(rad=OUT.rad + random.uniform(-14, 6))
    return Pose(fingers, thumb), _roll(random), _front_or_back(random, 18), float(random.normal(0, 15))


def _thumbs_up(random: Random, _: str) -> Drawn:
    # People who keep the forearm below the hand raise the thumb beside it: less spread, less roll.
    delta = random.uniform(-50, 8)
    roll = -(90 + delta) + random.normal(0, 12)
    thumb = OUT._replace(rad=OUT.rad + delta, ip=OUT.ip - random.uniform(-5, 25))  # some thumbs bend backwards
    # Some point the arm at the camera, which then sees the knuckles and no forearm.
    yaw = random.uniform(0, 360) if random.random() < 0.40 else _front_or_back(random, 38)
    return Pose(CURL, thumb), float(roll), float(yaw), float(random.normal(0, 14))


def _transition(random: Random, _: str) -> Drawn:
    """Fingers on their way between an open palm and a fist, neither of which they are any more."""
    opened, roll, yaw, pitch = _open_palm(random, "")
    way = random.uniform(0.3, 0.5)
    fingers = Four(
        *(
            FingerAngles(*((1 - way) * a + way * b for a, b in zip(one, other, strict=True)))
            for one, other in zip(opened.fingers, CURL, strict=True)
        )
    )
    return Pose(fingers, opened.thumb), roll, yaw, pitch


def _draw_other(random: Random, gesture: str) -> Drawn:
    view = _roll(random), _front_or_back(random, 22), float(random.normal(0, 15))
    if gesture == "thumbs_down":
        pose, roll, yaw, pitch = _thumbs_up(random, gesture)
        return pose, roll + 180, yaw, pitch
    if gesture == "thumb_sideways":
        pose, *_ = _thumbs_up(random, gesture)
        return pose, float(random.normal(0, 14)), _front_or_back(random, 15), view[2]
    if gesture == "ok":
        return Pose(SPREAD._replace(fore=PINCHED.fore), OPPOSED), *view
    if gesture == "f":
        return Pose(TOGETHER._replace(fore=PINCHED.fore), OPPOSED), *view
    if gesture in ("c", "o"):  # from the side, where the letter is seen: from the front both are fists
        pose = Pose(ROUND, ROUND_THUMB) if gesture == "c" else Pose(PINCHED, OPPOSED)
        return pose, view[0], float(random.choice([-1, 1]) * random.uniform(50, 110)), view[2]
    straight, thumbs = STRAIGHT_FINGERS[gesture]
    base = TOGETHER if gesture == "u" else SPREAD
    chosen = (base[n] if name in straight else CURL[n] for n, name in enumerate("imrl"))
    return Pose(Four(*chosen), thumbs[random.integers(len(thumbs))]), *view


_DRAWERS = {
    "open_palm": _open_palm,
    "closed_palm": _closed_palm,
    "fist": _fist,
    "l": _l,
    "thumbs_up": _thumbs_up,
    "transition": _transition,
}


def _jitter(pose: Pose, random: Random) -> Pose:
    """No two hands are alike: each joint differs, and the knuckles of one hand differ together."""
    common = random.normal(0, 4)
    fingers = []
    for finger in pose.fingers:
        spread = 7 if finger.mcp > 60 else 4
        mcp = finger.mcp + common + random.normal(0, spread)
        fingers.append(
            FingerAngles(mcp, finger.pip + random.normal(0, 7), finger.dip + random.normal(0, 7), finger.abduction)
        )
    thumb = ThumbAngles(*(angle + random.normal(0, 7) for angle in pose.thumb))
    return Pose(Four(*fingers), thumb)
