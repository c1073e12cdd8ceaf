"""Distilling: what counts for which loss, and that a run learns, is logged and goes on where it was interrupted."""

import dataclasses
import functools
import json
from pathlib import Path
from typing import Any

import keras
import numpy as np
import numpy.typing as npt
import pytest

from training.backbone.crops import EITHER_PALM, NO_LABEL, Crops, rendered
from training.backbone.distil import (
    CLOSED,
    OPEN,
    WEIGHTS,
    BackboneConfig,
    Batches,
    Distiller,
    Progress,
    distil,
    measure,
)
from training.labels import HAND_LABELS

Floats = npt.NDArray[np.float32]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning"),  # of Keras, as it saves
]

CONFIG = BackboneConfig(side=32, embedding=4, batch=4, epochs=2, steps=2, ema=0.5)


@pytest.fixture(scope="module")
def crops() -> Crops:
    """Twelve rendered hands, and four crops of a wall."""
    hands = rendered(1, 12, ["fist", "l"], processes=1)
    walls = dataclasses.replace(
        hands.rows(np.arange(4)),
        pixels=np.full((4, 192, 192, 3), 120, np.uint8),
        points=np.zeros((4, 21, 3), np.float32),
        label=np.full(4, NO_LABEL, np.int32),
        pose=np.full(4, NO_LABEL, np.int32),
        hand=np.zeros(4, np.float32),
    )
    return hands.and_those(walls)


def log(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / "log.jsonl").read_text().splitlines()]


