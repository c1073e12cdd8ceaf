"""Golden answers of a model that sees hands: rendered frames, and what each stage makes of them, for both languages."""

import base64
import hashlib
import zlib
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.backbone.eyes import PRESENT, Eyes
from training.errors import ConversionError
from training.head.features import features
from training.head.fit import Head
from training.kernel import Square
from training.labels import HAND_LABELS
from training.silhouette import Picture
from training.synthetic import scenes
from training.synthetic.poses import show
from training.synthetic.render import Placement, project

TOLERANCE: Final = {"points": 0.01, "probabilities": 0.02}  # wasm and TensorFlow differ by 1e-3 through sixty layers
WIDTH, HEIGHT = 160, 120
SHOWN: Final = ("thumbs_up", "l", "fist", "open_palm", "ok", "peace")
TRIES: Final = 60  # of each: a rendered hand is not always found


def make_hand_golden(seed: int, eyes: Eyes, head: Head) -> dict[str, Any]:
    """The document golden.json: one hand in each case, and an empty room. Raises ConversionError."""
    random = np.random.default_rng([seed, 0])
    # What the finder takes for a palm starts nothing by itself, but a golden room should not depend on that.
    rooms = (_frame(random, None) for _ in range(TRIES))
    room = next((one for one in rooms if eyes.find(one) is None), None)
    if room is None:
        raise ConversionError("The finder sees a hand in every empty room. Adapt the networks again.")
    cases = [_document(room, [])]
    for number, gesture in enumerate(SHOWN, 1):
        cases.append(_case(np.random.default_rng([seed, number]), gesture, eyes, head))
    return {"tolerance": TOLERANCE, "cases": cases}


def _case(random: np.random.Generator, gesture: str, eyes: Eyes, head: Head) -> dict[str, Any]:
    """The first of some frames in which the hand is clearly found, and named with a clear lead."""
    for _ in range(TRIES):
        frame = _frame(random, gesture)
        square = eyes.find(frame)
        if square is None:
            continue
        first = eyes.look([frame], [square])
        if first.presence[0] < 0.9:
            continue
        better = eyes.kernel.square_of_points(eyes.kernel.to_frame(first.points[0], square))
        better = Square(*(round(number, 4) for number in better))
        seen = eyes.look([frame], [better])
        turn = np.array([[better.ux, better.uy]], np.float32)
        probabilities = head.probabilities(features(seen.embedding, turn, seen.left, seen.points))[0]
        if seen.presence[0] < 0.9 or abs(seen.left[0] - PRESENT) < 0.2 or not is_clear(probabilities):
            continue
        crop = eyes.kernel.crop(frame, better, eyes.side)
        hand = {
            "square": better._asdict(),
            "crop_sha256": hashlib.sha256(crop.tobytes()).hexdigest(),
            "presence": round(float(seen.presence[0]), 6),
            "left": round(float(seen.left[0]), 6),
            "points": [round(float(number), 6) for number in seen.points[0].ravel()],
            "label": HAND_LABELS[int(probabilities.argmax())],
            "probabilities": [round(float(one), 6) for one in probabilities],
        }
        return _document(frame, [hand])
    raise ConversionError(f"No rendered {gesture} is found and named clearly: there can be no golden answer.")


def is_clear(probabilities: npt.NDArray[np.floating[Any]]) -> bool:
    """Whether one of them [labels] leads, so that no other label were as right within the tolerance."""
    second, best = np.sort(probabilities)[-2:]
    return bool(second <= 0.4 and best - second > 2 * TOLERANCE["probabilities"])


def _frame(random: np.random.Generator, gesture: str | None) -> Picture:
    """RGBA (HEIGHT, WIDTH, 4) of a room, with one hand where a gesture is asked for."""
    scene = scenes.draw_background(random, WIDTH)
    if gesture is not None:
        place = Placement(random.uniform(0.35, 0.45), 0.5, 0.37)
        scene, _ = scenes.add_hand(scene, project(show(gesture, random), place, WIDTH), random, shadows=False)
    rgb = np.clip(np.rint(scene / 2) * 2, 0, 255).astype(np.uint8)[:HEIGHT]  # even numbers compress better
    return np.ascontiguousarray(np.concatenate([rgb, np.full((HEIGHT, WIDTH, 1), 255, np.uint8)], 2))


def _document(frame: Picture, hands: list[dict[str, Any]]) -> dict[str, Any]:
    packed = base64.b64encode(zlib.compress(frame.tobytes(), 9)).decode("ascii")
    return {"width": WIDTH, "height": HEIGHT, "rgba": packed, "hands": hands}
