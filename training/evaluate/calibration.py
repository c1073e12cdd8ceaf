"""What five own examples of each gesture bring people: their macro F1 before and after the page learned them.

Synthetic subjects by default (subjects.py), or the sources of a folder with index.csv. A person's first five pictures
of each gesture are the examples; the others, and all of `none`, are named. Both the learning and the naming
are the page's own TypeScript on the wasm backend (web/src/evaluate/calibrate.ts).
"""

import argparse
import json
import struct
import sys
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from training.data.datasets import Example, read_examples
from training.errors import DataError, TrainingError
from training.evaluate.model import ROOT
from training.evaluate.subjects import person
from training.labels import LABELS
from training.metrics import Indices, Probabilities, false_alarm_rate, macro_f1, true_indices
from training.registry.manifest import read_manifest
from training.registry.publish import current_model
from training.registry.recogniser import run_classifier
from training.silhouette import SilhouetteParameters
from training.synthetic.pool import in_processes
from training.synthetic.poses import GESTURES

EXAMPLES = 5  # of each gesture, as the page asks for
NAMED = -1  # the label of what is no example


def choose_examples(examples: list[Example]) -> Indices:
    """For each picture the index of its label where it is one of its person's first five of a gesture, else -1."""
    seen: Counter[tuple[str, str]] = Counter()
    chosen = []
    for _, label, source in examples:
        seen[source, label] += 1
        is_example = label in GESTURES and seen[source, label] <= EXAMPLES
        chosen.append(LABELS.index(label) if is_example else NAMED)
    return np.array(chosen, np.int64)


def whole(examples: list[Example]) -> list[Example]:
    """The people who show some gesture more than five times. Raises DataError where there is nobody."""
    counts = Counter((source, label) for _, label, source in examples)
    enough = {source for (source, label), n in counts.items() if label in GESTURES and n > EXAMPLES}
    left = [example for example in examples if example.source in enough]
    if not left:
        raise DataError(f"Nobody shows a gesture more than {EXAMPLES} times: name a folder with more pictures of each.")
    return left


def answers(examples: list[Example], chosen: Indices, model: Path) -> tuple[Probabilities, Probabilities]:
    """Probabilities [n, labels] by the network alone and by each person's own examples. Raises TrainingError."""
    sizes = {example.picture.shape for example in examples}
    if len(sizes) != 1:
        raise DataError(f"The pictures have {len(sizes)} sizes; they need one.")
    height, width = sizes.pop()
    names = sorted({example.source for example in examples})
    people = np.array([names.index(example.source) for example in examples], "<i4")
    stream = struct.pack("<III", width, height, len(examples)) + people.tobytes() + chosen.astype("<i4").tobytes()
    pictures = b"".join(example.picture.tobytes() for example in examples)
    both = run_classifier(stream + pictures, 2 * len(examples), model, "--own")
    return both[: len(examples)], both[len(examples) :]


def compare(
    examples: list[Example], chosen: Indices, both: tuple[Probabilities, Probabilities], threshold: float
) -> dict[str, Any]:
    """What `just evaluate-calibration` prints: macro F1 per person, their mean, and false alarms at the threshold."""
    rest = chosen == NAMED
    sources = np.array([example.source for example in examples])[rest]
    labels = [example.label for example, named in zip(examples, rest, strict=True) if named]
    before, after = (_metrics(labels, sources, answer[rest], threshold) for answer in both)
    pairs = [(before["per_person"][name], after["per_person"][name]) for name in before["per_person"]]
    return {
        "people": len(pairs),
        "better": sum(after > before for before, after in pairs),
        "worse": sum(after < before for before, after in pairs),
        "before": before,
        "after": after,
    }


def _metrics(labels: list[str], sources: Any, probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    true = true_indices(labels, predicted)
    names = sorted(set(sources.tolist()))
    f1 = {name: macro_f1(true[sources == name], predicted[sources == name]) for name in names}
    return {
        "mean_macro_f1": round(float(np.mean(list(f1.values()))), 4),
        "false_alarm_rate": round(false_alarm_rate(true, probabilities, threshold), 4),
        "per_person": {name: round(value, 4) for name, value in f1.items()},
    }


def invent(people: int, each: int, seed: int, processes: int) -> list[Example]:
    """Synthetic subjects with `each` pictures of every label."""
    draw = partial(_person, seed, each)
    return [example for examples in in_processes(draw, range(people), processes) for example in examples]


def _person(seed: int, each: int, number: int) -> list[Example]:
    return person(seed, number, each, SilhouetteParameters())


def main(arguments: list[str] | None = None) -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just evaluate-calibration", description=__doc__)
    add = parser.add_argument
    add(
        "folder",
        type=Path,
        nargs="?",
        help="index.csv (file,label,source) and silhouettes; synthetic subjects without it",
    )
    add("--models", type=Path, default=ROOT / "converted_models", help="the registry's folder")
    add("--model", help="a model's id; the current one by default")
    add("--people", type=int, default=40, help="how many to make up (40)")
    add("--each", type=int, default=25, help="pictures of every label of each of them (25)")
    add("--seed", type=int, default=11, help="of the synthetic subjects (11)")
    add("--processes", type=int, default=2, help="that render at once (2)")
    options = parser.parse_args(arguments)
    try:
        model = options.models / options.model if options.model else current_model(options.models)
        synthetic = options.folder is None
        examples = whole(
            invent(options.people, options.each, options.seed, options.processes)
            if synthetic
            else read_examples(options.folder)
        )
        chosen = choose_examples(examples)
        print(f"Teaching {model.name} each person's hand …", file=sys.stderr)  # noqa: T201
        result = compare(examples, chosen, answers(examples, chosen, model), read_manifest(model).threshold)
    except TrainingError as error:
        sys.exit(f"just evaluate-calibration: {error}")
    print(json.dumps(result))  # noqa: T201


if __name__ == "__main__":
    main()
