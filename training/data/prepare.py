"""What background mode's network is trained and validated on: rendered silhouettes and those of people, shrunk."""

import hashlib
from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from training.config import TrainingConfig
from training.data.augment import draw_balanced, fit
from training.data.datasets import Example
from training.data.sources import RealData, Selection, Source, gather
from training.labels import LABELS
from training.network_input import network_inputs
from training.synthetic.silhouettes import Silhouettes, Synthesis, synthesise

SYNTHETIC = "synthetic"


@dataclass(frozen=True)
class Prepared:
    """Inputs [n, side, side, 1] of both sides, synthetic ones first, and the manifest's record of their sources."""

    training: Silhouettes
    validation: Silhouettes
    synthetic_validation: int  # so many of the validation's silhouettes are synthetic
    sources: list[dict[str, Any]]
    people: int


def prepare(config: TrainingConfig, selection: Selection) -> Prepared:
    """Renders, reads, splits and shrinks everything. Raises DataError, before rendering."""
    real = gather(selection, hold_out=config.frozen_calibration is None)
    if config.frozen_calibration is not None:
        config.frozen_calibration.require(real.sources)
    training = _synthesise(config, config.seed, config.count)
    validation = _synthesise(config, config.seed + 1_000_000, config.validation_count)
    records = [
        {"name": SYNTHETIC, "licence": "MIT (hand mesh)", "used_for": "training", "count": config.count}
        | {"digest": digest(training)}
    ]
    if not selection.folders:
        return Prepared(training, validation, config.validation_count, records, 0)
    shares = np.bincount(training.labels, minlength=len(LABELS)) / len(training.labels)
    return Prepared(
        _join(training, inputs_of(_choose(real.training, shares, config), config)),
        _join(validation, inputs_of(real.validation, config)),
        config.validation_count,
        records + _describe(real),
        sum(source.people for name, source in real.sources.items() if name in _names(real.training)),
    )


def digest(silhouettes: Silhouettes) -> str:
    """SHA-256 of pictures and labels, as hex."""
    return hashlib.sha256(silhouettes.pictures.tobytes() + silhouettes.labels.tobytes()).hexdigest()


def _synthesise(config: TrainingConfig, seed: int, count: int) -> Silhouettes:
    """To the network's input by the same way as on the page."""
    drawn = synthesise(Synthesis(seed, count, config.silhouette), config.processes)
    return Silhouettes(network_inputs(drawn.pictures, config.input)[..., None], drawn.labels)


def _choose(examples: list[Example], shares: npt.NDArray[np.float64], config: TrainingConfig) -> list[Example]:
    random = np.random.default_rng([config.seed, 0x4EA1])
    return [examples[index] for index in draw_balanced(examples, config.real_count, shares, random).tolist()]


def inputs_of(examples: list[Example], config: TrainingConfig) -> Silhouettes:
    """Network inputs of real silhouettes of any sizes; a label of any palm counts as none of the labels, -1."""
    size = config.silhouette.width
    fitted = np.array([fit(example.picture, size) for example in examples], np.uint8).reshape(-1, size, size)
    labels = np.array([LABELS.index(e.label) if e.label in LABELS else -1 for e in examples], np.int64)
    return Silhouettes(network_inputs(fitted, config.input)[..., None], labels)


def _join(one: Silhouettes, other: Silhouettes) -> Silhouettes:
    return Silhouettes(np.concatenate([one.pictures, other.pictures]), np.concatenate([one.labels, other.labels]))


def _names(examples: list[Example]) -> set[str]:
    return {example.source for example in examples}


def _describe(real: RealData) -> list[dict[str, Any]]:
    counts = Counter(example.source for example in (*real.training, *real.validation))
    trained = _names(real.training)
    return [
        {"name": name, "licence": source.licence, "used_for": "training" if name in trained else "validation"}
        | {"count": counts[name], "digest": _digest_of(real, source), "repository": source.repository}
        for name, source in sorted(real.sources.items())
    ]


def _digest_of(real: RealData, source: Source) -> str:
    """SHA-256 over the source's pictures and labels, whatever their order and folders."""
    own = [example for example in (*real.training, *real.validation) if example.source == source.name]
    parts = sorted(hashlib.sha256(e.label.encode() + e.picture.tobytes()).digest() for e in own)
    return hashlib.sha256(b"".join(parts)).hexdigest()
