"""Whether the page's own code on wasm answers as Keras did, before a model that sees hands is published."""

import base64
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np

from training.errors import ConversionError
from training.kernel import Square
from training.labels import HAND_LABELS
from training.registry.recogniser import look_at_squares, see_hands
from training.silhouette import Picture


def check_golden(folder: Path) -> None:
    """Shows the golden frames to the model in `folder` in Node, and the exact squares of the hands in them.

    Raises ConversionError where it says something else of either, TrainingError where the head by itself answers its
    golden hands otherwise.
    """
    golden = json.loads((folder / "golden.json").read_text())
    cases = golden["cases"]
    found = see_hands([unpacked(case) for case in cases], folder).hands
    wrong = [
        f"case {number}: {found[number]} hands in place of {len(case['hands'])}"
        for number, case in enumerate(cases)
        if int(found[number]) != len(case["hands"])
    ]
    counted = [(number, case) for number, case in enumerate(cases) if int(found[number]) == len(case["hands"])]
    hands = [(number, case, hand) for number, case in counted for hand in case["hands"]]
    _, said = look_at_squares(((unpacked(case), Square(**hand["square"])) for _, case, hand in hands), folder)
    for (number, _, hand), probabilities in zip(hands, said, strict=True):
        farthest = float(np.abs(probabilities - hand["probabilities"]).max())
        label = HAND_LABELS[int(probabilities.argmax())]
        if label != hand["label"] or not farthest <= golden["tolerance"]["probabilities"]:
            wrong.append(f"case {number}: {label}, probabilities {farthest:.3f} off")
    if wrong:
        raise ConversionError(
            f"In wasm the converted model answers otherwise than it was trained to: {'; '.join(wrong)}. Nothing was "
            "published; look for layers that TensorFlow.js computes otherwise."
        )


def unpacked(case: dict[str, Any]) -> Picture:
    """A golden frame's RGBA."""
    data = zlib.decompress(base64.b64decode(case["rgba"]))
    return np.frombuffer(data, np.uint8).reshape(case["height"], case["width"], 4)
