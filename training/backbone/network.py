"""The two networks that the page runs on pictures: the finder of hands, and the backbone that looks at one hand."""

from pathlib import Path
from typing import Final

import keras
import numpy as np
from keras import ops

from training.backbone.tflite import pooled_tensor, read, rebuild

ASSETS: Final = Path(__file__).parent.parent / "assets"
LANDMARKS: Final = ASSETS / "hand_landmark_lite.tflite"
PALMS: Final = ASSETS / "palm_detection_lite.tflite"
POINTS: Final = 21
PART: Final = 16  # pixels of the side of a part of a picture
BRIGHT: Final = 200.0
USUAL: Final = 82.0  # mean of a room by daylight as the finder sees it, with black above and below the frame
# Layers of the finder after which a third, half and two thirds of its time are over; the rest depends on theirs alone.
PAUSES: Final = (("prelu_23",), ("prelu_37",), ("prelu_49", "prelu_63"))
PUBLISHED_SIDE: Final = 224  # pixels that the published points are in
# Of the published network's outputs, by their place in the file.
_SCREEN_POINTS, _PRESENCE, _HANDEDNESS, _WORLD_POINTS = range(4)


def published(path: Path, side: int = PUBLISHED_SIDE) -> keras.Model:
    """A published hand_landmark network: [n, side, side, 3] of 0 … 1 to points in 224ths, presence, handedness, world.

    Raises TfliteError.
    """
    return rebuild(read(path), side)


class Brighten(keras.layers.Layer):  # type: ignore[misc]
    """Makes dark pictures [n, side, side, 3] of 0 … 255 as bright as usual ones, at most eight times as bright.

    A lit hand before a dark wall makes a dark picture too: its brightest part must not be bleached.
    """

    def call(self, pictures: keras.KerasTensor) -> keras.KerasTensor:
        """The pictures with a mean of USUAL, as far as their brightest block of PART pixels stays below BRIGHT."""
        mean = ops.mean(pictures, axis=(1, 2, 3), keepdims=True)
        brightest = ops.max(ops.average_pool(pictures, PART, PART), axis=(1, 2, 3), keepdims=True)
        gain = ops.minimum(USUAL / ops.maximum(mean, 1.0), BRIGHT / ops.maximum(brightest, 1.0))
        return ops.minimum(pictures * ops.clip(gain, 1.0, 8.0), 255.0)


def make_finder(side: int) -> keras.Model:
    """palm_detection_lite at any side: [n, side, side, 3] of 0 … 255 to [n, anchors, 19], logit of the score first.

    Dark pictures are brightened before it, as it knows few.

    The anchors: two in each cell at stride 8, then six at stride 16. What follows the logit is, in pixels and from the
    anchor's centre, a box (x, y, width, height) and seven points of the palm: wrist first, middle knuckle third.
    """
    network = rebuild(read(PALMS), side)
    picture = keras.Input((side, side, 3), name="picture")
    boxes, scores = network(keras.layers.Rescaling(1 / 255)(Brighten()(picture)))
    return keras.Model(picture, keras.layers.Concatenate(axis=-1)([scores, boxes]), name="finder")


class Backbone:
    """The network of one hand, with its outputs by name.

    `network` maps [n, side, side, 3] of 0 … 255, the hand upright, to a dictionary: `points` [n, 63] in shares of the
    side, `presence` and `left` [n, 1] as logits, `embedding` [n, E].
    """

    def __init__(self, side: int, embedding: int) -> None:
        """Starts from the published weights of hand_landmark_lite; the embedding's own are random."""
        graph = read(LANDMARKS)
        published = rebuild(graph, side, (pooled_tensor(graph),))
        dense = {layer.name: layer for layer in published.layers if isinstance(layer, keras.layers.Dense)}
        outputs = [published.get_layer(_dense_before(published, i)) for i in (_SCREEN_POINTS, _PRESENCE, _HANDEDNESS)]
        if any(one.name not in dense for one in outputs):
            raise AssertionError("the published network ends in dense layers")
        picture = keras.Input((side, side, 3), name="picture")
        trunk = keras.Model(published.inputs, published.outputs[-1], name="trunk")
        pooled = trunk(keras.layers.Rescaling(1 / 255)(picture))
        points = keras.layers.Dense(3 * POINTS, name="points")
        presence = keras.layers.Dense(1, name="presence")
        left = keras.layers.Dense(1, name="left")
        self.network = keras.Model(
            picture,
            {
                "points": points(pooled),
                "presence": presence(pooled),
                "left": left(pooled),
                "embedding": keras.layers.Dense(embedding, name="embedding")(pooled),
            },
            name="backbone",
        )
        self.side, self.embedding = side, embedding
        kernel, bias = outputs[0].get_weights()
        points.set_weights([kernel / PUBLISHED_SIDE, bias / PUBLISHED_SIDE])
        presence.set_weights(outputs[1].get_weights())
        # The published network takes pictures for mirrored ones, which ours are not: its left hand is a right one.
        left.set_weights([-weights for weights in outputs[2].get_weights()])

    def exported(self) -> keras.Model:
        """The same with one output [n, 65 + E]: presence, left (probabilities), 63 numbers of points, the embedding."""
        found = self.network.output
        sigmoid = keras.layers.Activation("sigmoid")
        parts = [sigmoid(found["presence"]), sigmoid(found["left"]), found["points"], found["embedding"]]
        return keras.Model(self.network.inputs, keras.layers.Concatenate(axis=-1)(parts), name="backbone")


def _dense_before(network: keras.Model, output: int) -> str:
    """The name of the dense layer that gives an output, before its activation."""
    layer = network.outputs[output]._keras_history.operation
    while not isinstance(layer, keras.layers.Dense):
        layer = layer.input._keras_history.operation
    return str(layer.name)


def count_flops(network: keras.Model) -> int:
    """Floating point operations of one picture's convolutions and dense layers: two for each multiplication."""
    total = 0
    for layer in network._flatten_layers():
        if isinstance(layer, keras.layers.DepthwiseConv2D | keras.layers.Conv2D):
            _, height, width, channels = layer.output.shape
            per = (
                int(np.prod(layer.kernel.shape[:3]))
                if not isinstance(layer, keras.layers.DepthwiseConv2D)
                else int(np.prod(layer.kernel.shape[:2]))
            )
            total += 2 * height * width * channels * per
        elif isinstance(layer, keras.layers.Dense):
            total += 2 * int(np.prod(layer.kernel.shape))
    return total
