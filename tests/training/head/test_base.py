"""Base embeddings: what is chosen, what the file keeps, and what is said of a bad one."""

from pathlib import Path

import numpy as np
import pytest

from tests.training.head.views import views_of
from training.backbone.crops import RENDERED
from training.errors import RunError
from training.head import base as module
from training.head.base import Base, choose_base, load_base, refresh_base, save_base
from training.labels import HAND_LABELS

BACKBONE = "ab" * 32


@pytest.fixture(scope="module")
def base() -> Base:
    people = views_of(HAND_LABELS * 6, sources=("ann", "bob", "cat"))
    varied = views_of(HAND_LABELS * 2, sources=("ann", "bob", "cat"), exact=False)
    nothing = views_of(["none"] * 4, sources=("ann", "bob"), hand=False)
    drawn = views_of(HAND_LABELS, sources=(RENDERED,))
    return choose_base(people.and_those(varied).and_those(nothing).and_those(drawn), {"bob"}, BACKBONE, 1)


def test_of_people_held_out_only_hands_as_they_are_stay(base: Base) -> None:
    assert set(base.views.source) == {"ann", "bob", "cat", RENDERED}
    assert (base.validation == (base.views.source == "bob")).all()
    assert base.views.exact[base.validation].all()
    assert base.views.hand[base.validation].all()
    assert not base.views.exact.all()
    assert not base.views.hand.all()


def test_groups_share_the_places(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "COUNTS", (9, 0, 0, 0))
    many, few = views_of(["fist"] * 30 + ["l"] * 20), views_of(["peace"] * 3, sources=("bob",))
    chosen = choose_base(many.and_those(few), frozenset(), BACKBONE, 1).views
    assert np.unique(chosen.allowed.argmax(1), return_counts=True)[1].tolist() == [3, 3, 3]


def test_the_file_keeps_numbers_to_eight_bits_and_all_else_exactly(base: Base, tmp_path: Path) -> None:
    save_base(base, tmp_path / "base.npz")
    read = load_base(tmp_path / "base.npz")
    assert read.backbone == BACKBONE
    assert (read.validation == base.validation).all()
    for name in ("allowed", "pose", "source", "hand", "exact"):
        assert (getattr(read.views, name) == getattr(base.views, name)).all(), name
    near = 1 / 250
    assert read.views.embedding == pytest.approx(base.views.embedding, abs=near * np.abs(base.views.embedding).max())
    assert read.views.points[:, :, :2] == pytest.approx(base.views.points[:, :, :2], abs=near)
    assert read.views.turn == pytest.approx(base.views.turn, abs=2 * near)
    assert read.views.left == pytest.approx(base.views.left, abs=near)


def test_only_those_of_another_backbone_are_written_over(base: Base, tmp_path: Path) -> None:
    path = tmp_path / "base.npz"
    refresh_base(base, path)
    written = path.read_bytes()
    refresh_base(Base(base.views.rows(base.validation), base.validation[base.validation], BACKBONE), path)
    assert path.read_bytes() == written
    refresh_base(Base(base.views, base.validation, "cd" * 32), path)
    assert load_base(path).backbone == "cd" * 32


@pytest.mark.parametrize("damage", ["missing", "cut", "empty", "other"])
def test_a_damaged_file_is_refused(base: Base, tmp_path: Path, damage: str) -> None:
    path = tmp_path / "base.npz"
    save_base(base, path)
    if damage == "missing":
        path.unlink()
    elif damage == "other":
        np.savez(path, embedding=np.zeros((2, 3)))
    else:
        path.write_bytes(path.read_bytes()[: len(path.read_bytes()) // 2 if damage == "cut" else 0])
    with pytest.raises(RunError, match="write it anew with `just train-and-convert"):
        load_base(path)


def test_the_one_that_ships_is_small_and_has_every_label_on_both_sides() -> None:
    assert module.SHIPPED_BASE.stat().st_size < 1_500_000
    shipped = load_base()
    for rows in (shipped.validation, ~shipped.validation):
        assert (shipped.views.rows(rows & (shipped.views.hand > 0)).allowed.sum(0) > 30).all()
    assert not set(shipped.views.source[shipped.validation]) & set(shipped.views.source[~shipped.validation])
