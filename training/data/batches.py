"""The order of training: silhouettes, a seed and an epoch in, that epoch's batches out, whole or one worker's share.

Everything random follows from seed and epoch alone, so that a run that goes on, and every worker, draws the same.
"""

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from training.data.augment import move
from training.synthetic.silhouettes import Silhouettes

Batch = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]


def batches(data: Silhouettes, size: int, seed: int, epoch: int, moved: float = 0.0) -> Iterator[Batch]:
    """Pictures [size, height, width, 1] and labels [size], shuffled; what does not fill a last batch is left out.

    Half of the pictures are flipped, since left hands and right hands are alike to us, and the share `moved` is moved.
    """
    random = np.random.default_rng([seed, epoch, 0xBA7C4])
    order = random.permutation(len(data.labels))
    flipped = random.random(len(order)) < 0.5
    for start in range(0, len(order) - size + 1, size):
        rows, flips = order[start : start + size], flipped[start : start + size]
        pictures = data.pictures[rows]
        pictures[flips] = pictures[flips, :, ::-1]
        for number in np.flatnonzero(random.random(size) < moved):
            pictures[number, :, :, 0] = move(pictures[number, :, :, 0], random)
        yield pictures, data.labels[rows]


def share(batch: Batch, index: int, of: int) -> Batch:
    """The rows of one of `of` replicas; shares differ by one row at most, and together they are the batch."""
    pictures, labels = batch
    rows = slice(index * len(labels) // of, (index + 1) * len(labels) // of)
    return pictures[rows], labels[rows]
