"""Hand numbers of people's samples by the backbone in force: those that were stored, or seen anew in the picture."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from backend.learning.samples import LabelledSample
from training.head.features import Floats
from training.head.hand_numbers import BEFORE_EMBEDDING, TURN, presence_of
from training.kernel import Square
from training.labels import HAND_LABELS
from training.registry.manifest import read_hand_manifest
from training.registry.recogniser import look_at_squares
from training.silhouette import Picture

# Why a sample is left out, in words for the snapshot's manifest.
UNKNOWN: Final = "a gesture that the network does not know"
NOTHING_SEEN: Final = "no hand was seen in it"  # then no head is asked either, whatever was shown
NO_PICTURE: Final = "no numbers of the backbone in force, and no picture to see it anew"
NO_HAND_NOW: Final = "no hand for the backbone in force, in its picture"
DAMAGED: Final = "its numbers or its picture are damaged"


def hands_of(samples: Sequence[LabelledSample], stored: frozenset[str], model: Path) -> list[Floats | str]:
    """Of each sample hand numbers [67 + E], or why there are none.

    `stored` are the models with the backbone of `model`, whose numbers are used as they are. Pictures of the others'
    samples, upright crops of the hand's square, are shown to that backbone. Raises TrainingError.
    """
    manifest = read_hand_manifest(model)
    found: list[Floats | str] = []
    again: dict[int, Picture] = {}
    for number, sample in enumerate(samples):
        hand = np.frombuffer(sample.network_input, "<f4")
        picture = None if sample.frame_image is None else decode(sample.frame_image)
        if sample.label not in HAND_LABELS:
            found.append(UNKNOWN)
        elif not np.isfinite(hand).all() or len(hand) <= BEFORE_EMBEDDING:
            found.append(DAMAGED)
        elif not hand.any():
            found.append(NOTHING_SEEN)
        elif sample.model_id in stored:
            found.append(hand if len(hand) == BEFORE_EMBEDDING + manifest.embedding else DAMAGED)
        elif picture is None:
            found.append(NO_PICTURE if sample.frame_image is None else DAMAGED)
        else:
            again[number] = picture
            found.append(NO_HAND_NOW)
    if again:
        seen, _ = look_at_squares(whole(again.values()), model)
        for number, hand in zip(again, seen, strict=True):
            if presence_of(hand[None])[0] >= manifest.presence / 2:  # as of a hand that is followed
                # The picture was turned upright when it was taken; how the hand was held, the stored numbers say.
                hand[TURN] = np.frombuffer(samples[number].network_input, "<f4")[TURN]
                found[number] = hand
    return found


def whole(pictures: Iterable[Picture]) -> Iterator[tuple[Picture, Square]]:
    """Each picture of a sample with the square of the hand in it: all of it."""
    for picture in pictures:
        height, width = picture.shape[:2]
        yield picture, Square(width / 2, height / 2, max(width, height))


def decode(image: bytes) -> Picture | None:
    """RGBA [height, width, 4] of a sample's picture; None where it is damaged."""
    picture = cv2.imdecode(np.frombuffer(image, np.uint8), cv2.IMREAD_COLOR)
    return None if picture is None else np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGBA), np.uint8)
