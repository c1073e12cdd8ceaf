"""What a network is shown of silhouettes, by the kernel (web/kernel/network-input.ts)."""

from functools import cache
from typing import Final

import numpy as np

from training.kernel import LARGEST_BIN, Kernel
from training.silhouette import NetworkInput, Picture

BATCH: Final = 64  # silhouettes that are handed over at once


def network_inputs(silhouettes: Picture, shown: NetworkInput) -> Picture:
    """What a network is shown (n, side, side) of silhouettes (n, height, width) of 0 and 255.

    Raises ValueError on another shape, and RunError where the kernel is not built.
    """
    if silhouettes.ndim != 3 or silhouettes.dtype != np.uint8 or 0 in silhouettes.shape[1:]:
        raise ValueError(f"silhouettes are bytes of (n, height, width), not {silhouettes.dtype} of {silhouettes.shape}")
    count, height, width = silhouettes.shape
    side = shown.side
    if max(height, width) > LARGEST_BIN * side:
        raise ValueError(f"silhouettes of {width}×{height} are too large for an input of {side}×{side}")
    kernel = _shared_kernel()
    inputs = np.empty((count, side, side), np.uint8)
    for first in range(0, count, BATCH):
        some = silhouettes[first : first + BATCH]
        kernel.view(kernel.call("makeSilhouettes", some.size), some.size).reshape(some.shape)[:] = some
        at = kernel.call("networkInputs", len(some), width, height, side, side, shown.kind == "hand")
        inputs[first : first + BATCH] = kernel.view(at, len(some) * side * side).reshape(-1, side, side)
    return inputs


def network_input(silhouette: Picture, shown: NetworkInput) -> Picture:
    """The same of one silhouette (height, width)."""
    return np.asarray(network_inputs(silhouette[None], shown)[0])


@cache
def _shared_kernel() -> Kernel:
    return Kernel()
