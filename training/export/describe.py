"""Description: a trained network and its answers on validation in, figures and the manifest out."""

import hashlib
import json
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from training.config import TrainingConfig
from training.data.prepare import Prepared, digest
from training.labels import LABELS
from training.metrics import (
    Indices,
    Probabilities,
    expected_calibration_error,
    false_alarm_rate,
    figures_per_label,
    macro_f1,
)
from training.registry.manifest import SCHEMA, list_files

ROOT = Path(__file__).parents[2]


def measure(data: Prepared, probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    """The manifest's metrics: of all validation silhouettes, and of the synthetic and the real ones apart."""
    true = data.validation.labels
    real = np.arange(len(true)) >= data.synthetic_validation
    people = sum(source["used_for"] == "validation" for source in data.sources)
    on = "synthetic silhouettes of other seeds"
    metrics: dict[str, Any] = {
        "validated_on": f"{on} and {people} real sources that were not trained on" if people else on
    }
    metrics |= _figures(true, probabilities, threshold)
    if real.any():
        metrics["synthetic"] = _figures(true[~real], probabilities[~real], threshold)
        metrics["real"] = _figures(true[real], probabilities[real], threshold)
    return metrics


def _figures(true: Indices, probabilities: Probabilities, threshold: float) -> dict[str, Any]:
    predicted = probabilities.argmax(axis=1).astype(np.int64)
    return {
        "n": len(true),
        "macro_f1": round(macro_f1(true, predicted), 4),
        "false_alarm_rate": round(false_alarm_rate(true, probabilities, threshold), 4),
        "ece": round(expected_calibration_error(true, probabilities), 4),
        "recall": {
            label: round(row["recall"], 4) for label, row in figures_per_label(true, predicted).items() if row["n"]
        },
    }


def describe(
    config: TrainingConfig, data: Prepared, folder: Path, flops: int, threshold: float, metrics: dict[str, Any]
) -> dict[str, Any]:
    """The manifest of the files in `folder`; its id is the day and their digest: equal ids mean equal models."""
    files = list_files(folder)
    return {
        "schema": SCHEMA,
        "id": identify(files),
        "way": "silhouette",
        "labels": list(LABELS),
        "input": {"kind": config.kind, "width": config.side, "height": config.side},
        "silhouette": config.silhouette.to_json(),
        "smoothing": {
            "time_constant_ms": config.time_constant_ms,
            "enter": config.enter,
            "leave": config.leave,
            "dwell_ms": config.dwell_ms,
        },
        "thresholds": {"gesture": threshold},
        "graph": {"path": "model.json", "flops": flops},
        "golden": "golden.json",
        "files": files,
        "trained": {
            "commit": commit(),
            "seed": config.seed,
            "data_digest": digest(data.training),
            "sources": data.sources,
            "people": data.people,
            "metrics": metrics,
        },
    }


def identify(files: list[dict[str, Any]]) -> str:
    """A model's id: the day and the digest of what list_files says of it."""
    return f"{datetime.now(UTC):%Y%m%d}-{hashlib.sha256(json.dumps(files).encode()).hexdigest()[:8]}"


def commit() -> str:
    """The commit that the code is at, with -dirty where files differ; `unknown` outside a repository."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), "describe", "--always", "--abbrev=40", "--dirty"],  # noqa: S607
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() if done.returncode == 0 else "unknown"
