"""How well a converted model names what a folder of labelled pictures shows; one line of JSON.

The model is run by the page's own TypeScript on the wasm backend (web/src/evaluate/), not by Keras: what is measured
is what people get. The folder holds index.csv with the columns file, label and source, and silhouettes, or pictures of
hands of any size for a model that sees the hand itself.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from backend.models.document import Way
from training.data.datasets import Example, Row, is_silhouette, read_examples, read_index
from training.errors import DataError, TrainingError
from training.evaluate.hands import dump, evaluate_hands, pictures_of
from training.labels import HAND_LABELS
from training.metrics import Probabilities, false_alarm_rate, macro_f1, metrics_per_label, true_indices
from training.registry.manifest import HandManifest, Manifest, read_model
from training.registry.publish import current_model
from training.registry.recogniser import classify, see_hands

ROOT = Path(__file__).parents[2]


Labelled = TypeVar("Labelled", Example, Row)


def unseen(examples: list[Labelled], used: AbstractSet[str]) -> list[Labelled]:
    """The examples of sources that are not in `used`. Raises DataError where none is left."""
    left = [example for example in examples if example.source not in used]
    if not left:
        raise DataError("Training has used every source of this folder: name one with other people.")
    return left


def without_sources(examples: list[Labelled], names: Sequence[str]) -> list[Labelled]:
    """The examples of all other sources. Raises DataError on a name that no source has, and where none is left."""
    unknown = sorted(set(names) - {example.source for example in examples})
    if unknown:
        raise DataError(f"There are no sources {unknown} in this folder: mind the spelling of index.csv.")
    left = [example for example in examples if example.source not in names]
    if not left:
        raise DataError("No source is left: leave out fewer.")
    return left


def evaluate(examples: list[Example], probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    """The metrics that `just evaluate` prints; labels are the most probable ones, false alarms at the threshold."""
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    true = true_indices([example.label for example in examples], predicted)
    sources = np.array([example.source for example in examples])
    return {
        "n": len(examples),
        "accuracy": float(np.mean(true == predicted)),
        "macro_f1": macro_f1(true, predicted),
        "per_label": metrics_per_label(true, predicted),
        "per_source": {
            source: {
                "n": int(np.count_nonzero(sources == source)),
                "accuracy": float(np.mean((true == predicted)[sources == source])),
                "macro_f1": macro_f1(true[sources == source], predicted[sources == source]),
            }
            for source in sorted(set(sources.tolist()))
        },
        "false_alarm_rate": false_alarm_rate(true, probabilities, threshold),
        "threshold": threshold,
    }


def way_for(folder: Path) -> Way:
    """Which way its pictures are for: the first one tells silhouettes from photographs. Raises DataError."""
    first = next(pictures_of(read_index(folder, HAND_LABELS)[:1]))
    return "silhouette" if is_silhouette(first[:, :, :3]) else "hand"


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just evaluate", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds index.csv (file,label,source) and the pictures")
    parser.add_argument("--models", type=Path, default=ROOT / "converted_models", help="the registry's folder")
    parser.add_argument("--model", help="a model's id; by default the current one of the way that the pictures are for")
    parser.add_argument(
        "--unseen", action="store_true", help="only sources that the model was neither trained nor validated on"
    )
    parser.add_argument("--without-sources", default="", metavar="A,B", help="leave these sources of the folder out")
    parser.add_argument("--dump", type=Path, metavar="FILE.npz", help="write what is seen in each picture (hands only)")
    options = parser.parse_args()
    try:
        metrics = _evaluated(options)
    except TrainingError as error:
        sys.exit(f"just evaluate: {error}")
    print(json.dumps(rounded(metrics)))  # noqa: T201


def _evaluated(options: argparse.Namespace) -> dict[str, Any]:
    model = options.models / options.model if options.model else None
    if model is None:
        model = current_model(options.models, way_for(options.folder))
    manifest = read_model(model)
    if isinstance(manifest, HandManifest):
        rows = _chosen(read_index(options.folder, HAND_LABELS), manifest, options)
        print(f"Looking for hands in {len(rows)} pictures with {model.name} …", file=sys.stderr)  # noqa: T201
        answers = see_hands(pictures_of(rows), model)
        if options.dump is not None:
            dump(options.dump, rows, answers)
        return evaluate_hands(rows, answers, manifest.threshold)
    if options.dump is not None:
        raise DataError(f"{model.name} sees silhouettes, of which there is nothing to dump.")
    examples = _chosen(read_examples(options.folder), manifest, options)
    print(f"Classifying {len(examples)} silhouettes with {model.name} …", file=sys.stderr)  # noqa: T201
    probabilities = classify([example.picture for example in examples], model)
    return evaluate(examples, probabilities, manifest.threshold)


def _chosen(examples: list[Labelled], manifest: Manifest | HandManifest, options: argparse.Namespace) -> list[Labelled]:
    """The examples of the sources that the options leave."""
    names = [name for name in options.without_sources.split(",") if name]
    left = without_sources(examples, names)
    return unseen(left, {source["name"] for source in manifest.raw["trained"]["sources"]}) if options.unseen else left


def rounded(value: Any) -> Any:
    """The same with four decimals, which are more than a few thousand pictures can tell."""
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: rounded(item) for key, item in value.items()}
    return value


if __name__ == "__main__":
    main()
