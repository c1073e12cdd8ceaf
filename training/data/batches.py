"""What each epoch trains on: shuffled, flipped and augmented batches that follow from seed and epoch alone."""

import keras
import numpy as np
import numpy.typing as npt

from training.data.augment import move
from training.synthetic.silhouettes import Silhouettes

Batch = tuple[npt.NDArray[np.uint8], npt.NDArray[np.int64]]


class Batches(keras.utils.PyDataset):  # type: ignore[misc]  # Keras has no types
    """Pictures [size, height, width, 1] and labels [size]; what does not fill a last batch is left out.

    Half of the pictures are flipped, since left hands and right hands are alike to us, and the share `augmentation`
    is moved. A run that goes on draws the same as one without an interruption: its caller sets `epoch`.
    """

    def __init__(self, data: Silhouettes, size: int, seed: int, augmentation: float = 0.0) -> None:
        """`data` stays as it is."""
        super().__init__()
        self.epoch = 0
        self._data, self._size, self._seed, self._augmentation = data, size, seed, augmentation

    def __len__(self) -> int:
        """Batches of an epoch."""
        return len(self._data.labels) // self._size

    def __getitem__(self, index: int) -> Batch:
        """One batch of the epoch."""
        order = np.random.default_rng([self._seed, self.epoch]).permutation(len(self._data.labels))
        rows = order[index * self._size : (index + 1) * self._size]
        random = np.random.default_rng([self._seed, self.epoch, index + 1])
        pictures = self._data.pictures[rows]
        flips = random.random(self._size) < 0.5
        pictures[flips] = pictures[flips, :, ::-1]
        for number in np.flatnonzero(random.random(self._size) < self._augmentation):
            pictures[number, :, :, 0] = move(pictures[number, :, :, 0], random)
        return pictures, self._data.labels[rows]
