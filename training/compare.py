"""Comparison: variants of training and a folder of labelled silhouettes in, a table of macro F1 over several seeds out.

`ingredients` leaves one thing out at a time or adds real data, `networks` tries other networks. Each variant is trained
afresh per seed, on less data than a shipped model, so the differences count and not the heights. The figures are
Keras'; labels are the most probable ones, and sources that were trained or validated on are not scored.
"""

import os

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "2")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")

import argparse
import dataclasses
import functools
import sys
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import keras
import numpy as np

from training.command import add_selection, read_selection
from training.config import TrainingConfig
from training.datasets import Example, read_examples
from training.errors import TrainingError
from training.evaluate import unseen
from training.fit import fit
from training.metrics import expected_calibration_error, macro_f1, true_indices
from training.model import count_flops, fold_batch_normalisation
from training.prepare import inputs_of, prepare
from training.ship import make_shippable, predict
from training.sources import Selection
from training.synthesise import synthesise


@dataclass(frozen=True)
class Variant:
    """What differs from the defaults; `real` says whether the real data of the command line is trained on."""

    name: str
    changes: dict[str, object] = dataclasses.field(default_factory=dict)
    real: bool = True


TABLES = {
    "ingredients": (
        Variant("synthetic silhouettes", real=False),
        Variant("… without background subtraction", {"subtracted": False}, real=False),
        Variant("… of the whole guide box", {"kind": "silhouette"}, real=False),
        Variant("… without rich none", {"rich_none": False}, real=False),
        Variant("… at 48 × 48", {"side": 48}, real=False),
        Variant("… not moved", {"moved": 0.0}, real=False),
        Variant("… without averaged weights", {"averaging": 0.0}, real=False),
        Variant("with real silhouettes too"),
    ),
    "networks": (
        Variant("64 px, 16-32-64-88"),
        Variant("48 px, 16-32-64-88", {"side": 48}),
        Variant("80 px, 16-32-64-88", {"side": 80}),
        Variant("64 px, 12-24-48-64", {"widths": (12, 24, 48, 64)}),
        Variant("64 px, 20-40-64-88", {"widths": (20, 40, 64, 88)}),
        Variant("64 px, depthwise, 16-32-64-88", {"separable": True}),
        Variant("64 px, depthwise, 32-64-128-224", {"separable": True, "widths": (32, 64, 128, 224)}),
    ),
}


VALIDATION_COUNT = 1_000  # enough for a temperature


class Row(NamedTuple):
    """One variant with one seed, on the people of the folder; F1 and errors 0..1."""

    macro_f1: float
    before_rounding: float  # macro F1 in float32
    ece: float
    ece_before: float  # without calibration
    megaflops: float
    kilobytes: float  # of float16 weights


def compare(
    variants: tuple[Variant, ...], base: TrainingConfig, selection: Selection, examples: list[Example], seeds: int
) -> dict[str, list[Row]]:
    """Trains every variant with seeds 1 … `seeds` and scores it on `examples`. Raises TrainingError."""
    rows: dict[str, list[Row]] = defaultdict(list)
    render = functools.lru_cache(maxsize=2)(synthesise)  # training and validation of the seed at hand
    for seed in range(1, seeds + 1):
        for variant in sorted(variants, key=lambda variant: str(variant.changes)):
            config = dataclasses.replace(base, seed=seed, **variant.changes)  # type: ignore[arg-type]
            keras.utils.set_random_seed(seed)
            data = prepare(config, selection if variant.real else Selection(), render)
            network = fit(config, data)
            shipped = make_shippable(network, config, data.validation)
            folded = fold_batch_normalisation(network, config.side, config.widths, separable=config.separable)
            row = _score(shipped.network, folded, config, examples)
            rows[variant.name].append(row)
            _say(f"Seed {seed}, {variant.name}: macro F1 {row.macro_f1:.3f}")
    return rows


def _score(shipped: keras.Model, folded: keras.Model, config: TrainingConfig, examples: list[Example]) -> Row:
    pictures = inputs_of(examples, config).pictures
    labels = [example.label for example in examples]
    f1, errors = [], []
    for network in (shipped, folded):
        probabilities = predict(network, pictures)
        predicted = probabilities.argmax(axis=1).astype(np.int64)
        true = true_indices(labels, predicted)
        f1.append(macro_f1(true, predicted))
        errors.append(expected_calibration_error(true, probabilities))
    return Row(f1[0], f1[1], errors[0], errors[1], count_flops(shipped) / 1e6, shipped.count_params() * 2 / 1e3)


def table_of(variants: tuple[Variant, ...], rows: dict[str, list[Row]]) -> str:
    """A Markdown table: means over the seeds, and the standard deviation of macro F1."""
    first = float(np.mean([row.macro_f1 for row in rows[variants[0].name]]))
    lines = [
        "| variant | macro F1 | to the first | float32 | ECE | uncalibrated | MFLOP | kB |",
        "| --- | --- | --- | --- | --- | --- | --- | --- |",
    ]
    for variant in variants:
        found = np.array(rows[variant.name])
        mean, spread = found.mean(axis=0), float(found[:, 0].std(ddof=1)) if len(found) > 1 else 0.0
        lines.append(
            f"| {variant.name} | {mean[0]:.3f} ± {spread:.3f} | {mean[0] - first:+.3f} | {mean[1]:.3f} | {mean[2]:.3f} "
            f"| {mean[3]:.3f} | {mean[4]:.1f} | {mean[5]:.0f} |"
        )
    return "\n".join(lines)


def main() -> None:
    """The command line: see --help."""
    default = TrainingConfig()
    parser = argparse.ArgumentParser(
        prog="just compare", description=__doc__, formatter_class=argparse.ArgumentDefaultsHelpFormatter
    )
    add = parser.add_argument
    add("table", choices=list(TABLES))
    add("folder", type=Path, help="people to score on: index.csv (file,label,source) and silhouettes")
    add("--seeds", type=int, default=3, help="of each variant; time is in proportion")
    add("--count", type=int, default=8_000, help="synthetic silhouettes; time is in proportion")
    add("--real-count", type=int, default=4_000, help="real silhouettes after balancing, with --data")
    add("--epochs", type=int, default=8, help="passes; time is in proportion")
    add("--processes", type=int, default=default.processes, help="that render at once")
    add_selection(parser)
    options = vars(parser.parse_args())
    selection = read_selection(parser, options)
    table, folder, seeds = options.pop("table"), options.pop("folder"), max(options.pop("seeds"), 1)
    try:
        base = dataclasses.replace(default, validation_count=VALIDATION_COUNT, **options)
        examples = unseen(read_examples(folder), selection.names())
        rows = compare(TABLES[table], base, selection, examples, seeds)
    except TrainingError as error:
        sys.exit(f"just compare: {error}")
    people = sorted({example.source for example in examples})
    print(f"{len(examples)} silhouettes of {', '.join(people)}; {base.count} synthetic, {base.epochs} epochs\n")  # noqa: T201
    print(table_of(TABLES[table], rows))  # noqa: T201


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
