"""Background mode's network: a small CNN that names the gesture in a silhouette."""

from typing import Any

import keras
import numpy as np
import numpy.typing as npt

from training.labels import LABELS
from training.metrics import Probabilities


def build_network(side: int, widths: tuple[int, ...], *, dropout: float = 0.0, normalised: bool = True) -> keras.Model:
    """A small CNN: float32 [n, side, side, 1] with values 0..255 to probabilities [n, labels].

    Plain 3×3 convolutions: on the wasm backend they reach a larger share of the machine's peak than depthwise ones.
    The last width is used twice, so that the last layer sees the whole hand. `normalised` puts a BatchNorm behind
    each convolution, which training needs and the shipped model does not have.
    """
    inputs = keras.Input((side, side, 1), name="silhouette")
    x = keras.layers.Rescaling(1 / 255)(inputs)
    x = _convolution(x, widths[0], 2, normalised)
    x = _convolution(x, widths[1], 1, normalised)
    for width in (*widths[2:], widths[-1]):
        x = keras.layers.MaxPooling2D(2)(x)
        x = _convolution(x, width, 1, normalised)
    x = keras.layers.GlobalMaxPooling2D()(x)
    x = keras.layers.Dropout(dropout)(x)
    outputs = keras.layers.Dense(len(LABELS), activation="softmax", name="probabilities")(x)
    return keras.Model(inputs, outputs)


def _convolution(x: keras.KerasTensor, filters: int, stride: int, normalised: bool) -> keras.KerasTensor:
    x = keras.layers.Conv2D(filters, 3, stride, padding="same", use_bias=not normalised)(x)
    if normalised:
        x = keras.layers.BatchNormalization(momentum=0.9)(x)
    return keras.layers.ReLU(6.0)(x)


def predict(network: keras.Model, pictures: npt.NDArray[Any]) -> Probabilities:
    """Probabilities [n, labels] of inputs [n, side, side, 1] with values 0..255."""
    return np.asarray(network.predict(pictures.astype(np.float32), batch_size=256, verbose=0))


def fold_batch_normalisation(network: keras.Model, side: int, widths: tuple[int, ...]) -> keras.Model:
    """The same function without BatchNorm: its scale and offset go into the convolution before it."""
    folded = build_network(side, widths, normalised=False)
    convolutions = _layers(network, keras.layers.Conv2D)
    norms, targets = _layers(network, keras.layers.BatchNormalization), _layers(folded, keras.layers.Conv2D)
    for convolution, norm, target in zip(convolutions, norms, targets, strict=True):
        (kernel,) = convolution.get_weights()
        gamma, beta, mean, variance = norm.get_weights()
        scale = gamma / np.sqrt(variance + norm.epsilon)
        target.set_weights([kernel * scale, beta - mean * scale])
    folded.get_layer("probabilities").set_weights(network.get_layer("probabilities").get_weights())
    return folded


def _layers(network: keras.Model, kind: type) -> list[keras.layers.Layer]:
    return [layer for layer in network.layers if isinstance(layer, kind)]


def round_to_float16(network: keras.Model) -> keras.Model:
    """Rounds the weights as the shipped file does, so that what is measured is what is shipped; in place."""
    network.set_weights([weight.astype(np.float16).astype(np.float32) for weight in network.get_weights()])
    return network


def count_flops(network: keras.Model) -> int:
    """Floating-point operations of one inference: two for each multiply-add of convolutions and dense layers."""
    total = 0
    for layer in network.layers:
        if isinstance(layer, keras.layers.Conv2D):
            _, height, width, _ = layer.output.shape
            total += 2 * height * width * int(np.prod(layer.kernel.shape))
        elif isinstance(layer, keras.layers.Dense):
            total += 2 * int(np.prod(layer.kernel.shape))
    return total
