"""Evaluation: a folder of labelled silhouettes in, the converted model's figures out, as one line of JSON.

The model is run by the page's own TypeScript on the wasm backend (web/src/evaluate/), not by Keras: what is measured
is what people get. The folder holds index.csv with the columns file, label and source.
"""

import argparse
import json
import sys
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

import numpy as np

from training.classifier import classify
from training.datasets import Example, read_examples
from training.errors import DataError, TrainingError
from training.manifest import read_manifest
from training.metrics import Probabilities, false_alarm_rate, figures_per_label, macro_f1, true_indices
from training.publish import current_model

ROOT = Path(__file__).parent.parent


def unseen(examples: list[Example], used: AbstractSet[str]) -> list[Example]:
    """The examples of sources that are not in `used`. Raises DataError where none is left."""
    left = [example for example in examples if example.source not in used]
    if not left:
        raise DataError("Training has used every source of this folder: name one with other people.")
    return left


def evaluate(examples: list[Example], probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    """The figures that `just evaluate` prints; labels are the most probable ones, false alarms at the threshold."""
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    true = true_indices([example.label for example in examples], predicted)
    sources = np.array([example.source for example in examples])
    return {
        "n": len(examples),
        "accuracy": float(np.mean(true == predicted)),
        "macro_f1": macro_f1(true, predicted),
        "per_label": figures_per_label(true, predicted),
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


def main() -> None:
    """The command line: see --help."""
    parser = argparse.ArgumentParser(prog="just evaluate", description=__doc__)
    parser.add_argument("folder", type=Path, help="holds index.csv (file,label,source) and the silhouettes")
    parser.add_argument("--models", type=Path, default=ROOT / "converted_models", help="the registry's folder")
    parser.add_argument("--model", help="a model's id; the current one by default")
    parser.add_argument(
        "--unseen", action="store_true", help="only sources that the model was neither trained nor validated on"
    )
    options = parser.parse_args()
    try:
        model = options.models / options.model if options.model else current_model(options.models)
        manifest = read_manifest(model)
        examples = read_examples(options.folder)
        if options.unseen:
            examples = unseen(examples, {source["name"] for source in manifest.raw["trained"]["sources"]})
        print(f"Classifying {len(examples)} silhouettes with {model.name} …", file=sys.stderr)  # noqa: T201
        probabilities = classify([example.picture for example in examples], model)
    except TrainingError as error:
        sys.exit(f"just evaluate: {error}")
    print(json.dumps(_rounded(evaluate(examples, probabilities, manifest.threshold))))  # noqa: T201


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, dict):
        return {key: _rounded(item) for key, item in value.items()}
    return value


if __name__ == "__main__":
    main()
