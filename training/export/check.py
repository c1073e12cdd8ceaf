"""Whether the page's own code on wasm answers as Keras did, before a model that sees hands is published."""

import base64
import json
import zlib
from pathlib import Path

import numpy as np

from training.errors import ConversionError
from training.labels import HAND_LABELS
from training.registry.recogniser import see_hands
from training.silhouette import Picture


def check_golden(folder: Path) -> None:
    """Shows the golden frames to the model in `folder` in Node. Raises ConversionError where it says something else."""
    golden = json.loads((folder / "golden.json").read_text())
    cases = golden["cases"]
    answers = see_hands([_unpacked(case) for case in cases], folder)
    wrong = []
    for number, case in enumerate(cases):
        expected = case["hands"]
        if int(answers.hands[number]) != len(expected):
            wrong.append(f"case {number}: {answers.hands[number]} hands in place of {len(expected)}")
        elif expected:
            farthest = float(np.abs(answers.probabilities[number] - expected[0]["probabilities"]).max())
            said = HAND_LABELS[int(answers.probabilities[number].argmax())]
            if said != expected[0]["label"] or not farthest <= golden["tolerance"]["probabilities"]:
                wrong.append(f"case {number}: {said}, probabilities {farthest:.3f} off")
    if wrong:
        raise ConversionError(
            f"In wasm the converted model answers otherwise than it was trained to: {'; '.join(wrong)}. Nothing was "
            "published; look for layers that TensorFlow.js computes otherwise."
        )


def _unpacked(case: dict[str, object]) -> Picture:
    data = zlib.decompress(base64.b64decode(str(case["rgba"])))
    return np.frombuffer(data, np.uint8).reshape(int(str(case["height"])), int(str(case["width"])), 4)
