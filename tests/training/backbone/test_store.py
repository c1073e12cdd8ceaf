"""The adapted backbone's files: what was saved is read, and what is damaged is refused in words."""

import json
from pathlib import Path

import numpy as np
import pytest

from training.backbone.network import Backbone
from training.backbone.store import SHIPPED, Adapted, Calibration, load_adapted, save_adapted
from training.errors import RunError

pytestmark = pytest.mark.slow

SOURCES = [{"name": "ann", "licence": "MIT", "used_for": "training", "count": 7}]


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> tuple[Adapted, Path]:
    backbone = Backbone(32, 4)
    random = np.random.default_rng(1)
    weights = [one + random.normal(0, 0.01, one.shape) for one in backbone.network.get_weights()]
    backbone.network.set_weights(weights)
    adapted = Adapted(backbone, SOURCES, Calibration(1.25, 0.7, {"macro_f1": 0.9}))
    path = tmp_path_factory.mktemp("backbone") / "adapted.npz"
    save_adapted(adapted, path)
    return adapted, path


def copy(path: Path, folder: Path) -> Path:
    for one in (path, path.with_suffix(".json")):
        (folder / one.name).write_bytes(one.read_bytes())
    return folder / path.name


def test_what_was_saved_is_read_with_weights_of_16_bits(saved: tuple[Adapted, Path]) -> None:
    adapted, path = saved
    again = load_adapted(path)
    assert (again.sources, again.calibration) == (adapted.sources, adapted.calibration)
    assert (again.backbone.side, again.backbone.embedding) == (32, 4)
    before, after = adapted.backbone.network.get_weights(), again.backbone.network.get_weights()
    assert all((one.astype(np.float16) == other).all() for one, other in zip(before, after, strict=True))
    save_adapted(again, path.with_name("again.npz"))
    with np.load(path) as first, np.load(path.with_name("again.npz")) as second:
        assert all((first[name] == second[name]).all() for name in first)


def test_the_shipped_one_says_what_it_learned_from() -> None:
    record = json.loads(SHIPPED.with_suffix(".json").read_text())
    assert set(record) == {"side", "embedding", "calibration", "sources"}
    assert all(one["licence"] and one["count"] > 0 for one in record["sources"])
    assert 0.5 <= Calibration(**record["calibration"]).threshold < 1


@pytest.mark.parametrize("kept", [0, 10, 5000, -200])
def test_weights_that_end_too_early_are_refused(kept: int, saved: tuple[Adapted, Path], tmp_path: Path) -> None:
    path = copy(saved[1], tmp_path)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(RunError, match=r"adapted\.npz is no backbone of this version .*restore it, or adapt it anew"):
        load_adapted(path)


def test_a_flipped_byte_is_seen(saved: tuple[Adapted, Path], tmp_path: Path) -> None:
    path = copy(saved[1], tmp_path)
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))
    with pytest.raises(RunError, match="is no backbone of this version"):
        load_adapted(path)


@pytest.mark.parametrize(
    "change",
    [{"embedding": 5}, {"calibration": {"temperature": 1}}, {"side": "large"}, {"sources": None, "calibration": None}],
)
def test_a_record_that_does_not_fit_is_refused(
    change: dict[str, object], saved: tuple[Adapted, Path], tmp_path: Path
) -> None:
    path = copy(saved[1], tmp_path)
    record = path.with_suffix(".json")
    record.write_text(json.dumps(json.loads(record.read_text()) | change))
    with pytest.raises(RunError, match="is no backbone of this version"):
        load_adapted(path)


@pytest.mark.parametrize("content", [None, "", "[]", "{}"])
def test_a_record_that_is_none_is_refused(content: str | None, saved: tuple[Adapted, Path], tmp_path: Path) -> None:
    path = copy(saved[1], tmp_path)
    record = path.with_suffix(".json")
    if content is None:
        record.unlink()
    else:
        record.write_text(content)
    with pytest.raises(RunError, match="is no backbone of this version"):
        load_adapted(path)
