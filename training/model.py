"""The network: silhouettes in, a probability for each label out."""

import keras
import numpy as np

from training.labels import LABELS


def build_network(
    side: int,
    widths: tuple[int, ...],
    *,
    dropout: float = 0.0,
    normalised: bool = True,
    synchronised: bool = False,
    separable: bool = False,
) -> keras.Model:
    """A small CNN: float32 [n, side, side, 1] with values 0..255 to probabilities [n, labels].

    Plain 3×3 convolutions: on the wasm backend they reach a larger share of the machine's peak than depthwise ones.
    The last width is used twice, so that the last layer sees the whole hand. `normalised` puts a BatchNorm behind
    each convolution, which training needs and the shipped model does not have; `synchronised` lets it look at the
    batch on all machines instead of at each machine's share. `separable` parts each convolution but the first in a
    depthwise and a 1×1 one: fewer operations, see docs/decisions/0006-network.md.
    """
    inputs = keras.Input((side, side, 1), name="silhouette")
    x = keras.layers.Rescaling(1 / 255)(inputs)
    size = 1 if separable else 3
    x = _convolution(x, widths[0], 2, normalised, synchronised)
    if separable:
        x = keras.layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
    x = _convolution(x, widths[1], 1, normalised, synchronised, size)
    for width in (*widths[2:], widths[-1]):
        x = keras.layers.MaxPooling2D(2)(x)
        if separable:
            x = keras.layers.DepthwiseConv2D(3, padding="same", use_bias=False)(x)
        x = _convolution(x, width, 1, normalised, synchronised, size)
    x = keras.layers.GlobalMaxPooling2D()(x)
    x = keras.layers.Dropout(dropout)(x)
    outputs = keras.layers.Dense(len(LABELS), activation="softmax", name="probabilities")(x)
    return keras.Model(inputs, outputs)


def _convolution(
    x: keras.KerasTensor, filters: int, stride: int, normalised: bool, synchronised: bool, size: int = 3
) -> keras.KerasTensor:
    x = keras.layers.Conv2D(filters, size, stride, padding="same", use_bias=not normalised)(x)
    if normalised:
        x = keras.layers.BatchNormalization(momentum=0.9, synchronized=synchronised)(x)
    return keras.layers.ReLU(6.0)(x)


def fold_batch_normalisation(
    network: keras.Model, side: int, widths: tuple[int, ...], *, separable: bool = False
) -> keras.Model:
    """The same function without BatchNorm: its scale and offset go into the convolution before it."""
    folded = build_network(side, widths, normalised=False, separable=separable)
    convolutions = _layers(network, keras.layers.Conv2D)
    norms, targets = _layers(network, keras.layers.BatchNormalization), _layers(folded, keras.layers.Conv2D)
    for convolution, norm, target in zip(convolutions, norms, targets, strict=True):
        (kernel,) = convolution.get_weights()
        gamma, beta, mean, variance = norm.get_weights()
        scale = gamma / np.sqrt(variance + norm.epsilon)
        target.set_weights([kernel * scale, beta - mean * scale])
    for kind in (keras.layers.DepthwiseConv2D, keras.layers.Dense):
        for layer, target in zip(_layers(network, kind), _layers(folded, kind), strict=True):
            target.set_weights(layer.get_weights())
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
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            _, height, width, _ = layer.output.shape
            total += 2 * height * width * int(np.prod(layer.kernel.shape))
        elif isinstance(layer, keras.layers.Dense):
            total += 2 * int(np.prod(layer.kernel.shape))
    return total
