"""Background subtraction: what it must see and must not see."""

from dataclasses import replace

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from training.silhouette import Picture, SilhouetteParameters
from training.subtraction import BackgroundSubtraction

PARAMETERS = SilhouetteParameters(width=64, height=64, learn_frames=20)
RANDOM = np.random.default_rng


def shoot(scene: npt.NDArray[np.generic], seed: int, gains: tuple[float, float, float] = (1, 1, 1)) -> Picture:
    """One noisy RGB frame."""
    noisy = scene * np.array(gains) + RANDOM(seed).normal(0, 2, scene.shape)
    return np.asarray(np.clip(np.rint(noisy), 0, 255), np.uint8)


@pytest.fixture
def room() -> Picture:
    small = RANDOM(3).uniform(60, 190, (8, 8, 3))
    return np.asarray(np.kron(small, np.ones((8, 8, 1))), np.uint8)


@pytest.fixture
def learned(room: Picture) -> BackgroundSubtraction:
    model = BackgroundSubtraction(PARAMETERS)
    for seed in range(PARAMETERS.learn_frames):
        model.learn(shoot(room, seed))
    return model


def with_hand(room: Picture) -> Picture:
    scene = room.copy()
    scene[20:50, 25:45] = (205, 150, 120)
    return scene


def test_an_empty_room_has_no_silhouette(learned: BackgroundSubtraction, room: Picture) -> None:
    for seed in range(100, 130):
        mask, noise = learned.segment(shoot(room, seed))
        assert np.count_nonzero(mask) == 0
        assert noise < 0.01


@pytest.mark.parametrize("gains", [(1, 1, 1), (0.8, 0.8, 0.8), (1.1, 1.0, 0.88)])
def test_a_hand_is_found_under_other_light(
    learned: BackgroundSubtraction, room: Picture, gains: tuple[float, float, float]
) -> None:
    mask, _ = learned.segment(shoot(with_hand(room), 200, gains))
    label_source = np.zeros((64, 64), bool)
    label_source[20:50, 25:45] = True
    found = mask == 255
    assert np.count_nonzero(found & label_source) / np.count_nonzero(found | label_source) > 0.85


def test_the_outline_runs_where_hand_and_background_are_mixed_half_and_half() -> None:
    """Two fingers with a narrow gap, as a lens blurs them: as wide as they are, and the gap stays open."""
    wall = np.full((64, 64, 3), 150, np.uint8)
    model = BackgroundSubtraction(PARAMETERS)
    for seed in range(PARAMETERS.learn_frames):
        model.learn(shoot(wall, seed))
    label_source = np.zeros((64, 64), bool)
    label_source[10:54, 18:28] = label_source[10:54, 31:41] = True
    share = cv2.GaussianBlur(label_source.astype(np.float64), (0, 0), 0.8)[:, :, None]
    mask, _ = model.segment(shoot(wall * (1 - share) + np.array([90, 60, 45]) * share, 100))
    assert np.count_nonzero((mask == 255) != label_source) < 0.03 * np.count_nonzero(label_source)
    assert np.count_nonzero(mask[12:52, 29]) == 0


def test_slow_light_is_followed(learned: BackgroundSubtraction, room: Picture) -> None:
    """Daylight that brightens half of the room by a third in twenty seconds leaves no silhouette."""
    for step in range(600):
        lit = room.astype(np.float64)
        lit[:, :32] *= 1 + step / 1800
        mask, _ = learned.segment(shoot(np.clip(lit, 0, 255).astype(np.uint8), 300 + step))
    assert np.count_nonzero(mask) == 0


def test_a_hand_that_stays_is_not_learned(learned: BackgroundSubtraction, room: Picture) -> None:
    for step in range(300):
        mask, _ = learned.segment(shoot(with_hand(room), 500 + step))
    assert np.count_nonzero(mask[20:50, 25:45]) > 0.9 * 30 * 20


def test_specks_are_removed_and_counted(learned: BackgroundSubtraction, room: Picture) -> None:
    scene = room.copy()
    scene[10:13, 10:13] = 255 - scene[10:13, 10:13]
    mask, noise = learned.segment(shoot(scene, 700))
    assert np.count_nonzero(mask) == 0
    assert noise > 0


def test_one_level_more_changes_the_answer(learned: BackgroundSubtraction, room: Picture) -> None:
    """The threshold is met exactly: a pixel's level more on a flat picture adds to its score."""
    parameters = replace(PARAMETERS, threshold=1)
    model = BackgroundSubtraction(parameters)
    flat = np.full((64, 64, 3), 100, np.uint8)
    for _ in range(parameters.learn_frames):
        model.learn(flat)
    square = flat.copy()
    square[20:40, 20:40] += 1
    assert np.count_nonzero(model.segment(square)[0]) >= 396  # all but the corners


def test_refuses_what_it_cannot_use() -> None:
    model = BackgroundSubtraction(PARAMETERS)
    with pytest.raises(ValueError, match="not learned"):
        model.segment(np.zeros((64, 64, 3), np.uint8))
    with pytest.raises(ValueError, match="a frame is"):
        model.learn(np.zeros((64, 64), np.uint8))
    with pytest.raises(ValueError, match="too large"):
        model.learn(np.zeros((1, 128 * 64 + 1, 3), np.uint8))


def test_the_stage_takes_frames_of_any_size(room: Picture) -> None:
    stage = BackgroundSubtraction(PARAMETERS)
    big = np.kron(room, np.ones((3, 3, 1), np.uint8))
    frame = np.concatenate([big, np.full((*big.shape[:2], 1), 255, np.uint8)], axis=2)
    while not stage.learn(frame):
        pass
    mask, noise = stage.segment(frame)
    assert mask.shape == (64, 64)
    assert noise == 0


def test_the_background_is_forgotten(learned: BackgroundSubtraction, room: Picture) -> None:
    learned.reset()
    assert not learned.learned
    for seed in range(PARAMETERS.learn_frames):
        learned.learn(shoot(255 - room, seed))
    assert np.count_nonzero(learned.segment(shoot(255 - room, 100))[0]) == 0


def test_backgrounds_are_apart(learned: BackgroundSubtraction, room: Picture) -> None:
    other = BackgroundSubtraction(PARAMETERS)
    for seed in range(PARAMETERS.learn_frames):
        other.learn(shoot(255 - room, seed))
    for stage, shown in ((learned, room), (other, 255 - room)):
        assert np.count_nonzero(stage.segment(shoot(shown, 100))[0]) == 0
