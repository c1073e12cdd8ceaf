"""`just evaluate-steady`: what the page would show of films of labelled silhouettes, by each way of smoothing.

A film shows an empty box, then a person's pictures of one label one after another, each for a while: 33, 100 or 300 ms.
The pictures jump, as no hand does, so it is about differences between ways of smoothing and not about heights. Answers
and smoothing are the page's own TypeScript (web/src/evaluate/). The shares are means over the labels of the frames that
show the film's label, after the first half second; `changes` is how often a second the shown label changes, and
`delay_ms` and `gone_ms` how long a gesture that is suddenly there, or gone, takes to be named, or no longer.
"""

import argparse
import json
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.data.datasets import Example, read_examples
from training.errors import DataError, TrainingError
from training.evaluate.model import ROOT
from training.labels import LABELS
from training.metrics import Probabilities
from training.registry.manifest import read_manifest
from training.registry.publish import current_model
from training.registry.recogniser import classify, run_program
from training.silhouette import Picture

STEP_MS: Final = 1000 / 30
HELD: Final = (1, 3, 9)  # frames for which a picture is shown
SETTLING: Final = 15  # frames that do not count
LONG: Final = 60  # frames: whatever is certain for so long is named
NONE: Final = LABELS.index("none")
SHORTEST, LONGEST = 10, 30  # pictures of a film
PARAMETERS: Final = ("time_constant_ms", "enter", "leave", "dwell_ms")
Film = tuple[str, Probabilities]  # what it shows, and the answers [frames, labels]


def films_of(examples: list[Example], answers: Probabilities, empty: Probabilities) -> list[Film]:
    """Each person's pictures of each label, in the folder's order, at each speed. Raises DataError where there is none.

    `answers` [n, labels] are those to the examples, `empty` [labels] the one to an empty box, which a film begins with.
    """
    rows: dict[tuple[str, str], list[int]] = defaultdict(list)
    for row, (_, label, source) in enumerate(examples):
        if label in LABELS:
            rows[source, label].append(row)
    films = []
    for (_, label), own in sorted(rows.items()):
        parts = [own[first : first + LONGEST] for first in range(0, len(own), LONGEST)]
        for part in parts:
            if len(part) >= SHORTEST:
                films += [(label, np.vstack([empty, np.repeat(answers[part], held, axis=0)])) for held in HELD]
    if {label for label, film in films if len(film) > SETTLING + 1} != set(LABELS):
        raise DataError(f"Some label is shown {SHORTEST} times by nobody: name a folder with more pictures of each.")
    return films


def shown(films: list[Probabilities], smoothing: dict[str, float]) -> list[npt.NDArray[np.uint8]]:
    """The index of the label that the page shows at each frame of each film. Raises TrainingError."""
    question = {
        "stepMs": STEP_MS,
        "none": NONE,
        "smoothing": {
            "timeConstant": smoothing["time_constant_ms"],
            "enter": smoothing["enter"],
            "leave": smoothing["leave"],
            "dwell": smoothing["dwell_ms"],
        },
        "films": [film.tolist() for film in films],
    }
    lengths = [len(film) for film in films]
    said = np.frombuffer(run_program(json.dumps(question).encode(), sum(lengths), "--steady"), np.uint8)
    return np.split(said, np.cumsum(lengths)[:-1])


def metrics(films: list[Film], smoothing: dict[str, float]) -> dict[str, float]:
    """What `just evaluate-steady` prints of one way of smoothing."""
    sure = np.full((1 + 2 * LONG, len(LABELS)), 0.01)
    sure[0, NONE] = sure[1 : 1 + LONG, 0] = sure[1 + LONG :, NONE] = 0.95
    *answers, sudden = shown([*(film for _, film in films), sure], smoothing)
    shares: dict[str, list[float]] = defaultdict(list)
    changes: list[float] = []
    for (label, _), said in zip(films, answers, strict=True):
        if len(said) > SETTLING + 1:
            shares[label].append(float(np.mean(said[SETTLING + 1 :] == LABELS.index(label))))
        changes.append(np.count_nonzero(np.diff(said)) / (len(said) * STEP_MS / 1000))
    means = {label: float(np.mean(found)) for label, found in shares.items()}
    return {
        "gesture_share": round(float(np.mean([share for label, share in means.items() if label != "none"])), 4),
        "none_share": round(means["none"], 4),
        "changes": round(float(np.mean(changes)), 3),
        "delay_ms": _wait(sudden[1 : 1 + LONG] == 0),
        "gone_ms": _wait(sudden[1 + LONG :] == NONE),
    }


def _wait(there: npt.NDArray[np.bool_]) -> int:
    """Milliseconds until it is there, with the frame in which it came; -1 for never."""
    return round(float(there.argmax() + 1) * STEP_MS) if there.any() else -1


def _smoothing(text: str) -> dict[str, float]:
    values = [float(value) for value in text.split(",")]
    if len(values) != len(PARAMETERS):
        raise argparse.ArgumentTypeError(f"{text} is not {','.join(PARAMETERS)}")
    return dict(zip(PARAMETERS, values, strict=True))


def main(arguments: list[str] | None = None) -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just evaluate-steady", description=__doc__)
    add = parser.add_argument
    add("folder", type=Path, help="holds index.csv (file,label,source) and the silhouettes")
    add("--models", type=Path, default=ROOT / "converted_models", help="the registry's folder")
    add("--model", help="a model's id; the current one by default")
    add("--smoothing", type=_smoothing, action="append", metavar=",".join(PARAMETERS), default=[],
        help="another way than the model's (repeatable)")  # fmt: skip
    add(
        "--without-sources",
        type=lambda names: set(names.split(",")),
        metavar="A,B",
        default=set(),
        help="of the folder",
    )
    options = parser.parse_args(arguments)
    try:
        model = options.models / options.model if options.model else current_model(options.models)
        manifest = read_manifest(model)
        examples = [one for one in read_examples(options.folder) if one.source not in options.without_sources]
        print(f"Classifying {len(examples)} silhouettes with {model.name} …", file=sys.stderr)  # noqa: T201
        films = _films(examples, model)
        rows: list[dict[str, Any]] = [
            {**smoothing, **metrics(films, smoothing)} for smoothing in (manifest.raw["smoothing"], *options.smoothing)
        ]
    except TrainingError as error:
        sys.exit(f"just evaluate-steady: {error}")
    for row in rows:
        print(json.dumps(row))  # noqa: T201


def _films(examples: list[Example], model: Path) -> list[Film]:
    nothing: Picture = np.zeros((128, 128), np.uint8)
    answers = classify([*(example.picture for example in examples), nothing], model)
    return films_of(examples, answers[:-1], answers[-1])


if __name__ == "__main__":
    main()
