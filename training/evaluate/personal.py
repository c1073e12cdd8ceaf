"""What own gestures and own examples bring the people of a folder of labelled pictures; one line of JSON.

The folder holds index.csv (file,label,gesture,source) and pictures of hands, of which only those with a hand that the
recogniser finds can be taught. Every source is a person:

- each pose (`gesture`) that is none of the labels and that has at least 15 pictures with a hand is taught by itself as
  an own gesture, by 10 of them. `recall` is the share of its other pictures that are named so, `false_alarm_rate` that
  of all of the person's other pictures; means over poses, then over sources;
- 5 examples of each gesture that a source shows more than 5 times are its own examples; macro F1 of the labels over the
  other pictures without and with them, means over sources.

Examples are drawn by a seed from all of a source's pictures. Webcam pictures of one source resemble each other, so
these figures are better than those of another day. The most probable name counts, whatever the threshold. All answers
are of the page's own TypeScript (web/src/worker/hand/own-layer.ts).
"""

import argparse
import base64
import csv
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from training.data.datasets import Row, read_index
from training.errors import DataError, TrainingError
from training.evaluate.hands import pictures_of
from training.evaluate.model import ROOT, rounded, without_sources
from training.kernel import Kernel, Square
from training.labels import HAND_LABELS
from training.metrics import Indices, macro_f1, true_indices
from training.registry.publish import current_model
from training.registry.recogniser import HandAnswers, run_program, see_hands

LEAST, TAUGHT, EXAMPLES = 15, 10, 5  # pictures of a pose, how many of them teach; own examples of a gesture
NONE: Final = HAND_LABELS.index("none")
OWN: Final = "own-00000000"
Rows = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Task:
    """What one person teaches, as rows by name, and the rows that are then to be named."""

    source: str
    teach: dict[str, Rows]
    ask: Rows


def own_gesture_tasks(
    sources: npt.NDArray[np.str_], labels: Sequence[str], poses: Sequence[str], found: npt.NDArray[np.bool_], seed: int
) -> list[Task]:
    """For each source and each pose that is no gesture, and often enough there with a hand, one own gesture."""
    tasks: list[Task] = []
    none = np.array([label == "none" for label in labels])
    named = np.array(poses)
    for source in sorted(set(sources.tolist())):
        random = np.random.default_rng([seed, len(tasks)])
        mine = sources == source
        for pose in sorted(set(named[mine & none].tolist()) - {""}):
            there = np.flatnonzero(mine & none & found & (named == pose))
            if len(there) >= LEAST:
                teach = np.sort(random.choice(there, TAUGHT, replace=False))
                tasks.append(Task(source, {OWN: teach}, np.setdiff1d(np.flatnonzero(mine), teach)))
    return tasks


def own_example_tasks(
    sources: npt.NDArray[np.str_], labels: Sequence[str], found: npt.NDArray[np.bool_], seed: int
) -> list[Task]:
    """For each source that shows some gesture often enough, own examples of all such gestures."""
    tasks: list[Task] = []
    named = np.array(labels)
    for source in sorted(set(sources.tolist())):
        random = np.random.default_rng([seed, len(tasks)])
        mine, teach = sources == source, {}
        for label in HAND_LABELS[:NONE]:
            there = np.flatnonzero(mine & found & (named == label))
            if len(there) > EXAMPLES:
                teach[label] = np.sort(random.choice(there, EXAMPLES, replace=False))
        if teach:
            rest = np.setdiff1d(np.flatnonzero(mine), np.concatenate(list(teach.values())))
            tasks.append(Task(source, teach, rest))
    return tasks


def answers(tasks: Sequence[Task], seen: HandAnswers, model: Path) -> list[Indices]:
    """For each task the names of its rows: indices of labels, then of own gestures. Raises TrainingError."""
    found = np.flatnonzero(seen.hands > 0)
    place = {row: i for i, row in enumerate(found.tolist())}
    asked = [np.array([row for row in task.ask.tolist() if row in place], np.int64) for task in tasks]
    question = {
        "hands": [base64.b64encode(hand.tobytes()).decode() for hand in hand_numbers(seen, found)],
        "said": seen.probabilities[found].tolist(),
        "tasks": [
            {
                "teach": [{"of": of, "hand": place[row]} for of, rows in task.teach.items() for row in rows.tolist()],
                "ask": [place[row] for row in ask.tolist()],
            }
            for task, ask in zip(tasks, asked, strict=True)
        ],
    }
    widths = [len(HAND_LABELS) + (OWN in task.teach) for task in tasks]
    sizes = [len(ask) * width for ask, width in zip(asked, widths, strict=True)]
    said = run_program(json.dumps(question).encode(), 4 * sum(sizes), str(model.resolve()), "--personal")
    named = []
    for task, ask, width, numbers in zip(
        tasks, asked, widths, np.split(np.frombuffer(said, "<f4"), np.cumsum(sizes)[:-1]), strict=True
    ):
        names = np.full(len(task.ask), NONE, np.int64)  # where no hand is found
        names[np.isin(task.ask, ask)] = numbers.reshape(len(ask), width).argmax(1)
        named.append(names)
    return named


