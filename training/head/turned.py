"""Turns the camera in what the head is fitted on: the hand stays as it is, and with it all that the backbone sees."""

from dataclasses import replace
from typing import Final

import numpy as np

from training.head.features import NONE, Views
from training.labels import HAND_LABELS

SIGMA: Final = 0.2  # radians: cameras and arms are never quite upright
# A fist and a flat palm are what they are however the arm is held: half of them are turned anywhere. Without that, an
# arm that lies across the picture would speak for a thumb.
ANYHOW: Final = tuple(HAND_LABELS.index(label) for label in ("fist", "open_palm", "closed_palm"))
ANYHOW_SHARE: Final = 0.5
# A thumb that was raised may be turned anywhere: what it says then depends on where it points.
THUMBS: Final = ("thumbs_up", "thumbs_down")
UP, NOT_UP = 40, 60  # degrees from upright; between them nobody can say
THUMB_BASE, THUMB_TIP = 2, 4
_THUMBS_UP: Final = HAND_LABELS.index("thumbs_up")


def turn_frames(views: Views, seed: int) -> Views:
    """All rows but the exact ones in frames that are turned; rows whose label is then doubtful are left out."""
    random = np.random.default_rng([seed, 0x7012])
    count = len(views.hand)
    anyhow = (views.allowed.sum(1) == views.allowed[:, ANYHOW].sum(1)) & (random.random(count) < ANYHOW_SHARE)
    thumbs = np.isin(views.pose, THUMBS)
    angle = random.normal(0, SIGMA, count)
    angle = np.where(anyhow | thumbs, random.uniform(-np.pi, np.pi, count), angle)
    angle, thumbs = np.where(views.exact, 0, angle), thumbs & ~views.exact
    cosine, sine = np.cos(angle), np.sin(angle)
    ux, uy = views.turn[:, 0], views.turn[:, 1]
    turned = replace(views, turn=np.stack([ux * cosine - uy * sine, ux * sine + uy * cosine], 1).astype(np.float32))
    step = views.points[:, THUMB_TIP, :2] - views.points[:, THUMB_BASE, :2]
    x = -step[:, 0] * turned.turn[:, 1] - step[:, 1] * turned.turn[:, 0]
    y = step[:, 0] * turned.turn[:, 0] - step[:, 1] * turned.turn[:, 1]
    tilt = np.degrees(np.abs(np.arctan2(x, -y)))
    allowed = views.allowed.copy()
    for rows, label in ((thumbs & (tilt < UP), _THUMBS_UP), (thumbs & (tilt > NOT_UP), NONE)):
        allowed[rows] = np.eye(len(HAND_LABELS), dtype=np.float32)[label]
    doubtful = thumbs & (tilt >= UP) & (tilt <= NOT_UP)
    return replace(turned, allowed=allowed).rows(np.flatnonzero(~doubtful))
