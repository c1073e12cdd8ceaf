"""Synthetic data: the seed decides every byte, whatever the number of processes."""

import numpy as np
import pytest

from training.labels import LABELS
from training.silhouette import SilhouetteParameters
from training.synthetic.silhouettes import Synthesis, silhouette, synthesise

pytestmark = pytest.mark.slow

SYNTHESIS = Synthesis(7, 60, SilhouetteParameters(width=64, height=64))


def test_the_same_seed_gives_the_same_bytes_in_one_process_and_in_two() -> None:
    one, two = synthesise(SYNTHESIS, 1), synthesise(SYNTHESIS, 2)
    assert one.pictures.tobytes() == two.pictures.tobytes()
    assert one.labels.tolist() == two.labels.tolist()


def test_another_seed_gives_other_bytes() -> None:
    other = Synthesis(8, 60, SYNTHESIS.parameters)
    assert synthesise(other, 1).pictures.tobytes() != synthesise(SYNTHESIS, 1).pictures.tobytes()


def test_all_labels_are_there_in_their_shares() -> None:
    labels = np.array([silhouette(SYNTHESIS, index)[1] for index in range(300)])
    shares = np.bincount(labels, minlength=len(LABELS)) / len(labels)
    assert 0.25 < shares[LABELS.index("none")] < 0.45
    assert (shares[:5] > 0.07).all()


def test_silhouettes_are_black_and_white() -> None:
    assert set(np.unique(synthesise(SYNTHESIS, 1).pictures)) == {0, 255}
