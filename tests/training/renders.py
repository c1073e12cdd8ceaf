"""A few rendered hands for the tests of what sees hands."""

from pathlib import Path

import cv2
import numpy as np

from training.backbone.frames import Frame
from training.labels import HAND_LABELS
from training.synthetic.hand_pictures import Rendered, render


def renders(count: int, seed: int = 1) -> list[Rendered]:
    """The first `count` hands of a seed, rendered in this process."""
    return list(render(seed, count, processes=1))


def write_frames(folder: Path, hands: list[Rendered], *, pointed_out: bool) -> list[Frame]:
    """Writes the pictures to `folder`; the frames have points and sides where they are `pointed_out`."""
    folder.mkdir(exist_ok=True)
    frames = []
    for number, hand in enumerate(hands):
        path = folder / f"{number}.png"
        cv2.imwrite(str(path), cv2.cvtColor(hand.picture, cv2.COLOR_RGB2BGR))
        label = HAND_LABELS[hand.label]
        points, left = (hand.points.astype(np.float32), hand.left) if pointed_out else (None, None)
        frames.append(Frame(path, label, "" if label == "none" else label, f"person-{number % 3}", points, left))
    return frames
