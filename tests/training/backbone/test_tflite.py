"""The published networks, rebuilt in Keras, answer as TensorFlow Lite does; other files are refused."""

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf

from tests.training.renders import renders
from training.backbone.eyes import anchors
from training.backbone.network import LANDMARKS, PALMS, Backbone, Brighten, count_flops, make_finder, published
from training.backbone.tflite import Graph, TfliteError, pooled_tensor, read, rebuild

pytestmark = [pytest.mark.slow, pytest.mark.filterwarnings("ignore:.*tf.lite.Interpreter is deprecated")]

Floats = npt.NDArray[np.float32]

WITHIN = 1e-3  # pixels, or whatever else an output is in


def shown(side: int) -> Floats:
    """Rendered hands [3, side, side, 3] of 0 … 255."""
    return np.stack([cv2.resize(one.picture, (side, side)) for one in renders(3)]).astype(np.float32)


def interpret(path: Path, pictures: Floats) -> list[Floats]:
    """The outputs of a file, in its order, of pictures of 0 … 1."""
    interpreter = tf.lite.Interpreter(str(path))
    interpreter.allocate_tensors()
    rows = []
    for picture in pictures:
        interpreter.set_tensor(interpreter.get_input_details()[0]["index"], picture[None])
        interpreter.invoke()
        rows.append([interpreter.get_tensor(one["index"]) for one in interpreter.get_output_details()])
    return [np.concatenate(values) for values in zip(*rows, strict=True)]


def test_the_network_of_points_is_the_published_one_and_the_backbone_starts_from_it() -> None:
    pictures = shown(224)
    theirs = interpret(LANDMARKS, pictures / np.float32(255))
    ours = [np.asarray(one) for one in published(LANDMARKS).predict_on_batch(pictures / 255)]
    for said, expected in zip(ours, theirs, strict=True):
        assert said.shape == expected.shape
        assert said == pytest.approx(expected, abs=WITHIN)
    points, presence, mirrored, _ = theirs
    assert presence.max() > 0.5  # what is compared are not all answers to nothing
    backbone = Backbone(224, 8)
    numbers = np.asarray(backbone.exported().predict_on_batch(pictures))
    assert numbers.shape == (3, 65 + 8)
    assert numbers[:, :1] == pytest.approx(presence, abs=WITHIN)
    assert numbers[:, 1:2] == pytest.approx(1 - mirrored, abs=WITHIN)  # it takes pictures for mirrored ones
    assert 224 * numbers[:, 2:65] == pytest.approx(points, abs=10 * WITHIN)


def test_the_finder_is_the_published_one_at_any_side() -> None:
    pictures = shown(192)
    boxes, logits = interpret(PALMS, pictures / np.float32(255))
    found = np.asarray(make_finder(192).predict_on_batch(pictures))
    assert found[..., :1] == pytest.approx(logits, abs=WITHIN)
    assert found[..., 1:] == pytest.approx(boxes, abs=WITHIN)
    assert boxes.shape[1] == len(anchors(192)) == 2016
    assert make_finder(128).output_shape == (None, len(anchors(128)), 19)
    assert len(anchors(128)) == 896


def test_dark_pictures_are_brightened_before_the_finder_and_others_are_not() -> None:
    pictures = np.stack([np.full((64, 64, 3), level, np.float32) for level in (0, 5, 41, 120)])
    assert np.asarray(Brighten()(pictures))[:, 0, 0, 0].tolist() == pytest.approx([0, 40, 82, 120])
    speck = np.full((1, 64, 64, 3), 10, np.float32)
    speck[0, 0, 0] = 200
    assert np.asarray(Brighten()(speck)).max() == 255
    lit = np.full((1, 64, 64, 3), 10, np.float32)
    lit[0, 16:32, 16:32] = 160  # a hand before a dark wall
    assert np.asarray(Brighten()(lit)).max() == pytest.approx(200)


@pytest.fixture(scope="module")
def graph() -> Graph:
    return read(LANDMARKS)


def test_the_backbones_work_is_as_the_layers_of_the_file_say(graph: Graph) -> None:
    """Two operations for each weight and each place that it is used at, of the file's own shapes."""
    expected = 0
    for operation in graph.operations:
        if operation.name in ("CONV_2D", "DEPTHWISE_CONV_2D"):
            _, height, width, _ = graph.shapes[operation.outputs[0]]
            expected += 2 * height * width * operation.constants[1].size
        elif operation.name == "FULLY_CONNECTED":
            expected += 2 * operation.constants[1].size
    assert count_flops(published(LANDMARKS)) == expected


def test_what_the_embedding_is_made_of_is_the_pooled_tensor(graph: Graph) -> None:
    (pooled,) = (one for one in graph.operations if one.name == "MEAN")
    assert pooled_tensor(graph) == pooled.outputs[0]
    with pytest.raises(TfliteError, match="no global average pooling"):
        pooled_tensor(dataclasses.replace(graph, operations=graph.operations[:3]))


@pytest.mark.parametrize("kept", [0, 3, 100, 40_000, 1_000_000])
def test_a_file_that_ends_too_early_is_refused(kept: int, tmp_path: Path) -> None:
    path = tmp_path / "damaged.tflite"
    path.write_bytes(LANDMARKS.read_bytes()[:kept])
    with pytest.raises(TfliteError, match=r"damaged\.tflite cannot be read as TensorFlow Lite .*restore it"):
        read(path)


@pytest.mark.parametrize(
    "content", [b"version https://git-lfs.github.com/spec/v1\n" * 9, bytes(5000)], ids=["pointer", "zeros"]
)
def test_another_file_is_refused(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "other.tflite"
    path.write_bytes(content)
    with pytest.raises(TfliteError, match="cannot be read as TensorFlow Lite"):
        read(path)
    with pytest.raises(TfliteError, match="cannot be read as TensorFlow Lite"):
        read(tmp_path / "missing.tflite")


def test_an_operation_that_is_not_known_is_named(graph: Graph) -> None:
    last = dataclasses.replace(graph.operations[-1], name="SOFTMAX")
    with pytest.raises(TfliteError, match="cannot be rebuilt: SOFTMAX"):
        rebuild(dataclasses.replace(graph, operations=(last,)), 64)
