"""Golden answers of the model in the repository: the Python reference gives the same bytes, and a change is seen."""

import base64
import copy
import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from training.export.silhouette_golden import unpack
from training.labels import LABELS
from training.registry.manifest import Manifest, read_manifest
from training.registry.publish import current_model
from training.registry.recogniser import classify
from training.silhouette import Picture
from training.subtraction import BackgroundSubtraction

pytestmark = pytest.mark.slow

MODELS = Path(__file__).parents[3] / "converted_models"


@pytest.fixture(scope="module")
def folder() -> Path:
    return current_model(MODELS)


@pytest.fixture(scope="module")
def golden(folder: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads((folder / read_manifest(folder).golden).read_text())
    return document


def silhouettes(case: dict[str, Any], manifest: Manifest) -> list[Picture]:
    """What the reference makes of a case's frames."""
    shape = (case["height"], case["width"], 4)
    stage = BackgroundSubtraction(manifest.silhouette)
    shown = 0
    while not stage.learn(unpack(case["background"][shown % len(case["background"])], *shape)):
        shown += 1
    return [stage.segment(unpack(frame["rgba"], *shape))[0] for frame in case["frames"]]


def differences(golden: dict[str, Any], folder: Path) -> list[str]:
    """Everything in which silhouettes, probabilities or labels differ from the golden answers."""
    manifest = read_manifest(folder)
    size = (manifest.silhouette.height, manifest.silhouette.width)
    found: list[str] = []
    for case in golden["cases"]:
        masks = silhouettes(case, manifest)
        probabilities = classify(masks, folder)
        for number, (frame, mask, row) in enumerate(zip(case["frames"], masks, probabilities, strict=True)):
            where = f"{case['name']}, frame {number}: "
            if not np.array_equal(unpack(frame["silhouette"], *size), mask):
                found.append(where + "silhouette")
            if np.abs(row - np.array(frame["probabilities"])).max() > golden["tolerance"]:
                found.append(where + "probabilities")
            if LABELS[int(row.argmax())] != frame["label"]:
                found.append(where + "label")
    return found


def test_the_page_s_code_gives_the_golden_answers(golden: dict[str, Any], folder: Path) -> None:
    assert differences(golden, folder) == []


def test_one_level_more_on_one_pixel_is_seen(golden: dict[str, Any], folder: Path) -> None:
    spoiled = copy.deepcopy(golden)
    frame = spoiled["cases"][0]["frames"][0]
    mask = bytearray(zlib.decompress(base64.b64decode(frame["silhouette"])))
    mask[1000] = (mask[1000] + 1) % 256
    frame["silhouette"] = base64.b64encode(zlib.compress(bytes(mask))).decode()
    assert differences(spoiled, folder) == ["96 pixels, frame 0: silhouette"]


def test_two_swapped_labels_are_seen(golden: dict[str, Any], folder: Path) -> None:
    spoiled = copy.deepcopy(golden)
    swap = {"fist": "open_palm", "open_palm": "fist"}
    for case in spoiled["cases"]:
        for frame in case["frames"]:
            frame["label"] = swap.get(frame["label"], frame["label"])
    assert any(line.endswith("label") for line in differences(spoiled, folder))
