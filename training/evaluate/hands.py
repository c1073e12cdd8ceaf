"""Scores a model that sees hands on labelled pictures of any size.

Each picture is a still of its own. The largest hand in it decides; where none is found, it is `none`.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from training.data.datasets import Row
from training.errors import DataError
from training.labels import HAND_LABELS
from training.metrics import (
    Indices,
    false_alarm_rate,
    gestures_right,
    macro_f1,
    metrics_per_label,
    true_indices,
)
from training.registry.recogniser import HandAnswers
from training.silhouette import Picture

Mask = npt.NDArray[np.bool_]


def pictures_of(rows: Sequence[Row]) -> Iterator[Picture]:
    """Each row's picture (height, width, 4; RGBA), one after another. Raises DataError on one that cannot be read."""
    for row in rows:
        data = np.fromfile(row.path, np.uint8) if row.path.is_file() else np.empty(0, np.uint8)
        picture = cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
        if picture is None:
            raise DataError(f"{row.path}: not a picture that can be read. Mend it, or take it out of the list.")
        yield np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2RGBA), np.uint8)


def evaluate_hands(rows: Sequence[Row], answers: HandAnswers, threshold: float) -> dict[str, Any]:
    """The metrics that `just evaluate` prints; labels are the most probable ones."""
    predicted = answers.probabilities.argmax(axis=1).astype(np.int64)
    true = true_indices([row.label for row in rows], predicted, HAND_LABELS)
    sources = np.array([row.source for row in rows])
    return {
        **_metrics(true, predicted, np.ones(len(rows), np.bool_)),
        "per_label": metrics_per_label(true, predicted, HAND_LABELS),
        "per_source": {
            source: _metrics(true, predicted, sources == source) for source in sorted(set(sources.tolist()))
        },
        "found": float(np.mean(answers.hands > 0)),
        "false_alarm_rate": false_alarm_rate(true, answers.probabilities, threshold),
        "gestures_right_at_threshold": gestures_right(true, answers.probabilities, threshold),
        "threshold": threshold,
    }


def _metrics(true: Indices, predicted: Indices, of: Mask) -> dict[str, Any]:
    return {
        "n": int(np.count_nonzero(of)),
        "accuracy": float(np.mean((true == predicted)[of])),
        "macro_f1": macro_f1(true[of], predicted[of], HAND_LABELS),
    }


def dump(file: Path, rows: Sequence[Row], answers: HandAnswers) -> None:
    """Writes what is seen in each picture, a row of each array, with its path, label and source. Raises DataError."""
    try:
        np.savez(
            file,
            path=np.array([str(row.path) for row in rows]),
            label=np.array([row.label for row in rows]),
            source=np.array([row.source for row in rows]),
            hands=answers.hands,
            presence=answers.presence,
            left=answers.left,
            square=answers.squares,
            points=answers.points,
            probabilities=answers.probabilities,
            embedding=answers.embeddings,
        )
    except OSError as error:
        raise DataError(f"{file} cannot be written ({error}): name another file.") from error
