"""Golden answers of background mode: raw frames, their exact silhouettes and probabilities, for both languages.

A case gives a few frames of an empty guide box, which are shown in order and again from the start until the
background is learned, then frames to segment, in order. Bytes are deflated (zlib) and in base64.
"""

import base64
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from training.errors import ConversionError
from training.labels import LABELS
from training.network_input import network_input
from training.registry.manifest import read_manifest
from training.registry.recogniser import classify
from training.silhouette import NetworkInput, Picture, SilhouetteParameters
from training.subtraction import BackgroundSubtraction
from training.synthetic import scenes
from training.synthetic.poses import show
from training.synthetic.render import Placement, project
from training.synthetic.rig import Floats

TOLERANCE = 1e-3  # wasm and TensorFlow differ by 1e-5; float16 weights are in both
SIDES = (96, 150)  # of the raw frames: one is enlarged to the working size, one is shrunk
DISTINCT_BACKGROUND_FRAMES = 3
Predict = Callable[[npt.NDArray[np.float32]], npt.NDArray[np.float32]]


def make_golden(seed: int, parameters: SilhouetteParameters, shown: NetworkInput, predict: Predict) -> dict[str, Any]:
    """The document golden.json. `predict` maps [n, side, side, 1] to probabilities [n, labels]."""
    random = np.random.default_rng([seed, 0x601D])
    labels = {SIDES[0]: LABELS, SIDES[1]: LABELS[2:4]}
    cases = [_case(random, frame_side, labels[frame_side], parameters, shown, predict) for frame_side in SIDES]
    return {"tolerance": TOLERANCE, "cases": cases}


def check_converted(folder: Path, golden: dict[str, Any]) -> None:
    """Runs the converted model in `folder` with the page's code on the golden silhouettes. Raises ConversionError."""
    size = read_manifest(folder).silhouette
    frames = [frame for case in golden["cases"] for frame in case["frames"]]
    answers = classify([unpack(frame["silhouette"], size.height, size.width) for frame in frames], folder)
    expected = np.array([frame["probabilities"] for frame in frames])
    worst = float(np.abs(answers - expected).max())
    if worst > golden["tolerance"]:
        raise ConversionError(
            f"In wasm the converted model's probabilities differ by {worst:.4f} from the trained one's. Nothing was "
            "published; look for layers that TensorFlow.js computes otherwise."
        )


def _case(
    random: np.random.Generator,
    frame_side: int,
    labels: tuple[str, ...],
    parameters: SilhouetteParameters,
    shown: NetworkInput,
    predict: Predict,
) -> dict[str, Any]:
    background = np.clip(scenes.draw_background(random, frame_side), 40, 200)
    empty = [_shoot(background, random) for _ in range(DISTINCT_BACKGROUND_FRAMES)]
    stage = BackgroundSubtraction(parameters)
    shot = 0
    while not stage.learn(empty[shot % len(empty)]):
        shot += 1
    frames = [_frame(_scene(background, label, random), stage, shown, predict, random) for label in labels]
    return {
        "name": f"{frame_side} pixels",
        "width": frame_side,
        "height": frame_side,
        "background": [_pack(frame) for frame in empty],
        "frames": frames,
    }


def _scene(background: Floats, label: str, random: np.random.Generator) -> Floats:
    if label == "none":
        return background
    hand = project(show(label, random), Placement(0.7, 0.5, 0.45), len(background))
    return scenes.add_hand(background, hand, random, shadows=False)[0]


def _shoot(scene: Floats, random: np.random.Generator) -> Picture:
    """RGBA; noise in few pixels only, because noise does not compress."""
    flicker = (random.random(scene.shape) < 0.1).astype(np.float64)
    rgb = np.clip(np.rint(scene / 2) * 2 + flicker, 0, 255).astype(np.uint8)
    return np.concatenate([rgb, np.full((*rgb.shape[:2], 1), 255, np.uint8)], axis=2)


def _frame(
    scene: Floats, stage: BackgroundSubtraction, shown: NetworkInput, predict: Predict, random: np.random.Generator
) -> dict[str, Any]:
    rgba = _shoot(scene * random.uniform(0.94, 1.06), random)
    mask, noise = stage.segment(rgba)
    probabilities = predict(network_input(mask, shown)[None, :, :, None].astype(np.float32))[0]
    return {
        "rgba": _pack(rgba),
        "silhouette": _pack(mask),
        "noise": noise,
        "label": LABELS[int(np.argmax(probabilities))],
        "probabilities": [round(float(p), 6) for p in probabilities],
    }


def _pack(picture: Picture) -> str:
    return base64.b64encode(zlib.compress(picture.tobytes(), 9)).decode("ascii")


def unpack(packed: str, *shape: int) -> Picture:
    """A picture of golden.json as uint8 of the given shape."""
    return np.frombuffer(zlib.decompress(base64.b64decode(packed)), np.uint8).reshape(shape)
