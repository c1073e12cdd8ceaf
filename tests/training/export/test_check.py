"""The check in wasm before a model is published: it lets the right answers pass, and nothing else."""

import base64
import hashlib
import json
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.training.evaluate.toy_hands import RED, YELLOW, frame_with, write_toy
from training.errors import ConversionError, RegistryError, TrainingError
from training.export.check import check_golden
from training.kernel import Square
from training.labels import HAND_LABELS
from training.registry.manifest import list_files
from training.registry.recogniser import look_at_squares, see_hands
from training.silhouette import Picture

pytestmark = pytest.mark.slow

FIST, PALM = HAND_LABELS.index("fist"), HAND_LABELS.index("open_palm")
FRAMES = [frame_with([]), frame_with([(1, 2, RED)]), frame_with([(2, 1, YELLOW)])]


def document(frame: Picture, *hands: dict[str, Any]) -> dict[str, Any]:
    packed = base64.b64encode(zlib.compress(frame.tobytes())).decode()
    return {"width": 128, "height": 128, "rgba": packed, "hands": list(hands)}


def relist(folder: Path) -> None:
    """The manifest lists the files as they are now, so that only their answers can be wrong."""
    path = folder / "manifest.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"files": list_files(folder)}))


@pytest.fixture(scope="module")
def golden(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What the toy says: nothing of an empty room, then a fist and an open palm, as it is made to."""
    folder = write_toy(tmp_path_factory.mktemp("toy") / "toy")
    squares = [Square(*square) for square in see_hands(FRAMES, folder).squares.tolist()]
    _, looked = look_at_squares(zip(FRAMES[1:], squares[1:], strict=True), folder)  # one look, as training's is
    cases = [document(FRAMES[0])]
    for number, label in ((1, FIST), (2, PALM)):
        probabilities = looked[number - 1].tolist()
        hand = {"square": squares[number]._asdict(), "label": HAND_LABELS[label], "probabilities": probabilities}
        cases.append(document(FRAMES[number], hand))
    return json.dumps({"tolerance": {"points": 0.01, "probabilities": 0.02}, "cases": cases})


@pytest.fixture
def toy(golden: str, tmp_path: Path) -> Path:
    """The toy with its golden answers."""
    folder = write_toy(tmp_path / "toy")
    (folder / "golden.json").write_text(golden)
    relist(folder)
    return folder


def test_the_right_answers_pass(toy: Path) -> None:
    check_golden(toy)


def change_golden(folder: Path, change: Callable[[list[dict[str, Any]]], None]) -> None:
    path = folder / "golden.json"
    golden = json.loads(path.read_text())
    change(golden["cases"])
    path.write_text(json.dumps(golden))


def test_a_label_a_probability_or_a_hand_too_many_is_seen(toy: Path) -> None:
    """All in one, as each run starts Node."""

    def spoil(cases: list[dict[str, Any]]) -> None:
        cases[0]["hands"] = cases[1]["hands"]
        cases[1]["hands"] = [cases[1]["hands"][0] | {"label": "okay"}]
        probabilities = cases[2]["hands"][0]["probabilities"]
        cases[2]["hands"][0]["probabilities"] = [probabilities[0] + 0.021, *probabilities[1:]]

    change_golden(toy, spoil)
    relist(toy)
    said = (
        r"In wasm .*: case 0: 0 hands in place of 1; case 1: fist, probabilities 0\.000 off; "
        r"case 2: open_palm, probabilities 0\.021 off\. Nothing was published"
    )
    with pytest.raises(ConversionError, match=said):
        check_golden(toy)


def test_two_labels_that_are_swapped_in_the_head_are_seen(toy: Path) -> None:
    path = toy / "head.json"
    head = json.loads(path.read_text())
    (layer,) = head["layers"]
    kernel = np.frombuffer(base64.b64decode(layer["kernel"]), "<f4").reshape(-1, 8).copy()
    kernel[:, [FIST, PALM]] = kernel[:, [PALM, FIST]]
    layer["kernel"] = base64.b64encode(kernel.tobytes()).decode()
    path.write_text(json.dumps(head))
    relist(toy)
    with pytest.raises(TrainingError, match="its head does not answer here as it did in training"):
        check_golden(toy)


def test_one_changed_weight_of_the_backbone_is_seen(toy: Path) -> None:
    weights = bytearray((toy / "backbone.bin").read_bytes())
    kernel = np.frombuffer(weights, "<f4", offset=8).copy()  # after two axes
    assert kernel[69 + 66] > 0  # from green to the number of the embedding by which the head knows a palm
    kernel[69 + 66] = 0
    (toy / "backbone.bin").write_bytes(bytes(weights[:8]) + kernel.tobytes())
    head = json.loads((toy / "head.json").read_text())
    head["backbone"] = hashlib.sha256((toy / "backbone.bin").read_bytes()).hexdigest()
    (toy / "head.json").write_text(json.dumps(head))
    relist(toy)
    with pytest.raises(ConversionError, match=r"trained to: case 2: fist, probabilities 0\.\d+ off\. "):
        check_golden(toy)


def test_a_file_that_is_not_the_listed_one_is_refused(toy: Path) -> None:
    (toy / "backbone.bin").write_bytes(bytes((toy / "backbone.bin").stat().st_size))
    with pytest.raises(RegistryError, match=r"backbone\.bin is damaged"):
        check_golden(toy)