def test_an_interrupted_run_goes_on_and_a_finished_one_is_read(
    crops: Crops, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    keras.utils.set_random_seed(CONFIG.seed)
    before = Distiller(CONFIG, 2).network.get_weights()
    note = Progress.note

    def interrupt(progress: Progress, values: dict[str, Any]) -> None:
        note(progress, values)
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(Progress, "note", interrupt)
        patch.setattr(Distiller, "compile", functools.partialmethod(keras.Model.compile, run_eagerly=True))
        distil(crops, CONFIG, tmp_path)
    assert [row["epoch"] for row in log(tmp_path)] == [1]
    assert not (tmp_path / WEIGHTS).exists()
    model = distil(crops, CONFIG, tmp_path, validation=crops)  # the other epoch is traced, as all are of a long run
    assert int(model.optimizer.iterations) == CONFIG.epochs * CONFIG.steps
    *epochs, validated = log(tmp_path)
    assert [row["epoch"] for row in epochs] == [1, 2]
    assert all(np.isfinite(row["loss"]) and row["loss"] > 0 for row in epochs)
    after = model.network.get_weights()
    moved = [float(np.abs(one - other).max()) for one, other in zip(before, after, strict=True)]
    assert 0 < max(moved) < 0.1
    assert np.mean([one > 0 for one in moved]) > 0.9
    assert validated == measure(model, crops)
    assert 0 < validated["points_off"] < 0.5
    assert 0 <= validated["macro_f1"] <= 1

    def refuse(*_: object) -> None:
        raise AssertionError("trained again")

    monkeypatch.setattr(Distiller, "fit", refuse)
    again = distil(crops, CONFIG, tmp_path).network.get_weights()
    assert all((one == other).all() for one, other in zip(after, again, strict=True))


class Said:
    """Answers of a distiller that are all alike, and what is true of them; each test changes some."""

    def __init__(self, rows: int) -> None:
        random = np.random.default_rng(1)

        def normal(*shape: int) -> Floats:
            return random.normal(0, 1, shape).astype(np.float32)

        self.said = {
            "points": normal(rows, 63),
            "true_points": normal(rows, 63),
            "presence": normal(rows, 1),
            "left": normal(rows, 1),
            "true_left": np.ones((rows, 1), np.float32),
            "gesture": normal(rows, len(HAND_LABELS)),
            "pose": normal(rows, 2),
        }
        self.true = {
            "hand": np.ones(rows, np.float32),
            "label": np.full(rows, NO_LABEL, np.int32),
            "pose": np.full(rows, NO_LABEL, np.int32),
        }


def only(
    points_weight: float = 0,
    gesture_weight: float = 0,
    pose_weight: float = 0,
    presence_weight: float = 0,
    side_weight: float = 0,
) -> BackboneConfig:
    """A configuration in which all other losses weigh nothing."""
    return dataclasses.replace(
        CONFIG,
        label_smoothing=0,
        points_weight=points_weight,
        gesture_weight=gesture_weight,
        pose_weight=pose_weight,
        presence_weight=presence_weight,
        side_weight=side_weight,
    )


@pytest.fixture(scope="module")
def distiller() -> Distiller:
    return Distiller(CONFIG, 2)


def loss(distiller: Distiller, config: BackboneConfig, known: Said) -> float:
    distiller.config = config
    return float(distiller.compute_loss(y=known.true, y_pred=known.said))


def test_crops_without_a_hand_count_for_presence_only(distiller: Distiller) -> None:
    known = Said(4)
    known.true["hand"][2:] = 0
    config = only(points_weight=1, side_weight=1)
    before = loss(distiller, config, known)
    known.said["points"][2:] += 5
    known.said["left"][2:] += 5
    assert loss(distiller, config, known) == pytest.approx(before)
    known.said["points"][0] += 5
    assert loss(distiller, config, known) > before + 1
    presence = only(presence_weight=1)
    x = known.said["presence"][:, 0]
    expected = np.where(known.true["hand"] > 0, np.log1p(np.exp(-x)), np.log1p(np.exp(x))).mean()
    assert loss(distiller, presence, known) == pytest.approx(expected, abs=1e-5)


def test_depth_counts_less_than_what_is_seen(distiller: Distiller) -> None:
    known = Said(1)
    known.said["points"] = known.said["true_points"] + np.tile(np.array([0, 0, 1], np.float32), (1, 21))
    assert loss(distiller, only(points_weight=1), known) == pytest.approx(CONFIG.depth_weight / 3, abs=1e-5)
    known.said["points"] = known.said["true_points"] + np.tile(np.array([1, 0, 0], np.float32), (1, 21))
    assert loss(distiller, only(points_weight=1), known) == pytest.approx(1 / 3, abs=1e-5)


def test_a_side_that_is_not_known_counts_for_nothing(distiller: Distiller) -> None:
    known = Said(2)
    known.said["true_left"][1] = 0.5
    expected = np.log1p(np.exp(-known.said["left"][0, 0]))
    assert loss(distiller, only(side_weight=1), known) == pytest.approx(expected, abs=1e-5)


def test_either_palm_is_right_where_only_that_is_known(distiller: Distiller) -> None:
    known = Said(3)
    known.true["label"][:] = (EITHER_PALM, HAND_LABELS.index("okay"), NO_LABEL)
    logits = known.said["gesture"].astype(np.float64)
    share = np.exp(logits) / np.exp(logits).sum(1, keepdims=True)
    palm = -np.log(share[0, OPEN] + share[0, CLOSED])
    okay = -np.log(share[1, HAND_LABELS.index("okay")])
    assert loss(distiller, only(gesture_weight=1), known) == pytest.approx((palm + okay) / 2, abs=1e-5)


def test_a_pose_without_a_name_counts_for_nothing(distiller: Distiller) -> None:
    known = Said(2)
    known.true["pose"][:] = (1, NO_LABEL)
    expected = -np.log(np.exp(known.said["pose"][0, 1]) / np.exp(known.said["pose"][0]).sum())
    assert loss(distiller, only(pose_weight=1), known) == pytest.approx(expected, abs=1e-5)


def test_batches_have_their_share_without_a_hand_and_draw_what_is_rare_more_often(crops: Crops) -> None:
    config = dataclasses.replace(CONFIG, batch=8, steps=40)
    often = crops.rows(np.array([0] * 90 + [1] + [12] * 9))
    often.source[90] = "another"
    often.label[:91] = 2
    batches = Batches(often, config)
    assert len(batches) == 40
    hands = np.concatenate([batches[i][1]["hand"] for i in range(40)])
    assert hands.mean() == pytest.approx(0.75)
    left = np.concatenate([batches[i][0]["points"][:, 4, 0] for i in range(40)])
    rare = np.isclose(left, crops.points[1, 4, 0])[hands > 0].mean()
    assert 1 / np.sqrt(90) / 2 < rare < 0.25  # one of 91, drawn as often as the root says: one of 10.5
    first, again = batches[3], Batches(often, config)[3]
    assert all((first[0][name] == again[0][name]).all() for name in first[0])
    batches.on_epoch_end()
    assert any((first[0][name] != batches[3][0][name]).any() for name in first[0])


def test_without_crops_of_nothing_batches_are_all_hands(crops: Crops) -> None:
    hands = crops.rows(np.arange(12))
    assert Batches(hands, CONFIG)[0][1]["hand"].tolist() == [1] * CONFIG.batch
