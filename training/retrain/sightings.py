"""What backbones see in the pictures of people's samples, and in crops: hand numbers, and what a head says of them."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np

from backend.learning.samples import LabelledSample
from training.backbone.augment import CONTEXT
from training.backbone.crops import BATCH, STORED_SIDE, Crops
from training.backbone.eyes import Eyes
from training.backbone.frames import Frame
from training.errors import DataError
from training.head.features import NONE, Floats
from training.head.hand_numbers import TURN, features_of, presence_of
from training.head.published import read_head
from training.kernel import Square
from training.registry.manifest import read_hand_manifest
from training.registry.recogniser import look_at_squares
from training.retrain.hands import decode, whole
from training.silhouette import Picture

_MIDDLE: Final = STORED_SIDE / 2
IN_CROP: Final = Square(_MIDDLE, _MIDDLE, STORED_SIDE / CONTEXT)  # what a backbone is shown of a crop


def frame_of(sample: LabelledSample, source: str, turn: Floats) -> Frame:
    """A sample as a picture to learn from; `turn` [2] is what was up in it in the camera's frame."""
    picture = picture_of(sample)
    pose = "" if sample.label == "none" else sample.label
    (_, square), *_ = whole([picture])
    up = (float(turn[0]), float(turn[1]))
    return Frame(Path(), sample.label, pose, source, None, None, square, sample.frame_image, up)


def picture_of(sample: LabelledSample) -> Picture:
    """RGBA [height, width, 4] of a sample that has one. Raises DataError."""
    picture = None if sample.frame_image is None else decode(sample.frame_image)
    if picture is None:
        raise DataError("A picture that was read a moment ago is damaged now: run it again.")
    return picture


def in_training(eyes: Eyes, samples: Sequence[LabelledSample], turns: Floats) -> Floats:
    """Hand numbers [n, 67 + E] of samples' pictures by a backbone in Keras; `turns` [n, 2] are those of the hands."""
    rows = []
    for start in range(0, len(samples), BATCH):
        shown = list(whole(picture_of(one) for one in samples[start : start + BATCH]))
        seen = eyes.look([picture for picture, _ in shown], [square for _, square in shown])
        turn = turns[start : start + BATCH]
        columns = (seen.presence[:, None], seen.left[:, None], seen.points.reshape(len(turn), -1), turn, seen.embedding)
        rows.append(np.concatenate(columns, 1))
    return np.concatenate(rows).astype(np.float32)


def in_samples(model: Path, samples: Sequence[LabelledSample], turns: Floats) -> Floats:
    """The same by a model's backbone on wasm. Raises TrainingError."""
    return _turned(look_at_squares(whole(picture_of(one) for one in samples), model)[0], turns)


def in_crops(model: Path, crops: Crops) -> Floats:
    """Hand numbers [n, 67 + E] of crops, by a model's backbone on wasm. Raises TrainingError."""
    opaque = np.full((STORED_SIDE, STORED_SIDE, 1), 255, np.uint8)
    shown = ((np.concatenate([pixels, opaque], 2), IN_CROP) for pixels in crops.pixels)
    return _turned(look_at_squares(shown, model)[0], crops.turn)


def said(model: Path, hands: Floats) -> Floats:
    """Probabilities [n, labels] of a model's head for hand numbers; none for sure where the model sees no hand."""
    probabilities = read_head(model).head.probabilities(features_of(hands))
    unseen = presence_of(hands) < read_hand_manifest(model).presence / 2  # as of a hand that is followed
    probabilities[unseen] = np.eye(probabilities.shape[1], dtype=np.float32)[NONE]
    return probabilities


def taken_for_hands(model: Path, crops: Crops) -> float:
    """The share of crops in which a model begins to see a hand. Raises TrainingError."""
    return float((presence_of(in_crops(model, crops)) >= read_hand_manifest(model).presence).mean())


def _turned(hands: Floats, turns: Floats) -> Floats:
    """Pictures were turned upright when they were taken; how hands were held is known from then."""
    hands[:, TURN] = turns
    return hands
