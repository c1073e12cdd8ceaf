"""Assembly: a shippable network and what it was made of in, the finished folder of a model out, proved on wasm."""

import json
from pathlib import Path
from typing import Any

import keras

from training.config import TrainingConfig
from training.data.prepare import Prepared
from training.export.convert import convert
from training.export.describe import describe
from training.export.network import predict
from training.export.silhouette_card import write_card
from training.export.silhouette_golden import check_converted, make_golden
from training.metrics import Probabilities
from training.model import count_flops
from training.registry.manifest import NAME


def assemble(
    folder: Path,
    shipped: keras.Model,
    config: TrainingConfig,
    data: Prepared,
    probabilities: Probabilities,
    figures: dict[str, Any],
) -> None:
    """Writes model, golden answers, card and manifest to `folder`. `figures`: threshold and metrics.

    `probabilities` are the network's on the validation of `data`. Raises ConversionError, also where the page's own
    code computes something else than the network, and OSError.
    """
    convert(shipped, folder)
    flops = count_flops(shipped)
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    golden = make_golden(config.seed, config.silhouette, config.input, lambda x: predict(shipped, x))
    (folder / "golden.json").write_text(json.dumps(golden))
    write_card(folder, config, data, probabilities, figures | {"flops": flops, "bytes": size})
    manifest = describe(config, data, folder, flops, figures["threshold"], figures["metrics"])
    (folder / NAME).write_text(json.dumps(manifest, indent=2) + "\n")
    check_converted(folder, golden)
