"""Networks as TensorFlow.js' files: which numbers are written, and that rounded ones are smaller."""

import gzip
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest

from training.export.graph import LARGE, MANTISSA, round_weights, write_graph

pytestmark = pytest.mark.slow


def network() -> keras.Model:
    """One layer of many weights and one of few, all at random."""
    random = np.random.default_rng(1)
    made = keras.Sequential([keras.Input((40,)), keras.layers.Dense(50), keras.layers.Dense(3)])
    made.set_weights([random.normal(0, 0.1, one.shape) for one in made.get_weights()])
    return made


def written(folder: Path, name: str) -> dict[str, npt.NDArray[np.float16]]:
    """The weights of the files, by name."""
    document: dict[str, Any] = json.loads((folder / f"{name}.json").read_text())
    (group,) = document["weightsManifest"]
    assert group["paths"] == [f"{name}.bin"]
    data, found = (folder / f"{name}.bin").read_bytes(), {}
    for one in group["weights"]:
        if one["dtype"] == "int32":
            size = 4 * int(np.prod(one["shape"]))
        else:
            assert one["quantization"] == {"dtype": "float16", "original_dtype": "float32"}
            size = 2 * int(np.prod(one["shape"]))
            found[one["name"]] = np.frombuffer(data[:size], np.float16).reshape(one["shape"])
        data = data[size:]
    assert data == b""
    return found


def test_rounded_weights_are_what_is_written_and_weigh_less(tmp_path: Path) -> None:
    plain = network()
    write_graph(plain, tmp_path, "plain")
    rounded = round_weights(network())
    write_graph(rounded, tmp_path, "rounded")
    assert {path.name for path in tmp_path.iterdir()} == {
        "plain.json", "plain.bin", "rounded.json", "rounded.bin"
    }  # fmt: skip
    sizes = [len(gzip.compress((tmp_path / f"{name}.bin").read_bytes())) for name in ("plain", "rounded")]
    assert sizes[1] < 0.85 * sizes[0]
    found = written(tmp_path, "rounded")
    kept = {one.shape: one for one in rounded.get_weights()}
    assert len(found) == len(kept) == 4
    for one in found.values():
        assert (one.astype(np.float32) == kept[one.shape]).all()


def test_large_weights_keep_so_many_bits_and_small_ones_all_of_16() -> None:
    random = np.random.default_rng(1)
    made = keras.Sequential([keras.Input((LARGE,)), keras.layers.Dense(1), keras.layers.Dense(LARGE - 1)])
    before = [(random.normal(0, 1, one.shape) * 10.0 ** random.integers(-3, 2)) for one in made.get_weights()]
    made.set_weights(before)
    large, *small = [one.ravel() for one in round_weights(made).get_weights()]
    bits = large.astype(np.float16).view(np.uint16)
    assert (bits.view(np.float16) == large).all()
    assert not (bits & ((1 << (10 - MANTISSA)) - 1)).any()
    exact = before[0].ravel()
    # The nearest number of so many bits is at most half a step away, and 16 bits half a step of their own.
    half = 2.0 ** -(MANTISSA + 1) + 2.0**-11
    assert (np.abs(large - exact) <= half * np.maximum(np.abs(exact), 2.0**-14)).all()
    assert abs(float(np.sum(large - exact) / np.sum(np.abs(exact)))) < 0.002  # to either side
    for one, given in zip(small, before[1:], strict=True):
        assert (one == given.ravel().astype(np.float16)).all()
    again = round_weights(made).get_weights()[0].ravel()
    assert (again == large).all()


@pytest.mark.parametrize(
    ("value", "rounded"),
    [(1.0, 1.0), (1 + 1 / 32, 1 + 1 / 32), (1 + 0.45 / 32, 1.0), (1 + 0.55 / 32, 1 + 1 / 32), (-0.1, -0.099609375),
     (1.99, 2.0), (0.0, 0.0)],
)  # fmt: skip
def test_some_numbers_by_hand(value: float, rounded: float) -> None:
    made = keras.Sequential([keras.Input((LARGE,)), keras.layers.Dense(1, use_bias=False)])
    made.set_weights([np.full((LARGE, 1), value)])
    assert round_weights(made).get_weights()[0].tolist() == [[rounded]] * LARGE