def hand_numbers(seen: HandAnswers, rows: Rows) -> npt.NDArray[np.float32]:
    """[n, 67 + E] of those rows, as the page keeps examples (docs/architecture.md)."""
    kernel = Kernel()
    points = [kernel.to_square(seen.points[row], Square(*seen.squares[row].tolist())).reshape(-1) for row in rows]
    columns = (seen.presence[rows, None], seen.left[rows, None], np.array(points), seen.squares[rows, 3:])
    return np.concatenate([*columns, seen.embeddings[rows]], axis=1).astype("<f4")


def evaluate(rows: Sequence[Row], poses: Sequence[str], seen: HandAnswers, model: Path, seed: int) -> dict[str, Any]:
    """What the command prints. Raises TrainingError."""
    sources, labels = np.array([row.source for row in rows]), [row.label for row in rows]
    found = seen.hands > 0
    gestures = own_gesture_tasks(sources, labels, poses, found, seed)
    examples = own_example_tasks(sources, labels, found, seed)
    if not gestures and not examples:
        raise DataError("Nobody shows any pose often enough to teach it: name a folder with more pictures of each.")
    named = answers([*gestures, *examples], seen, model)
    per_source: dict[str, dict[str, Any]] = {}
    for source in sorted({task.source for task in gestures}):
        pairs = [
            _shares(task, said, np.array(poses))
            for task, said in zip(gestures, named[: len(gestures)], strict=True)
            if task.source == source
        ]
        recall, alarms = np.mean(pairs, axis=0).tolist()
        per_source[source] = {"poses": len(pairs), "recall": recall, "false_alarm_rate": alarms}
    for task, said in zip(examples, named[len(gestures) :], strict=True):
        alone = seen.probabilities[task.ask].argmax(1).astype(np.int64)
        mine = [labels[row] for row in task.ask]
        before, after = (macro_f1(true_indices(mine, one, HAND_LABELS), one, HAND_LABELS) for one in (alone, said))
        known = {"n": len(task.ask), "macro_f1_before": before, "macro_f1_after": after}
        per_source[task.source] = per_source.get(task.source, {}) | known
    names = ("recall", "false_alarm_rate", "macro_f1_before", "macro_f1_after")
    means = {name: [one[name] for one in per_source.values() if name in one] for name in names}
    return {name: float(np.mean(values)) if values else None for name, values in means.items()} | {
        "per_source": per_source
    }


def _shares(task: Task, said: Indices, poses: npt.NDArray[np.str_]) -> tuple[float, float]:
    """The share of the pose's other pictures that are named so, and that of the person's other pictures."""
    pose = poses[task.teach[OWN][0]]
    same, own = poses[task.ask] == pose, said == len(HAND_LABELS)
    return float(own[same].mean()), float(own[~same].mean()) if (~same).any() else 0.0


def poses_of(folder: Path, rows: Sequence[Row]) -> list[str]:
    """What each picture really shows: index.csv's column `gesture`. Raises DataError where there is none."""
    with (folder / "index.csv").open(newline="", encoding="utf-8") as file:
        table = list(csv.DictReader(file))
    if not table or "gesture" not in table[0]:
        raise DataError(f"{folder / 'index.csv'} has no column `gesture`, which says what is really shown: add it.")
    shown = {folder / line["file"]: line["gesture"] for line in table}
    return [shown[row.path] for row in rows]


def main(arguments: list[str] | None = None) -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(
        prog="just evaluate-personal", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add = parser.add_argument
    add("folder", type=Path, help="holds index.csv (file,label,gesture,source) and the pictures")
    add("--models", type=Path, default=ROOT / "converted_models", help="the registry's folder")
    add("--model", help="a model's id; the current one by default")
    add("--without-sources", default="", metavar="A,B", help="leave these sources of the folder out")
    add("--seed", type=int, default=1, help="of which pictures teach (1)")
    options = parser.parse_args(arguments)
    try:
        model = options.models / options.model if options.model else current_model(options.models, "hand")
        rows = read_index(options.folder, HAND_LABELS)
        rows = without_sources(rows, [name for name in options.without_sources.split(",") if name])
        print(f"Looking for hands in {len(rows)} pictures with {model.name} …", file=sys.stderr)  # noqa: T201
        seen = see_hands(pictures_of(rows), model)
        result = evaluate(rows, poses_of(options.folder, rows), seen, model, options.seed)
    except TrainingError as error:
        sys.exit(f"just evaluate-personal: {error}")
    print(json.dumps(rounded(result)))  # noqa: T201


if __name__ == "__main__":
    main()
