"""What one epoch trains on: every silhouette at most once, the same for the same seed and epoch."""

import numpy as np

from training.data.batches import Batch, Batches
from training.synthetic.silhouettes import Silhouettes

COUNT, SIZE = 100, 16
# Each picture says its number at its left edge.
PICTURES = np.zeros((COUNT, 4, 4, 1), np.uint8)
PICTURES[:, :, 0, 0] = np.arange(1, COUNT + 1, dtype=np.uint8)[:, None]
DATA = Silhouettes(PICTURES, np.arange(COUNT))


def epoch(seed: int = 1, number: int = 0) -> list[Batch]:
    batches = Batches(DATA, SIZE, seed)
    batches.epoch = number
    return [batches[index] for index in range(len(batches))]


def test_whole_batches_without_repetition_and_labels_stay_with_their_pictures() -> None:
    drawn = epoch()
    assert [len(labels) for _, labels in drawn] == [SIZE] * (COUNT // SIZE)
    labels = np.concatenate([labels for _, labels in drawn])
    assert len(set(labels.tolist())) == len(labels)
    pictures = np.concatenate([pictures for pictures, _ in drawn])
    assert (pictures.max(axis=(1, 2, 3)) == labels + 1).all()


def test_about_half_are_flipped_and_the_data_stay_as_they_are() -> None:
    before = PICTURES.copy()
    drawn = np.concatenate([pictures for pictures, _ in epoch()])
    flipped = (drawn[:, 0, 3, 0] > 0).mean()
    assert 0.3 < flipped < 0.7
    assert ((drawn[:, 0, 0, 0] > 0) != (drawn[:, 0, 3, 0] > 0)).all()
    assert np.array_equal(PICTURES, before)


def test_seed_and_epoch_decide_the_order() -> None:
    def order(seed: int, number: int) -> list[int]:
        return [int(label) for _, labels in epoch(seed, number) for label in labels]

    assert order(1, 0) == order(1, 0)
    assert order(1, 0) != order(1, 1)
    assert order(1, 0) != order(2, 0)
